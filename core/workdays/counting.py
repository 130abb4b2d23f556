"""计日: pure functions over a calendar value. The start day is not counted unless the rule says so (Basis: DAYS-1)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from core.errors import DomainError
from core.look.numbers import day_in_words
from core.workdays.calendar import DayType, WorkCalendar
from core.workdays.models import CountUnit, Roll

ONE_DAY = timedelta(days=1)
WEEKDAYS = "一二三四五六日"
HOURS_A_DAY = 24


class Counted(Protocol):
    """What a count needs to know; DeadlineRule and Count have it."""

    @property
    def days(self) -> int: ...
    @property
    def unit(self) -> str: ...
    @property
    def first_day(self) -> bool: ...
    @property
    def roll(self) -> str: ...


@dataclass(frozen=True)
class Count:
    """A number of days as a value."""

    days: int
    unit: str = CountUnit.WORKING
    first_day: bool = False
    roll: str = Roll.NEXT


@dataclass(frozen=True)
class Pause:
    """暂停: days after `first`, up to and with `last`, are not counted; `last` None while it still rests."""

    first: date
    last: date | None
    reason: str = ""

    def covers(self, day: date) -> bool:
        return self.first < day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Due:
    """到期日: with what makes it doubtful or different from the plain count."""

    due_on: date
    is_estimated: bool
    rolled: bool


@dataclass(frozen=True)
class DayLine:
    """One line of the day table; `nth` is 0 for a day that does not count."""

    day: date
    kind: DayType
    nth: int
    note: str
    name: str = ""
    is_estimated: bool = False

    @property
    def weekday(self) -> str:
        return f"周{WEEKDAYS[self.day.weekday()]}"


def add_workdays(start: date, days: int, calendar: WorkCalendar) -> date:
    """The `days`-th working day after `start`, `start` not counted; before it when `days` is negative."""
    step = ONE_DAY if days > 0 else -ONE_DAY
    day, left = start, abs(days)
    while left > 0:
        day += step
        left -= calendar.is_workday(day)
    return day


def workdays_between(first: date, last: date, calendar: WorkCalendar) -> int:
    """Working days after `first`, up to and with `last`; 0 when `last` is not later."""
    return sum(calendar.is_workday(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))


def next_workday(day: date, calendar: WorkCalendar) -> date:
    """`day` itself when it is a working day, else the next one."""
    while not calendar.is_workday(day):
        day += ONE_DAY
    return day


def refuse_rest_day(day: date, calendar: WorkCalendar) -> None:
    """A day a person sets for others is a working day. Raises DomainError with the nearest one that follows."""
    if not calendar.is_workday(day):
        nearest = next_workday(day, calendar)
        raise DomainError(f"{day_in_words(day, 'week')}是休息日，请改为工作日，最近的是{day_in_words(nearest, 'week')}。")


def add_hours(start: datetime, hours: int) -> datetime:
    """24 小时按自然时间计: holidays and nights count."""
    return start + timedelta(hours=hours)


def due_by_rule(rule: Counted, start_on: date, calendar: WorkCalendar, pauses: Sequence[Pause] = ()) -> Due:
    """The day the count of `rule` ends, pauses left out and the end moved off a rest day where the rule says so."""
    lines = list(_count(rule, start_on, calendar, pauses))
    counted, last = [line for line in lines if line.nth], lines[-1]
    doubtful = any(line.is_estimated for line in (lines if rule.unit == CountUnit.WORKING else _end(lines, rule)))
    return Due(due_on=last.day, is_estimated=doubtful, rolled=last.day != counted[-1].day)


def explain(rule: Counted, start_on: date, calendar: WorkCalendar, pauses: Sequence[Pause] = ()) -> list[DayLine]:
    """为什么是这一天: every day from the start to the end, with what it is and which number it has."""
    return list(_count(rule, start_on, calendar, pauses))


def _end(lines: list[DayLine], rule: Counted) -> list[DayLine]:
    """The lines on which the end of a count in calendar days depends: from the last counted day on, if it may roll."""
    if rule.roll == Roll.NONE:
        return []
    return lines[max(n for n, line in enumerate(lines) if line.nth) :]


def _count(rule: Counted, start_on: date, calendar: WorkCalendar, pauses: Sequence[Pause]) -> Iterator[DayLine]:
    goal = -(-rule.days // HOURS_A_DAY) if rule.unit == CountUnit.HOURS else rule.days
    day, nth = start_on, 0
    if rule.first_day and _counts(rule, day, calendar):
        nth = 1
    yield _line(day, nth, "起算日（计入）" if rule.first_day else "起算日（不计入）", calendar)
    while nth < goal:
        day += ONE_DAY
        pause = next((pause for pause in pauses if pause.last and pause.covers(day)), None)  # one that still rests cannot be counted yet
        counts = pause is None and _counts(rule, day, calendar)
        nth += counts
        yield _line(day, nth if counts else 0, f"暂停{f'（{pause.reason}）' if pause.reason else ''}" if pause else "", calendar)
    yield from _roll(rule, day, calendar)


def _counts(rule: Counted, day: date, calendar: WorkCalendar) -> bool:
    return rule.unit != CountUnit.WORKING or calendar.is_workday(day)


def _roll(rule: Counted, day: date, calendar: WorkCalendar) -> Iterator[DayLine]:
    if rule.unit == CountUnit.HOURS or rule.roll == Roll.NONE:
        return
    while not calendar.is_workday(day):
        day += ONE_DAY
        yield _line(day, 0, "顺延至本日" if calendar.is_workday(day) else "顺延", calendar)


def _line(day: date, nth: int, note: str, calendar: WorkCalendar) -> DayLine:
    return DayLine(day, calendar.kind(day), nth, note, calendar.name(day), calendar.is_estimated(day))
