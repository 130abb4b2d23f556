"""待办的分组: by deadline, or by the unit that the matter concerns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.lists.desk import Task
from core.notices.chip import SOON
from core.workdays.calendar import WorkCalendar
from core.workdays.counting import ONE_DAY, add_workdays
from core.workdays.week import WEEK, sunday_of

SHOWN = 8  # rows of a group before the rest folds up
MOST_OPEN = 6  # units in sight at once; those with something late stand open in any case
NO_UNIT = "不涉及单位"


@dataclass(frozen=True)
class Group:
    """一组待办: those of one span of days, of one's own word (待签发), or of one unit; folds up by its head."""

    title: str
    tasks: list[Task]
    on: date
    is_late: bool = False
    late: int = 0  # how many of a unit's are late
    is_open: bool = True

    @property
    def series_url(self) -> str:
        """Where all of them are done one after another; "" where there is no such page or they are of several kinds."""
        urls = {task.series_url for task in self.tasks}
        return urls.pop() if len(urls) == 1 else ""

    @property
    def first(self) -> list[tuple[Task, bool]]:
        """The rows in sight, each with whether it is late."""
        return self._marked(self.tasks[:SHOWN])

    @property
    def rest(self) -> list[tuple[Task, bool]]:
        """The rows that fold up."""
        return self._marked(self.tasks[SHOWN:])

    def _marked(self, tasks: list[Task]) -> list[tuple[Task, bool]]:
        return [(task, task.is_late(self.on)) for task in tasks]


def by_deadline(tasks: Sequence[Task], on: date, calendar: WorkCalendar) -> list[Group]:
    """Own words first; 逾期, 今日, the next working days, this week; 下周 and 以后 folded; what has no day last."""
    near = add_workdays(on, SOON + 1, calendar) - ONE_DAY  # the days on which the chip is amber
    last = max(near, sunday_of(on))
    next_week = max(last, sunday_of(on) + WEEK)
    own = [task for task in tasks if task.is_own_word]
    dated = [(task.due_on, task) for task in tasks if task.due_on and not task.is_own_word]
    spans = [(kind, [task for task in own if task.kind == kind]) for kind in dict.fromkeys(task.kind for task in own)]
    spans += [
        ("逾期", [task for _, task in dated if task.is_late(on)]),
        ("今日到期", [task for day, task in dated if day == on]),
        (f"{SOON} 个工作日内到期", [task for day, task in dated if on < day <= near]),
        ("本周到期", [task for day, task in dated if near < day <= last]),
    ]
    far = [("下周到期", [task for day, task in dated if last < day <= next_week]), ("以后到期", [task for day, task in dated if day > next_week])]
    undated = ("无期限", [task for task in tasks if task.due_on is None and not task.is_own_word])
    is_alone = not any(rows for _, rows in (*spans, undated))
    groups = [Group(title, rows, on, is_late=title == "逾期") for title, rows in (*spans, undated) if rows]
    return groups + [Group(title, rows, on, is_open=is_alone) for title, rows in far if rows]


def by_unit(tasks: Sequence[Task], on: date) -> list[Group]:
    """The units with most late first, then those whose next day is nearest; what concerns no unit last."""
    units: dict[str, list[Task]] = {}
    for task in tasks:
        for unit in task.units or (task.unit,):
            units.setdefault(unit, []).append(task)
    late = {unit: sum(task.is_late(on) for task in rows) for unit, rows in units.items()}
    order = sorted(units, key=lambda unit: (not unit, -late[unit], units[unit][0].due_on or date.max, unit))
    return [
        Group(unit or NO_UNIT, units[unit], on, is_late=late[unit] > 0, late=late[unit], is_open=late[unit] > 0 or place < MOST_OPEN)
        for place, unit in enumerate(order)
    ]
