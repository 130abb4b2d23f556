"""前身单位: the units that went into another, directly or by way of a third; what was closed before is still kept under them."""

from __future__ import annotations

from collections import defaultdict

from accounts.models import Unit, UnitChange, UnitKind
from accounts.names import UnitNames


class Forerunners:
    """All of them with their names, for many look-ups with two queries."""

    def __init__(self) -> None:
        self._into: dict[int, list[int]] = defaultdict(list)
        changes = UnitChange.objects.filter(successor__isnull=False).order_by("-on", "-pk")
        for unit, successor in changes.values_list("unit", "successor"):
            self._into[successor or 0].append(unit)
        gone = [unit for units in self._into.values() for unit in units]
        self._names = UnitNames(list(Unit.objects.filter(pk__in=gone) | Unit.objects.filter(kind=UnitKind.GOVERNMENT)))

    def of(self, unit: int) -> list[int]:
        """The forerunners of a unit, those that came last first, each before its own."""
        return [pk for direct in self._into[unit] for pk in (direct, *self.of(direct))] if unit in self._into else []

    def named(self, text: str, unit: int) -> int:
        """The forerunner of `unit` that a text names; `unit` itself where it names none."""
        found = self._names.find(text)
        return found.pk if found is not None and found.pk in self.of(unit) else unit
