"""承继: what of a unit is open, kind by kind, and goes to the unit that succeeds it; what is closed stays where it was.

Each line of UNIT_SUCCESSION names a `Succession` of the app that holds the rows, in the order in which they are locked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils.module_loading import import_string

from accounts.in_use import answering_today
from accounts.models import PassedRow, Unit, UnitChange, User

Rows = QuerySet[Any]


@dataclass(frozen=True)
class Succession:
    """One kind of matter. `clashing` picks those of the open rows that stay under the old unit's name, `why` says why; the successor,
    above the old unit in the tree, sees and handles them all the same."""

    label: str
    counter: str
    rows: Callable[[Unit], Rows]  # open rows of the unit
    pass_on: Callable[[Sequence[Any], Unit, Unit, User, datetime], None]  # (rows, old unit, successor, actor, at)
    clashing: Callable[[Rows, Unit], Rows] | None = None
    why: str = ""
    note: str = ""  # what the successor should know of the rows that go
    blocks: bool = True  # a unit with such rows cannot be closed without a successor
    is_watched: bool = True  # False where the rows that stay rightly open such rows again

    def staying(self, unit: Unit, successor: Unit) -> Rows:
        rows = self.rows(unit)
        return self.clashing(rows, successor) if self.clashing else rows.none()

    def preview(self, unit: Unit, successor: Unit) -> Portion:
        """How many go and how many stay."""
        stays = self.staying(unit, successor).count()
        return Portion(self, self.rows(unit).count() - stays, stays)

    def carry_out(self, change: UnitChange, successor: Unit, actor: User, at: datetime) -> Portion:
        """Pass the open rows on, under their lock; each is noted with the change."""
        unit = change.unit
        stays = set(self.staying(unit, successor).values_list("pk", flat=True))
        moving = [row for row in self.rows(unit).order_by("pk").select_for_update(of=("self",), no_key=True) if row.pk not in stays]
        if moving:
            self.pass_on(moving, unit, successor, actor, at)
            PassedRow.objects.bulk_create([_passed(change, row) for row in moving], batch_size=1000)
        return Portion(self, len(moving), len(stays))


@dataclass(frozen=True)
class Portion:
    """How many rows of one kind go, and how many stay."""

    succession: Succession
    goes: int
    stays: int

    @property
    def is_empty(self) -> bool:
        return not (self.goes or self.stays)


def _passed(change: UnitChange, row: Model) -> PassedRow:
    return PassedRow(change=change, target_kind=row._meta.label_lower, target_id=str(row.pk))


def taken_over_from(row: Model) -> str:
    """承继自: whose a matter was before, the first unit first and by its name of then; "" where it always was its unit's."""
    changes = UnitChange.objects.filter(rows__target_kind=row._meta.label_lower, rows__target_id=str(row.pk)).order_by("at", "pk")
    return "、".join(f"{change.former_name}（{change.on}{change.get_kind_display()}）" for change in changes)


def save_unit(name: str = "unit") -> Callable[[Sequence[Any], Unit, Unit, User, datetime], None]:
    """The plain way: the field `name` of each row names the successor from now on."""

    def pass_on(rows: Sequence[Any], unit: Unit, successor: Unit, actor: User, at: datetime) -> None:
        for row in rows:
            setattr(row, name, successor)
        type(rows[0])._default_manager.bulk_update(rows, [name], batch_size=500)

    return pass_on


def successions() -> list[Succession]:
    return [import_string(name) for name in settings.UNIT_SUCCESSION]


def preview(unit: Unit, successor: Unit) -> list[Portion]:
    """What a succession would do today, without the kinds of which nothing is open."""
    return [portion for one in successions() if not (portion := one.preview(unit, successor)).is_empty]


def open_words(unit: Unit) -> list[str]:
    """整改通知 3 件, … of everything open: what must find a successor or an end before the unit goes."""
    return [f"{one.label} {count} {one.counter}" for one in successions() if one.blocks and (count := one.rows(unit).count())]


def left_under_gone() -> list[str]:
    """For `verify_integrity`: what still names a unit that is in use no more, without what stays on purpose."""
    return [sentence for unit in Unit.objects.filter(is_active=False).order_by("pk") for sentence in _left_under(unit)]


def _left_under(unit: Unit) -> list[str]:
    """Of a unit dissolved without a successor only what would have kept it in use."""
    successor = answering_today(unit)
    watched = [one for one in successions() if one.is_watched and (one.blocks or successor != unit)]
    counts = [(one, one.rows(unit).exclude(pk__in=one.staying(unit, successor).values("pk")).count()) for one in watched]
    return [f"{unit.name}已停用，名下还有{one.label} {count} {one.counter}" for one, count in counts if count]
