"""单位名称: which unit a text means – whole name, short name, alias, or the name without the county before it.

A text that could mean two units means none; what comes near is proposed in words, never taken silently.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections import defaultdict

from accounts.models import Unit, User


def folded(text: str) -> str:
    """The form names are compared in: half-width, no blanks, Chinese brackets."""
    plain = unicodedata.normalize("NFKC", text or "").replace("(", "（").replace(")", "）")
    return "".join(plain.split())


class UnitNames:
    """All names of the units in a person's sight, for many look-ups with one query."""

    def __init__(self, units: list[Unit]) -> None:
        self._units = units
        self._areas = sorted({self._area_of(unit) for unit in units} - {""}, key=len, reverse=True)
        self._found: dict[str, set[int]] = defaultdict(set)
        self._by_pk = {unit.pk: unit for unit in units}
        for unit in units:
            for name in self._names_of(unit):
                self._found[folded(name)].add(unit.pk)

    @classmethod
    def load(cls, user: User | None = None) -> UnitNames:
        """Names of active units; for a unit's own person only those of its subtree."""
        units = Unit.objects.active()
        return cls(list(units.visible_to(user) if user is not None else units))

    @staticmethod
    def _area_of(unit: Unit) -> str:
        """明川县 from 明川县人民政府."""
        return unit.name.removesuffix("人民政府") if unit.kind == "government" else ""

    def _names_of(self, unit: Unit) -> list[str]:
        names = [unit.name, unit.short_name, *unit.aliases]
        bare = [name.removeprefix(area) for area in self._areas for name in names if name.startswith(area) and name != area]
        return [name for name in (*names, *bare) if name]

    def _readings(self, text: str) -> list[str]:
        """The text itself, and without 县/区/市 or 县委 before a name: 县司法局, 县委编办."""
        plain = folded(text)
        readings = [plain]
        readings += [plain.removeprefix(lead) for lead in ("县委", "区委", "市委", "县", "区", "市") if plain.startswith(lead) and len(plain) > len(lead) + 1]
        return readings

    def holding(self, text: str) -> list[Unit]:
        """Units of which a name holds the text, and the one it means."""
        plain, meant = folded(text), self.find(text)
        return [unit for unit in self._units if unit == meant or any(plain in folded(name) for name in self._names_of(unit))]

    def find(self, text: str) -> Unit | None:
        """The one unit the text means, or None."""
        for reading in self._readings(text):
            pks = self._found.get(reading, set())
            if len(pks) == 1:
                return self._by_pk[next(iter(pks))]
        return None

    def propose(self, text: str) -> Unit | None:
        """The unit whose name comes nearest, if any comes near."""
        near = difflib.get_close_matches(folded(text), list(self._found), n=1, cutoff=0.72)
        pks = self._found[near[0]] if near else set()
        return self._by_pk[next(iter(pks))] if len(pks) == 1 else None

    def sentence(self, text: str) -> str:
        """没有名为…的单位，是否为…？"""
        nearest = self.propose(text)
        return f"没有名为“{text}”的单位，是否为“{nearest.name}”？" if nearest else f"没有名为“{text}”的单位。"


def resolve_unit(text: str, user: User | None = None) -> Unit | None:
    """The unit a single text means; for many texts load UnitNames once."""
    return UnitNames.load(user).find(text)
