"""办案期限: the rule decides, with its roll; for penalties only."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from cases.limits import CaseLimit
from core.workdays.models import DeadlineRule

pytestmark = pytest.mark.django_db
FILED = date(2025, 1, 1)


@pytest.mark.parametrize(("decided", "excluded", "late"), [(date(2025, 4, 1), 0, False), (date(2025, 4, 2), 0, True), (date(2025, 4, 2), 1, False)])
def test_the_last_day_is_in_time_and_excluded_days_do_not_count(decided: date, excluded: int, late: bool) -> None:
    assert CaseLimit().is_past("penalty", FILED, decided, excluded_days=excluded) is late


@pytest.mark.parametrize(("decided", "late"), [(date(2025, 4, 7), False), (date(2025, 4, 8), True)])
def test_a_last_day_on_a_holiday_moves_to_the_next_working_day(decided: date, late: bool) -> None:
    assert CaseLimit().is_past("penalty", date(2025, 1, 4), decided) is late  # day 90 is 清明, before a weekend


@pytest.mark.parametrize(("extended", "late"), [(date(2025, 4, 1), False), (date(2025, 4, 2), True), (None, True)])
def test_an_extension_counts_when_it_was_approved_in_time(extended: date | None, late: bool) -> None:
    assert CaseLimit().is_past("penalty", FILED, date(2025, 6, 1), extended_on=extended) is late


@pytest.mark.parametrize(("kind", "filed"), [("penalty", None), ("permit", FILED), ("coercion", FILED), ("inspection", FILED)])
def test_an_unknown_date_and_another_kind_of_act_are_not_late(kind: str, filed: date | None) -> None:
    assert not CaseLimit().is_past(kind, filed, date(2026, 4, 2))


def test_the_limit_is_the_one_the_bureau_set() -> None:
    DeadlineRule.objects.filter(code="case_closing").update(days=60)

    assert CaseLimit().is_past("penalty", FILED, date(2025, 4, 1))


def test_a_whole_catalogue_reads_rule_and_calendar_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):
        limit = CaseLimit()
        for day in range(1, 20):
            limit.is_past("penalty", date(2025, 1, day), date(2025, 6, 1))
