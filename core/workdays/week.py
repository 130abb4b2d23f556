"""本周: Monday to Sunday of the calendar, worked or not; one meaning on the desk and in every list."""

from datetime import date, timedelta

WEEK = timedelta(days=7)


def sunday_of(on: date) -> date:
    """The last day of the week of `on`; 本周到期 runs from `on` to it."""
    return on + timedelta(days=6 - on.weekday())
