"""待办板: tasks of all apps grouped by deadline, the figures above them and the week beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import User
from core.lists.desk import Task, figures_of, timed
from core.look import Figure
from core.notices.chip import SOON
from core.workdays.calendar import WorkCalendar
from core.workdays.counting import ONE_DAY, add_workdays
from core.workdays.week import sunday_of

WEEKDAYS = "一二三四五六日"
SHOWN = 8  # rows of a group before the rest folds up
SPANS = {"today": "今日到期", "week": "本周到期", "review": "待审核"}
REVIEWS = ("审核", "核稿", "确认", "复核", "处理")  # the bureau's verbs for what others hand in


@dataclass(frozen=True)
class Day:
    """One day of the week strip."""

    label: str
    number: int
    count: int
    is_today: bool


@dataclass(frozen=True)
class Group:
    """待办 of one span: a word of one's own (待签发), 逾期, 今日到期, the next working days, 本周到期, or without a day."""

    title: str
    tasks: list[Task]
    is_late: bool = False

    @property
    def series_url(self) -> str:
        """Where all of them are done one after another; "" where there is no such page or they are of several kinds."""
        urls = {task.series_url for task in self.tasks}
        return urls.pop() if len(urls) == 1 else ""

    @property
    def first(self) -> list[Task]:
        """The rows in sight."""
        return self.tasks[:SHOWN]

    @property
    def rest(self) -> list[Task]:
        """The rows that fold up."""
        return self.tasks[SHOWN:]


@dataclass
class Board:
    """What a desk shows; `span` is the figure whose rows alone are listed."""

    on: date
    groups: list[Group] = field(default_factory=list)
    later: list[Task] = field(default_factory=list)
    kinds: list[tuple[str, int]] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    week: list[Day] = field(default_factory=list)
    total: int = 0
    span: str = ""


def all_tasks(user: User, on: date) -> list[Task]:
    """Every app's tasks, the earliest deadline first, those without one last."""
    found = timed(task for name in settings.DESK_BLOCKS for task in import_string(name)(user, on))
    return sorted(found, key=lambda task: (task.due_on or date.max, task.kind, task.title))


def board(user: User, on: date, calendar: WorkCalendar, kind: str = "", due: str = "") -> Board:
    """The desk of `user` on that day; `kind` and `due` (a key of SPANS) narrow the list, never the figures."""
    tasks = all_tasks(user, on)
    falls = _falls(due, on)
    shown = [task for task in tasks if (not kind or task.kind == kind) and falls(task)]
    groups, later = _grouped(shown, on, calendar)
    return Board(on, groups, later, _kinds(tasks), _figures(user, on, tasks), _week(tasks, on), len(tasks), SPANS.get(due, ""))


def _falls(due: str, on: date) -> Callable[[Task], bool]:
    """Whether a task is among the rows of the figure `due`."""
    if due not in SPANS:
        return lambda task: True
    if due == "review":
        return lambda task: task.verb in REVIEWS
    last = on if due == "today" else sunday_of(on)
    return lambda task: task.due_on is not None and on <= task.due_on <= last


def _grouped(tasks: list[Task], on: date, calendar: WorkCalendar) -> tuple[list[Group], list[Task]]:
    """Groups in the order of the page, and what is due after this week and after the next working days."""
    near = add_workdays(on, SOON + 1, calendar) - ONE_DAY  # the days on which the chip is amber
    last = max(near, sunday_of(on))
    own = [task for task in tasks if task.is_own_word]
    dated = [task for task in tasks if task.due_on and not task.is_own_word]
    spans = [(kind, [task for task in own if task.kind == kind]) for kind in dict.fromkeys(task.kind for task in own)]
    spans += [
        ("逾期", [t for t in dated if t.is_late(on)]),
        ("今日到期", [t for t in dated if t.due_on == on]),
        (f"{SOON} 个工作日内到期", [t for t in dated if t.due_on and on < t.due_on <= near]),
        ("本周到期", [t for t in dated if t.due_on and near < t.due_on <= last]),
        ("待办", [t for t in tasks if t.due_on is None and not t.is_own_word]),
    ]
    return [Group(title, rows, title == "逾期") for title, rows in spans if rows], [t for t in dated if t.due_on and t.due_on > last]


def _figures(user: User, on: date, tasks: list[Task]) -> list[Figure]:
    """Own words first, then 今日到期, 待审核 of the bureau, the figures of the apps, 本周到期 with today's; each opens its rows."""
    own = {task.kind: sum(one.kind == task.kind for one in tasks) for task in tasks if task.is_own_word}
    counts = {due: sum(map(_falls(due, on), tasks)) for due in SPANS}
    today, week, review = (Figure(SPANS[due], str(count), "我的待办", url=f"/?due={due}" if count else "") for due, count in counts.items())
    to_review = [review] if counts["review"] and user.unit_ids() is None else []
    tallies = [tally for name in settings.DESK_FIGURES for tally in import_string(name)(user, on)]
    return [*(Figure(kind, str(count), url=f"/?kind={kind}") for kind, count in own.items()), today, *to_review, *figures_of(tallies), week]


def _kinds(tasks: list[Task]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for task in tasks:
        counts[task.kind] = counts.get(task.kind, 0) + 1
    return sorted(counts.items(), key=lambda pair: -pair[1])[:6]


def _week(tasks: list[Task], on: date) -> list[Day]:
    monday = on - timedelta(days=on.weekday())
    days = [monday + timedelta(days=n) for n in range(7 if on.weekday() > 4 else 5)]
    return [Day(f"周{WEEKDAYS[day.weekday()]}", day.day, sum(task.due_on == day for task in tasks), day == on) for day in days]
