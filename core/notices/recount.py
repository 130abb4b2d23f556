"""重算: the day a running deadline would end on by a calendar, with its pauses and extensions."""

from datetime import date

from core.notices.models import Deadline, DeadlineChange
from core.workdays.calendar import WorkCalendar
from core.workdays.counting import Count, DayLine, Due, Pause, due_by_rule, explain, workdays_between
from core.workdays.models import CountUnit, Roll

MOVED = (DeadlineChange.Kind.EXTEND, DeadlineChange.Kind.CHANGE)


def count_again(deadline: Deadline, calendar: WorkCalendar, resumed_on: date | None = None) -> Due:
    """The end by `calendar`. `resumed_on` closes the pause that is open. A day that was named stays, moved on by later pauses only."""
    changes = list(deadline.changes.all())
    pauses = _closed(deadline.pauses(), resumed_on)
    count, start_on = deadline.count, deadline.start_on
    moved = max((n for n, change in enumerate(changes) if change.kind in MOVED), default=None)
    if moved is None and count is not None and start_on is not None:
        if count.unit == CountUnit.HOURS:
            count = Count(-(-count.days // 24), CountUnit.CALENDAR, roll=Roll.NONE)
        return due_by_rule(count, start_on, calendar, pauses)
    named_on = changes[moved].on if moved is not None else date.min
    due_on = changes[moved].new_due_on if moved is not None else (changes[0].old_due_on if changes else deadline.due_on)
    unit = count.unit if count else CountUnit.CALENDAR
    return _moved_on(due_on, [pause for pause in pauses if pause.first >= named_on], unit, calendar)


def _closed(pauses: list[Pause], resumed_on: date | None) -> list[Pause]:
    if resumed_on and pauses and pauses[-1].last is None:
        pauses[-1] = Pause(pauses[-1].first, resumed_on, pauses[-1].reason)
    return pauses


def _moved_on(due_on: date, pauses: list[Pause], unit: str, calendar: WorkCalendar) -> Due:
    """A named day, moved on by what was left of it when each pause began."""
    due = Due(due_on, is_estimated=False, rolled=False)
    for pause in pauses:
        if pause.last is None or pause.first >= due.due_on:
            continue
        working = unit == CountUnit.WORKING
        left = workdays_between(pause.first, due.due_on, calendar) if working else (due.due_on - pause.first).days
        due = due_by_rule(Count(left, CountUnit.WORKING if working else CountUnit.CALENDAR), pause.last, calendar)
    return due


def day_lines(deadline: Deadline, calendar: WorkCalendar) -> list[DayLine]:
    """The day table of its page: the count it began with, the pauses, and the days of an extension up to the end."""
    start_on = deadline.start_on
    if start_on is None or start_on > deadline.due_on:
        return []
    pauses = deadline.pauses()
    count = deadline.count
    if count is None:
        return explain(Count((deadline.due_on - start_on).days or 1, CountUnit.CALENDAR, roll=Roll.NONE), start_on, calendar)
    lines = explain(count, start_on, calendar, pauses)
    extra = (deadline.due_on - lines[-1].day).days
    if extra > 0:
        more = explain(Count(extra, CountUnit.CALENDAR, roll=Roll.NONE), lines[-1].day, calendar, ())[1:]
        lines += [DayLine(line.day, line.kind, 0, "延期", line.name, line.is_estimated) for line in more]
    return [line for line in lines if line.day <= deadline.due_on]
