"""发送时段: mail goes out from 8:30 to 18:00 on working days."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from core.workdays.calendar import WorkCalendar

OPENS, CLOSES = time(8, 30), time(18, 0)


def is_open(at: datetime, calendar: WorkCalendar) -> bool:
    """Whether mail may leave at `at`."""
    local = timezone.localtime(at)
    return calendar.is_workday(local.date()) and OPENS <= local.time() < CLOSES


def send_time(at: datetime, calendar: WorkCalendar) -> datetime:
    """`at` itself when the window is open, else the moment it opens next."""
    if is_open(at, calendar):
        return at
    local = timezone.localtime(at)
    day = local.date() if local.time() < OPENS else local.date() + timedelta(days=1)
    while not calendar.is_workday(day):
        day += timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, OPENS), local.tzinfo)
