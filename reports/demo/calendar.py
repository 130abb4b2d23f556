"""演示日子: a year of activity hangs on today, so that something is due today, tomorrow and overdue whenever it is built."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from core.workdays.calendar import calendar_around
from core.workdays.counting import next_workday


@dataclass(frozen=True)
class Days:
    """Today and instants before it, in office hours of a working day."""

    today: date

    def ago(self, days: int, hour: int = 10, minute: int = 0) -> datetime:
        """The working day at or before `days` days ago."""
        calendar, day = calendar_around(self.today), self.today - timedelta(days=days)
        while not calendar.is_workday(day):
            day -= timedelta(days=1)
        return timezone.make_aware(datetime.combine(day, time(hour, minute)))

    def on(self, days: int) -> date:
        """A plain day `days` from today (negative: before)."""
        return self.today + timedelta(days=days)

    def workday_from(self, day: date) -> date:
        """`day` itself when it is a working day, else the next one."""
        return next_workday(day, calendar_around(day))
