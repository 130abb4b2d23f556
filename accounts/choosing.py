"""选单位: which units a person may choose – by kind, by branch of the tree, by group, one by one – and which the choice means."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from accounts.models import Unit, UnitGroup, UnitKind, User
from accounts.models.unit import UnitQuerySet


@dataclass(frozen=True)
class Picks:
    """What was ticked: values of UnitKind, units with everything below them, groups, and units one by one."""

    kinds: tuple[str, ...] = ()
    branches: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    units: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.kinds or self.branches or self.groups or self.units)


def choosable(user: User, kinds: Collection[str] = ()) -> UnitQuerySet:
    """Units in use and in sight of `user`; only of `kinds` where they are named."""
    units = Unit.objects.visible_to(user).active()
    return units.filter(kind__in=kinds) if kinds else units


def chosen_units(kinds: Collection[str], branches: Collection[int], groups: Collection[int], units: Collection[int], user: User) -> list[Unit]:
    """The units that the four together mean today, each once, in their usual order; what `user` may not see is not among them."""
    named = UnitGroup.objects.visible_to(user).filter(pk__in=groups).values("units")
    wanted = Q(kind__in=kinds) | Q(pk__in=units) | Q(pk__in=named)
    for path in Unit.objects.visible_to(user).filter(pk__in=branches).values_list("path", flat=True):
        wanted |= Q(path__startswith=path)
    return list(choosable(user).filter(wanted))


@dataclass
class OfferedUnit:
    """A unit with its own box; `below` are those that its branch holds besides itself."""

    unit: Unit
    below: list[int] = field(default_factory=list)

    @property
    def branch(self) -> list[int]:
        return [self.unit.pk, *self.below]


@dataclass
class OfferedKind:
    """A kind with its units."""

    value: str
    label: str
    units: list[OfferedUnit]

    @property
    def pks(self) -> list[int]:
        return [row.unit.pk for row in self.units]


@dataclass
class OfferedGroup:
    """A group with those of its units that may be chosen."""

    group: UnitGroup
    pks: list[int]


@dataclass
class Offer:
    """Everything one person may tick; `units` by their numbers, in their usual order."""

    units: dict[int, Unit] = field(default_factory=dict)
    kinds: Sequence[OfferedKind] = ()
    groups: Sequence[OfferedGroup] = ()

    def strangers(self, picks: Picks) -> bool:
        """Whether something was ticked that was not offered."""
        pks, kinds, groups = set(self.units), {kind.value for kind in self.kinds}, {row.group.pk for row in self.groups}
        return bool(set(picks.kinds) - kinds or set(picks.branches) - pks or set(picks.groups) - groups or set(picks.units) - pks)

    def meant(self, picks: Picks) -> list[Unit]:
        """What `chosen_units` gives, among those offered, without asking again."""
        wanted = set(picks.units)
        for kind in self.kinds:
            wanted.update(kind.pks if kind.value in picks.kinds else ())
            wanted.update(pk for row in kind.units if row.unit.pk in picks.branches for pk in row.branch)
        for row in self.groups:
            wanted.update(row.pks if row.group.pk in picks.groups else ())
        return [unit for pk, unit in self.units.items() if pk in wanted]


def offer_to(user: User, kinds: Collection[str] = ()) -> Offer:
    """The units and groups that `user` may choose from, in three statements whatever their number."""
    rows = [OfferedUnit(unit) for unit in choosable(user, kinds)]
    by_pk = {row.unit.pk: row for row in rows}
    for row in rows:
        for above in row.unit.path.strip("/").split("/")[:-1]:
            if above.isdigit() and int(above) in by_pk:
                by_pk[int(above)].below.append(row.unit.pk)
    offered = [OfferedKind(value, label, [row for row in rows if row.unit.kind == value]) for value, label in UnitKind.choices]
    groups = [
        OfferedGroup(group, [unit.pk for unit in group.units.all() if unit.pk in by_pk])
        for group in UnitGroup.objects.visible_to(user).prefetch_related("units")
    ]
    return Offer({pk: row.unit for pk, row in by_pk.items()}, [kind for kind in offered if kind.units], [row for row in groups if row.pks])
