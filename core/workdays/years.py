"""年度日历: writing the rows of a year, from a notice or by estimate."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core import audit
from core.errors import DomainError
from core.workdays.estimate import Days, estimated_days, notice_of, published_days, published_years
from core.workdays.models import CalendarDay, CalendarYear

MANAGE_CALENDAR = "core.manage_calendar"
YEARS_AHEAD = 2


@transaction.atomic
def load_notice(*, year: int, days: Days, notice: str, actor: Any, at: datetime) -> bool:
    """载入放假通知 by a person who keeps the calendar; see `replace_year`."""
    if not actor.has_perm(MANAGE_CALENDAR):
        raise PermissionDenied("没有维护工作日历的权限。")
    return replace_year(year=year, days=days, notice=notice, actor=actor, at=at)


@transaction.atomic
def replace_year(*, year: int, days: Days, notice: str, actor: Any, at: datetime) -> bool:
    """Replace the days of `year`; False when nothing changed. Open deadlines move only by `recompute_deadlines`.

    The power is asked by the caller: `load_notice`, or the import of a sheet.
    """
    if not days or any(day.year != year for day in days):
        raise DomainError(f"放假安排须有日期，且都在{year}年内。")
    before = days_of(year)
    row = CalendarYear.objects.select_for_update().filter(year=year).first()
    if row is not None and not row.is_estimated and before == days:
        return False
    write_year(year, days, notice, at, is_estimated=False)
    changed = sorted(day for day in before.keys() | days.keys() if before.get(day) != days.get(day))
    changes = {f"{day:%Y-%m-%d}": [_words(before.get(day)), _words(days.get(day))] for day in changed}
    audit.record(actor=actor, act="load_calendar", act_label="载入放假通知", target=CalendarYear.objects.get(year=year), at=at, note=notice, changes=changes)
    return True


def _words(row: tuple[str, str] | None) -> str:
    return f"{row[0]} {row[1]}" if row else ""


def days_of(year: int) -> Days:
    """The days of `year` as they stand."""
    rows = CalendarDay.objects.filter(year=year).values_list("date", "kind", "name")
    return {day: (kind, name) for day, kind, name in rows}


def write_year(year: int, days: Days, notice: str, at: datetime, *, is_estimated: bool) -> None:
    """Replace the rows of `year` and raise its version."""
    row, is_new = CalendarYear.objects.get_or_create(year=year, defaults={"loaded_at": at})
    row.version = 1 if is_new else row.version + 1
    row.notice, row.loaded_at, row.is_estimated = notice, at, is_estimated
    row.save()
    CalendarDay.objects.filter(year=year).delete()
    CalendarDay.objects.bulk_create(CalendarDay(date=day, kind=kind, name=name, year=row) for day, (kind, name) in sorted(days.items()))


def ensure_calendar(*, on: date, at: datetime) -> list[int]:
    """Fill the years that are missing: published ones by their notice, the next two after `on` by estimate. Returns what was written."""
    written = []
    known = set(published_years())
    present = dict(CalendarYear.objects.values_list("year", "is_estimated"))
    for year in range(min(known), max(on.year, max(known)) + YEARS_AHEAD + 1):
        if year in known and present.get(year, True):
            write_year(year, published_days(year), notice_of(year), at, is_estimated=False)
        elif year not in known and year not in present:
            write_year(year, estimated_days(year), "", at, is_estimated=True)
        else:
            continue
        written.append(year)
    return written
