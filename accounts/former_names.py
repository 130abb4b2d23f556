"""曾用名: what units were called on a day gone by, and the names that still mean them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from accounts.models import ChangeKind, Unit, UnitChange, User


def names_on(units: Iterable[Unit], on: date) -> dict[int, str]:
    """The name of each of `units` on that day, in one statement."""
    found = {unit.pk: unit.name for unit in units}
    renamed = UnitChange.objects.filter(unit__in=found).renamed_after(on)
    return found | dict(renamed.values_list("unit", "former_name"))


def add_aliases(unit: Unit, names: Iterable[str]) -> None:
    """Names by which workbooks still call the unit; one that is another unit's own name today stays that unit's."""
    fresh = [name for name in dict.fromkeys(names) if name and name not in (unit.name, unit.short_name, *unit.aliases)]
    taken = set(Unit.objects.active().filter(name__in=fresh).exclude(pk=unit.pk).values_list("name", flat=True))
    unit.aliases = [*unit.aliases, *(name for name in fresh if name not in taken)]


def keep_former_name(unit: Unit, former: tuple[str, str], *, on: date, basis: str, actor: User, at: datetime) -> None:
    """Where the name is another than `former` (name, short name): the old ones become aliases and the change is on record. `unit` is saved by the caller."""
    name, short_name = former
    if name == unit.name:
        return
    add_aliases(unit, former)
    UnitChange.objects.create(
        unit=unit, kind=ChangeKind.RENAME, on=on, basis=basis, former_name=name, former_short_name=short_name, new_name=unit.name, at=at, actor=actor
    )


def keep_earlier_names(units: Iterable[Unit]) -> None:
    """A list that knows nothing of former names, own or of units merged into one, does not take them away. The units are saved by the caller."""
    known = {unit.pk: unit for unit in units}
    for pk, *names in UnitChange.objects.filter(unit__in=known, kind=ChangeKind.RENAME).values_list("unit", "former_name", "former_short_name"):
        add_aliases(known[pk], names)
    for change in UnitChange.objects.filter(successor__in=known).select_related("unit"):
        add_aliases(known[change.successor_id or 0], (change.former_name, change.former_short_name, *change.unit.aliases))
