"""工作日历 as a value: loaded once, then asked without the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.http import HttpRequest
from django.utils import timezone

from core.workdays.models import CalendarYear, DayKind

SATURDAY = 5


class DayType(StrEnum):
    """What a date is, in the words of the day table."""

    WORK = "工作日"
    REST = "休息日"
    HOLIDAY = "法定节假日"
    MADE_UP = "调休上班"


@dataclass(frozen=True)
class WorkCalendar:
    """Days that differ from the week, of some years. A year that is not among `versions` counts by weekends and is estimated."""

    days: Mapping[date, tuple[str, str]]  # date -> (DayKind, name)
    versions: Mapping[int, str]  # year -> "3" when a notice is loaded, "1e" when estimated
    estimated: frozenset[int] = field(default_factory=frozenset)

    def is_workday(self, day: date) -> bool:
        """Whether offices work on `day`, 调休 counted in both directions."""
        moved = self.days.get(day)
        return moved[0] == DayKind.WORK if moved else day.weekday() < SATURDAY

    def is_estimated(self, day: date) -> bool:
        """Whether no notice is loaded for the year of `day` (估算)."""
        return day.year in self.estimated or day.year not in self.versions

    def name(self, day: date) -> str:
        """Name of the holiday that `day` belongs to or is worked for, "" for an ordinary day."""
        return self.days.get(day, ("", ""))[1]

    def kind(self, day: date) -> DayType:
        """One of the four kinds of the day table."""
        moved = self.days.get(day)
        if moved:
            return DayType.MADE_UP if moved[0] == DayKind.WORK else DayType.HOLIDAY
        return DayType.WORK if day.weekday() < SATURDAY else DayType.REST

    @property
    def version(self) -> str:
        """Version of all years in it, "2026:1 2027:1e"."""
        return self.version_of(min(self.versions, default=0), max(self.versions, default=-1))

    def version_of(self, first: int, last: int) -> str:
        """Version of the years `first` to `last`, kept with every deadline counted by them."""
        return " ".join(f"{year}:{self.versions.get(year, '0e')}" for year in range(first, last + 1))


def load_calendar(first_year: int, last_year: int) -> WorkCalendar:
    """The calendar of the years `first_year` to `last_year`; one query, a year without days of its own included."""
    years = CalendarYear.objects.filter(year__range=(first_year, last_year))
    rows = list(years.values_list("year", "version", "is_estimated", "days__date", "days__kind", "days__name"))
    return WorkCalendar(
        days={day: (kind, name) for _, _, _, day, kind, name in rows if day},
        versions={year: f"{version}{'e' if is_estimated else ''}" for year, version, is_estimated, *_ in rows},
        estimated=frozenset(year for year, _, is_estimated, *_ in rows if is_estimated),
    )


def calendar_around(day: date) -> WorkCalendar:
    """The year of `day`, the one before and the two after: enough for every limit of the rules."""
    return load_calendar(day.year - 1, day.year + 2)


def calendar_of(request: HttpRequest) -> WorkCalendar:
    """The calendar around today, read once for each request."""
    known: WorkCalendar | None = getattr(request, "work_calendar", None)
    if known is None:
        known = request.work_calendar = calendar_around(timezone.localdate())  # type: ignore[attr-defined]
    return known
