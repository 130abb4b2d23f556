"""年度日历: what migrate loads, what a notice changes, what is estimated."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import DomainError
from core.models import AuditEntry
from core.workdays import load_calendar
from core.workdays.estimate import published_days
from core.workdays.models import CalendarDay, CalendarYear
from core.workdays.years import ensure_calendar, load_notice

pytestmark = pytest.mark.django_db
NEW_YEAR = {date(2027, 1, 1): ("rest", "元旦"), date(2027, 1, 2): ("rest", "元旦"), date(2027, 1, 10): ("work", "元旦")}


@pytest.fixture
def no_calendar():
    """As before the first start: migrate fills the years up to two after today's, whenever the tests run."""
    CalendarDay.objects.all().delete()
    CalendarYear.objects.all().delete()


def test_migrate_loads_the_published_years():
    assert dict(CalendarYear.objects.filter(year__range=(2024, 2026)).values_list("year", "is_estimated")) == {2024: False, 2025: False, 2026: False}


@pytest.mark.usefixtures("no_calendar")
def test_published_years_are_loaded_and_two_more_estimated(at):
    ensure_calendar(on=date(2026, 3, 5), at=at)

    assert dict(CalendarYear.objects.filter(year__gte=2024).values_list("year", "is_estimated")) == {
        2024: False,
        2025: False,
        2026: False,
        2027: True,
        2028: True,
    }
    assert {day: (kind, name) for day, kind, name in CalendarDay.objects.filter(year=2026).values_list("date", "kind", "name")} == published_days(2026)


def test_load_notice_replaces_an_estimate(inspector, at):
    assert load_notice(year=2027, days=NEW_YEAR, notice="国办发明电〔2026〕9号", actor=inspector, at=at) is True

    row = CalendarYear.objects.get(year=2027)
    assert (row.is_estimated, row.version, row.notice) == (False, 2, "国办发明电〔2026〕9号")
    assert load_calendar(2027, 2027).is_workday(date(2027, 1, 10))
    assert AuditEntry.objects.filter(act="load_calendar").count() == 1


def test_load_notice_twice_changes_nothing(inspector, at):
    load_notice(year=2027, days=NEW_YEAR, notice="国办发明电〔2026〕9号", actor=inspector, at=at)

    assert load_notice(year=2027, days=NEW_YEAR, notice="国办发明电〔2026〕9号", actor=inspector, at=at) is False
    assert CalendarYear.objects.get(year=2027).version == 2


def test_load_notice_refuses_days_of_another_year(inspector, at):
    with pytest.raises(DomainError, match="2028"):
        load_notice(year=2028, days=NEW_YEAR, notice="", actor=inspector, at=at)


def test_load_notice_needs_the_power(unit_member, at):
    with pytest.raises(PermissionDenied):
        load_notice(year=2027, days=NEW_YEAR, notice="", actor=unit_member, at=at)


@pytest.mark.usefixtures("no_calendar")
def test_ensure_calendar_adds_the_years_ahead_once(at):
    ensure_calendar(on=date(2026, 3, 5), at=at)

    assert ensure_calendar(on=date(2028, 1, 1), at=at) == [2029, 2030]
    assert ensure_calendar(on=date(2028, 1, 1), at=at) == []
    assert CalendarYear.objects.get(year=2030).is_estimated


def test_ensure_calendar_leaves_a_loaded_notice_alone(inspector, at):
    load_notice(year=2027, days=NEW_YEAR, notice="国办发明电〔2026〕9号", actor=inspector, at=at)

    assert ensure_calendar(on=date(2026, 3, 5), at=at) == []
    assert CalendarYear.objects.get(year=2027).version == 2
