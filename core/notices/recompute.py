"""按新日历重算: which open deadlines a calendar moves; they move only when a person has seen the list and confirms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from core import audit
from core.errors import StaleForm
from core.notices.actions import move_deadline
from core.notices.levels import kind_row
from core.notices.models import Deadline, DeadlineChange
from core.notices.recount import count_again
from core.workdays.calendar import WorkCalendar, load_calendar
from core.workdays.counting import Due
from core.workdays.models import CalendarYear, CountUnit
from core.workdays.years import MANAGE_CALENDAR


@dataclass(frozen=True)
class Move:
    """One line of the preview: the deadline and the day it would get."""

    deadline: Deadline
    new_due_on: date
    is_estimated: bool
    rolled: bool

    @property
    def days(self) -> int:
        return (self.new_due_on - self.deadline.due_on).days


@dataclass(frozen=True)
class Line:
    """What a person reads of a move: the matter, or how many of a kind move alike where he has no sight of them."""

    move: Move
    kind: str
    count: int = 1
    is_seen: bool = True


def lines_for(user: Any, moves: Sequence[Move]) -> list[Line]:
    """The preview for `user`, who may keep the calendar without seeing what is dealt with."""
    seen = set(Deadline.objects.visible_to(user).filter(pk__in=[move.deadline.pk for move in moves]).values_list("pk", flat=True))
    lines = [Line(move, kind_row(move.deadline.kind).label) for move in moves if move.deadline.pk in seen]
    alike: dict[tuple[Any, ...], list[Move]] = {}
    for move in moves:
        if move.deadline.pk not in seen:
            alike.setdefault((move.deadline.kind, move.deadline.span, move.deadline.due_on, move.new_due_on), []).append(move)
    return lines + [Line(group[0], kind_row(group[0].deadline.kind).label, len(group), is_seen=False) for group in alike.values()]


def recompute_preview(year: int) -> list[Move]:
    """Open deadlines counted across `year` whose end differs by the calendar as it stands now."""
    calendar = _calendar(year)
    return [_as_move(deadline, due) for deadline, due in _counted(year, calendar) if due.due_on != deadline.due_on]


def _as_move(deadline: Deadline, due: Due) -> Move:
    return Move(deadline, due.due_on, due.is_estimated, due.rolled)


def _calendar(year: int) -> WorkCalendar:
    return load_calendar(year - 2, year + 3)


def _counted(year: int, calendar: WorkCalendar) -> list[tuple[Deadline, Due]]:
    touching = Q(start_on__year__lte=year, due_on__year__gte=year) | Q(due_on__year=year + 1, due_on__month=1) | Q(due_on__year=year - 1, due_on__month=12)
    rows = Deadline.objects.running().filter(touching, count_days__isnull=False).exclude(count_unit=CountUnit.HOURS)
    rows = rows.exclude(changes__kind__in=(DeadlineChange.Kind.EXTEND, DeadlineChange.Kind.CHANGE))
    return [(row, count_again(row, calendar)) for row in rows.select_related("unit").prefetch_related("changes").order_by("due_on", "pk")]


@transaction.atomic
def recompute_deadlines(*, year: int, actor: Any, at: datetime, version: int) -> int:
    """重算期限: move what the preview of `version` showed. Reminders are planned anew. Returns how many moved."""
    if not actor.has_perm(MANAGE_CALENDAR):
        raise PermissionDenied("没有维护工作日历的权限。")
    row = CalendarYear.objects.select_for_update().get(year=year)
    if row.version != version:
        raise StaleForm("日历在您查看之后又变了，请重新核对清单。")
    calendar = _calendar(year)
    moves = [_as_move(deadline, due) for deadline, due in _counted(year, calendar)]
    moved = [move for move in moves if move.days]
    reason = f"按{row.notice or f'{year}年日历'}重算"
    _carry(moved, actor, at)
    for move in moved:
        move_deadline(deadline=move.deadline, new_due_on=move.new_due_on, actor=actor, at=at, reason=reason, kind=DeadlineChange.Kind.RECOMPUTE)
    for move in moves:
        _mark(move, calendar, at)
    changes = {f"期限 {move.deadline.pk}": [move.deadline.due_on, move.new_due_on] for move in moved}
    audit.record(actor=actor, act="recompute_deadlines", act_label="重算期限", target=row, at=at, changes=changes)
    return len(moved)


def _carry(moves: list[Move], actor: Any, at: datetime) -> None:
    """The rows that state the days follow first: what stands above is locked first, and every row before its deadline."""
    for kind, row in settings.DEADLINE_KINDS.items():
        for move in moves:
            if row.on_recounted and move.deadline.kind == kind:
                import_string(row.on_recounted)(move.deadline.target_id, move.new_due_on, actor, at)


def _mark(move: Move, calendar: WorkCalendar, at: datetime) -> None:
    """Note the calendar it now rests on, and look again for reminders whose day may have shifted."""
    start_on = move.deadline.start_on or move.new_due_on
    Deadline.objects.filter(pk=move.deadline.pk).update(
        is_estimated=move.is_estimated,
        is_rolled=move.rolled,
        calendar_version=calendar.version_of(start_on.year, move.new_due_on.year)[:40],
        next_plan_on=timezone.localdate(at),
    )
