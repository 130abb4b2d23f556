"""待办板: tasks of all apps grouped by deadline, the figures above them and the week beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from accounts.models import User
from core.lists.desk import Task, counted_along, timed
from core.lists.models import SavedView
from core.look import Figure
from core.workdays.calendar import WorkCalendar
from core.workdays.week import sunday_of
from reports.desk.groups import Group, by_deadline, by_unit

WEEKDAYS = "一二三四五六日"
PAGE, UNIT_HABIT, TURNED = "reports.desk", "by=unit", "turned"
BY_UNIT = {"page": PAGE, "name": "", "query": UNIT_HABIT}  # the habit of who wants the desk by unit
SPANS = {"today": "今日到期", "week": "本周到期", "review": "待审核"}
REVIEWS = ("审核", "核稿", "确认", "复核", "处理")  # the bureau's verbs for what others hand in


@dataclass(frozen=True)
class Day:
    """One day of the week strip."""

    label: str
    number: int
    count: int
    is_today: bool


@dataclass
class Board:
    """What a desk shows; `span` is the figure whose rows alone are listed."""

    on: date
    groups: list[Group] = field(default_factory=list)
    kinds: list[tuple[str, int]] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    week: list[Day] = field(default_factory=list)
    total: int = 0
    span: str = ""
    by_unit: bool = False
    may_turn: bool = False  # whether it can be grouped by unit at all
    along: dict[str, int] = field(default_factory=dict)  # what was counted beside


def all_tasks(user: User, on: date) -> list[Task]:
    """Every app's tasks, the earliest deadline first, those without one last."""
    found = timed(task for name in settings.DESK_BLOCKS for task in import_string(name)(user, on))
    return sorted(found, key=lambda task: (task.due_on or date.max, task.kind, task.title))


def board(user: User, on: date, calendar: WorkCalendar, kind: str = "", due: str = "", along: Mapping[str, QuerySet[Any]] | None = None) -> Board:
    """The desk of `user` on that day; `kind` and `due` (a key of SPANS) narrow the list, never the figures.

    The sets of `along` are counted in the statement of the figures.
    """
    tasks, may_turn = all_tasks(user, on), user.unit_ids() is None
    habit = SavedView.objects.filter(**BY_UNIT, owner=user) if may_turn else SavedView.objects.none()
    figures, counts = _figures(user, on, tasks, {TURNED: habit, **(along or {})})
    turned = bool(counts.pop(TURNED))
    falls = _falls(due, on)
    shown = [task for task in tasks if (not kind or task.kind == kind) and falls(task)]
    groups = by_unit(shown, on) if turned else by_deadline(shown, on, calendar)
    return Board(on, groups, _kinds(tasks), figures, _week(tasks, on), len(tasks), SPANS.get(due, ""), turned, may_turn, counts)


def _falls(due: str, on: date) -> Callable[[Task], bool]:
    """Whether a task is among the rows of the figure `due`."""
    if due not in SPANS:
        return lambda task: True
    if due == "review":
        return lambda task: task.verb in REVIEWS
    last = on if due == "today" else sunday_of(on)
    return lambda task: task.due_on is not None and on <= task.due_on <= last


def _figures(user: User, on: date, tasks: list[Task], along: Mapping[str, QuerySet[Any]]) -> tuple[list[Figure], dict[str, int]]:
    """The figures, and how many rows the sets `along` hold, asked in the same statement.

    Own words first, then 今日到期, 待审核 of the bureau, the figures of the apps, 本周到期 with today's; each opens its rows.
    """
    own = {task.kind: sum(one.kind == task.kind for one in tasks) for task in tasks if task.is_own_word}
    counts = {due: sum(map(_falls(due, on), tasks)) for due in SPANS}
    today, week, review = (Figure(SPANS[due], str(count), "我的待办", url=f"/?due={due}" if count else "") for due, count in counts.items())
    to_review = [review] if counts["review"] and user.unit_ids() is None else []
    tallies = [tally for name in settings.DESK_FIGURES for tally in import_string(name)(user, on)]
    counted, beside = counted_along(tallies, list(along.values()))
    return [*(Figure(kind, str(count), url=f"/?kind={kind}") for kind, count in own.items()), today, *to_review, *counted, week], dict(
        zip(along, beside, strict=True)
    )


def _kinds(tasks: list[Task]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for task in tasks:
        counts[task.kind] = counts.get(task.kind, 0) + 1
    return sorted(counts.items(), key=lambda pair: -pair[1])[:6]


def _week(tasks: list[Task], on: date) -> list[Day]:
    monday = on - timedelta(days=on.weekday())
    days = [monday + timedelta(days=n) for n in range(7 if on.weekday() > 4 else 5)]
    return [Day(f"周{WEEKDAYS[day.weekday()]}", day.day, sum(task.due_on == day for task in tasks), day == on) for day in days]
