"""计日: tables of known days, and what must hold for any days."""

from datetime import date, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.workdays import Count, DayType, Pause, WorkCalendar, add_workdays, due_by_rule, explain, workdays_between
from core.workdays.estimate import estimated_days, published_days
from core.workdays.models import CountUnit, Roll

YEARS = (2024, 2025, 2026)


@pytest.fixture(scope="module")
def calendar() -> WorkCalendar:
    return build()


@cache
def build() -> WorkCalendar:
    """2024 to 2026 by their notices, 2027 by estimate."""
    days = {day: row for year in YEARS for day, row in published_days(year).items()} | estimated_days(2027)
    return WorkCalendar(days=days, versions={**dict.fromkeys(YEARS, "1"), 2027: "1e"}, estimated=frozenset({2027}))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 9, 30), 1, date(2026, 10, 8)),  # 国庆 1 to 7 October
        (date(2026, 9, 30), 3, date(2026, 10, 10)),  # Saturday 10 October is worked
        (date(2026, 9, 18), 1, date(2026, 9, 20)),  # Sunday 20 September is worked
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # Saturday before 春节 is worked
        (date(2026, 2, 14), 1, date(2026, 2, 24)),  # nine days off
        (date(2026, 11, 13), 10, date(2026, 11, 27)),
        (date(2026, 3, 31), 1, date(2026, 4, 1)),  # month end
        (date(2024, 2, 28), 1, date(2024, 2, 29)),  # leap day
        (date(2026, 12, 30), 2, date(2027, 1, 4)),  # 1 January 2027 is a statutory day, then a weekend
        (date(2026, 10, 8), -1, date(2026, 9, 30)),
        (date(2026, 3, 7), 0, date(2026, 3, 7)),
    ],
)
def test_add_workdays(calendar, start, days, end):
    assert add_workdays(start, days, calendar) == end


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2026, 9, 30), date(2026, 10, 8), 1),
        (date(2026, 9, 30), date(2026, 10, 10), 3),
        (date(2026, 3, 5), date(2026, 3, 5), 0),
        (date(2026, 3, 6), date(2026, 3, 5), 0),
        (date(2026, 3, 6), date(2026, 3, 8), 0),
    ],
)
def test_workdays_between(calendar, first, last, days):
    assert workdays_between(first, last, calendar) == days


@pytest.mark.parametrize(
    ("count", "start", "due_on", "rolled", "estimated"),
    [
        (Count(30, CountUnit.CALENDAR), date(2026, 3, 5), date(2026, 4, 7), True, False),  # 4 April 清明, to Tuesday the 7th
        (Count(30, CountUnit.CALENDAR, roll=Roll.NONE), date(2026, 3, 5), date(2026, 4, 4), False, False),
        (Count(30, CountUnit.CALENDAR, first_day=True), date(2026, 3, 6), date(2026, 4, 7), True, False),
        (Count(15, CountUnit.CALENDAR), date(2026, 3, 5), date(2026, 3, 20), False, False),
        (Count(30, CountUnit.CALENDAR), date(2026, 1, 30), date(2026, 3, 2), True, False),  # 1 March is a Sunday
        (Count(1, CountUnit.CALENDAR), date(2024, 2, 28), date(2024, 2, 29), False, False),
        (Count(3, CountUnit.WORKING), date(2026, 3, 5), date(2026, 3, 10), False, False),
        (Count(3, CountUnit.WORKING, first_day=True), date(2026, 3, 5), date(2026, 3, 9), False, False),
        (Count(3, CountUnit.WORKING, first_day=True), date(2026, 3, 7), date(2026, 3, 11), False, False),  # a Saturday cannot be day 1
        (Count(5, CountUnit.WORKING), date(2026, 12, 28), date(2027, 1, 5), False, True),
        (Count(10, CountUnit.CALENDAR), date(2026, 12, 25), date(2027, 1, 4), False, True),
        (Count(10, CountUnit.CALENDAR, roll=Roll.NONE), date(2026, 12, 25), date(2027, 1, 4), False, False),
        (Count(24, CountUnit.HOURS), date(2026, 10, 1), date(2026, 10, 2), False, False),
    ],
)
def test_due_by_rule(calendar, count, start, due_on, rolled, estimated):
    due = due_by_rule(count, start, calendar)

    assert (due.due_on, due.rolled, due.is_estimated) == (due_on, rolled, estimated)


def test_pause_leaves_its_days_out(calendar):
    count = Count(10, CountUnit.WORKING)
    pause = Pause(date(2026, 3, 9), date(2026, 3, 13))

    plain, paused = due_by_rule(count, date(2026, 3, 5), calendar), due_by_rule(count, date(2026, 3, 5), calendar, [pause])

    assert (plain.due_on, paused.due_on) == (date(2026, 3, 19), date(2026, 3, 25))


def test_explain_names_each_day(calendar):
    lines = explain(Count(3, CountUnit.WORKING), date(2026, 9, 18), calendar)

    assert [(line.day.day, line.weekday, line.kind, line.nth) for line in lines] == [
        (18, "周五", DayType.WORK, 0),
        (19, "周六", DayType.REST, 0),
        (20, "周日", DayType.MADE_UP, 1),
        (21, "周一", DayType.WORK, 2),
        (22, "周二", DayType.WORK, 3),
    ]


def test_explain_shows_the_roll(calendar):
    lines = explain(Count(30, CountUnit.CALENDAR), date(2026, 3, 5), calendar)

    assert [(line.day, line.kind, line.note) for line in lines[-3:]] == [
        (date(2026, 4, 5), DayType.HOLIDAY, "顺延"),
        (date(2026, 4, 6), DayType.HOLIDAY, "顺延"),
        (date(2026, 4, 7), DayType.WORK, "顺延至本日"),
    ]


def test_year_without_rows_counts_by_weekends_and_is_estimated(calendar):
    assert (calendar.is_workday(date(2031, 1, 1)), calendar.is_estimated(date(2031, 1, 1))) == (True, True)


DAYS = st.dates(date(2024, 1, 1), date(2027, 10, 1))


@given(start=DAYS, days=st.integers(1, 60))
def test_counting_there_and_back_agrees(start, days):
    calendar = build()
    end = add_workdays(start, days, calendar)

    assert calendar.is_workday(end)
    assert workdays_between(start, end, calendar) == days


@given(start=DAYS, days=st.integers(1, 60), unit=st.sampled_from([CountUnit.WORKING, CountUnit.CALENDAR]), roll=st.sampled_from(Roll))
def test_due_is_the_last_line_of_its_explanation(start, days, unit, roll):
    calendar = build()
    count = Count(days, unit, roll=roll)
    lines, due = explain(count, start, calendar), due_by_rule(count, start, calendar)

    assert lines[-1].day == due.due_on
    assert [line.nth for line in lines if line.nth] == list(range(1, days + 1))
    assert [line.day for line in lines] == [start + timedelta(days=n) for n in range(len(lines))]
    assert roll == Roll.NONE or calendar.is_workday(due.due_on)


@given(start=DAYS, days=st.integers(1, 40), gap=st.integers(0, 20), rest=st.integers(0, 30))
def test_a_pause_never_shortens(start, days, gap, rest):
    calendar = build()
    count = Count(days, CountUnit.CALENDAR, roll=Roll.NONE)
    first = start + timedelta(days=gap)

    paused = due_by_rule(count, start, calendar, [Pause(first, first + timedelta(days=rest))])

    assert (paused.due_on - start).days == days + (rest if gap < days else 0)
