"""开报日历: on which day the request of a period goes out, and until when it is to be answered.

Nothing goes out on a rest day: the next working day does it (CALENDAR of the notices). The days of the answer are counted from
the day it really goes out, so that units lose nothing when a scheduler was down.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from core.workdays.calendar import WorkCalendar
from core.workdays.counting import Count, Due, due_by_rule, next_workday
from submissions.models import RequestSeries
from submissions.periods import Period

SHOWN = 4
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Opening:
    """开报: one coming period, the day it is to go out, the working day it does, and the day of its answers."""

    period: Period
    planned_on: date
    opens_on: date
    due_on: date
    is_estimated: bool
    notes: tuple[str, ...]


def due_of(series: RequestSeries, opened_on: date, calendar: WorkCalendar) -> Due:
    """截止日期 of what goes out on `opened_on`; the day itself is not counted, an end on a rest day moves on."""
    return due_by_rule(Count(series.due_days, series.due_unit), opened_on, calendar)


def coming(series: RequestSeries, on: date, calendar: WorkCalendar) -> list[Opening]:
    """The next periods; those of which the day has passed go out on the first working day from `on`."""
    period, found = series.next_period, []
    for _ in range(SHOWN):
        planned = series.opens_on(period)
        opens_on = next_workday(max(planned, on), calendar)
        due = due_of(series, opens_on, calendar)
        found.append(
            Opening(period, planned, opens_on, due.due_on, due.is_estimated or calendar.is_estimated(opens_on), _notes(planned, opens_on, due, calendar))
        )
        period = period.next()
    return found


def _notes(planned: date, opens_on: date, due: Due, calendar: WorkCalendar) -> tuple[str, ...]:
    """为什么是这一天: what moved the days."""
    moved: tuple[str, ...] = ()
    if opens_on != planned:
        why = calendar.name(planned) or calendar.kind(planned).value
        moved = (f"{planned.month}月{planned.day}日（周{WEEKDAYS[planned.weekday()]}）{why}，顺延开报" if not calendar.is_workday(planned) else "补开",)
    return (*moved, *(("截止日遇休息日，顺延",) if due.rolled else ()))
