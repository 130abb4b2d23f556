"""The little calendar of 为什么是这一天."""

from datetime import date, timedelta

from core.look.day_count import DayCell, weeks
from core.workdays import Count, WorkCalendar, explain

PLAIN = WorkCalendar(days={}, versions={2026: "1"})
START, TODAY = date(2026, 11, 13), date(2026, 11, 18)


def test_the_weeks_run_from_monday_to_sunday_and_mark_start_today_rest_and_due() -> None:
    lines = explain(Count(10), START, PLAIN)

    rows = weeks(lines, lines[-1].day, TODAY)

    assert [len(row) for row in rows] == [7, 7, 7]
    cells = {cell.day: cell for row in rows for cell in row}
    assert cells[date(2026, 11, 12)] == DayCell(date(2026, 11, 12), "md-day-before", "")
    assert cells[START] == DayCell(START, "md-day-start", "起")
    assert cells[date(2026, 11, 14)] == DayCell(date(2026, 11, 14), "md-day-rest", "休")
    assert cells[TODAY] == DayCell(TODAY, "md-day-counted md-day-today", "3")
    assert cells[date(2026, 11, 27)] == DayCell(date(2026, 11, 27), "md-day-due", "10")


def test_a_made_up_saturday_says_so() -> None:
    saturday = date(2026, 11, 14)
    calendar = WorkCalendar(days={saturday: ("work", "调休")}, versions={2026: "1"})
    lines = explain(Count(2), START, calendar)

    cells = {cell.day: cell for row in weeks(lines, lines[-1].day, START) for cell in row}

    assert cells[saturday].note == "1班"


def test_a_count_too_long_to_be_seen_has_no_calendar() -> None:
    lines = explain(Count(80, "calendar"), START, PLAIN)

    assert weeks(lines, START + timedelta(days=80), TODAY) == []
