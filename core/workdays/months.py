"""年历: twelve months of weeks for the calendar page."""

from calendar import Calendar
from dataclasses import dataclass
from datetime import date

from core.workdays.calendar import DayType, WorkCalendar

MARKS = {DayType.HOLIDAY: "休", DayType.MADE_UP: "班"}
CLASSES = {DayType.HOLIDAY: "md-year-off", DayType.MADE_UP: "md-year-work", DayType.REST: "md-year-rest", DayType.WORK: ""}


@dataclass(frozen=True)
class YearDay:
    """One square of the year: its mark 休 or 班 and the name of the holiday."""

    day: date
    css: str
    mark: str
    name: str


@dataclass(frozen=True)
class Month:
    """One month: rows of seven, None before its first and after its last day, and its working days."""

    number: int
    weeks: list[list[YearDay | None]]
    workdays: int


def months_of(year: int, calendar: WorkCalendar) -> list[Month]:
    """The twelve months of `year`."""
    return [_month(year, number, calendar) for number in range(1, 13)]


def _month(year: int, number: int, calendar: WorkCalendar) -> Month:
    weeks = Calendar().monthdatescalendar(year, number)
    rows = [[_square(day, calendar) if day.month == number else None for day in week] for week in weeks]
    return Month(number, rows, sum(calendar.is_workday(day) for week in weeks for day in week if day.month == number))


def _square(day: date, calendar: WorkCalendar) -> YearDay:
    kind = calendar.kind(day)
    return YearDay(day, CLASSES[kind], MARKS.get(kind, ""), calendar.name(day))
