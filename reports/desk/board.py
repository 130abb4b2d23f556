"""待办板: tasks of all apps grouped by deadline, the figures above them and the week beside them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import User
from core.lists.desk import Task
from core.look import Figure

WEEKDAYS = "一二三四五六日"
OTHERS = "其他"


@dataclass(frozen=True)
class Day:
    """One day of the week strip."""

    label: str
    number: int
    count: int
    is_today: bool


@dataclass(frozen=True)
class Group:
    """待办 of one span: 逾期, 今日到期, 本周到期, or later."""

    title: str
    tasks: list[Task]
    is_late: bool = False


@dataclass
class Board:
    """What a desk shows."""

    on: date
    groups: list[Group] = field(default_factory=list)
    later: list[Task] = field(default_factory=list)
    kinds: list[tuple[str, int]] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    week: list[Day] = field(default_factory=list)
    total: int = 0

    @property
    def next_task(self) -> Task | None:
        """The nearest later one, for the empty desk."""
        dated = [task for task in self.later if task.due_on]
        return min(dated, key=lambda task: task.due_on or date.max) if dated else None


def all_tasks(user: User, on: date) -> list[Task]:
    """Every app's tasks, the earliest deadline first, those without one last."""
    found = [task for name in settings.DESK_BLOCKS for task in import_string(name)(user, on)]
    return sorted(found, key=lambda task: (task.due_on or date.max, task.kind, task.title))


def board(user: User, on: date, kind: str = "") -> Board:
    """The desk of `user` on that day; `kind` narrows the list, never the figures."""
    tasks = all_tasks(user, on)
    shown = [task for task in tasks if not kind or task.kind == kind]
    sunday = on + timedelta(days=6 - on.weekday())
    spans = (
        ("逾期", [t for t in shown if t.due_on and t.due_on < on]),
        ("今日到期", [t for t in shown if t.due_on == on]),
        ("本周到期", [t for t in shown if t.due_on and on < t.due_on <= sunday]),
        ("待办", [t for t in shown if t.due_on is None]),
    )
    groups = [Group(title, rows, title == "逾期") for title, rows in spans if rows]
    figures = [figure for name in settings.DESK_FIGURES for figure in import_string(name)(user, on)]
    return Board(on, groups, [t for t in shown if t.due_on and t.due_on > sunday], _kinds(tasks), figures, _week(tasks, on), len(tasks))


def _kinds(tasks: list[Task]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for task in tasks:
        counts[task.kind] = counts.get(task.kind, 0) + 1
    return sorted(counts.items(), key=lambda pair: -pair[1])[:6]


def _week(tasks: list[Task], on: date) -> list[Day]:
    monday = on - timedelta(days=on.weekday())
    days = [monday + timedelta(days=n) for n in range(7 if on.weekday() > 4 else 5)]
    return [Day(f"周{WEEKDAYS[day.weekday()]}", day.day, sum(task.due_on == day for task in tasks), day == on) for day in days]
