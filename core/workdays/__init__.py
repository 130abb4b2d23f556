"""工作日历与计日: which days offices work, and how the law's days are counted in them."""

from core.workdays.calendar import DayType, WorkCalendar, calendar_around, calendar_of, load_calendar
from core.workdays.counting import (
    Count,
    Counted,
    DayLine,
    Due,
    Pause,
    add_hours,
    add_workdays,
    due_by_rule,
    explain,
    next_workday,
    workdays_between,
)

__all__ = [
    "Count",
    "Counted",
    "DayLine",
    "DayType",
    "Due",
    "Pause",
    "WorkCalendar",
    "add_hours",
    "add_workdays",
    "calendar_around",
    "calendar_of",
    "due_by_rule",
    "explain",
    "load_calendar",
    "next_workday",
    "workdays_between",
]
