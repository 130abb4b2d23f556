"""复发: the same unit and the same type again, within the period that the bureau has set."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core.parameters.actions import set_parameter
from rectification import actions
from rectification.actions import ProblemText
from rectification.parameters import RECURRENCE_DAYS

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(inspector, at):
    """Issue an order of 裁量说理缺失 to `unit`, `days` after the day of the tests; whether it recurs."""

    def act(unit, days, issue_type="裁量说理缺失"):
        order = actions.issue_order(
            unit=unit, title="案卷评查整改", problems=[ProblemText("裁量说理缺失")], source_kind="review", source_label="案卷评查", issue_type=issue_type,
            actor=inspector, at=at + timedelta(days=days),
        )  # fmt: skip
        return order.is_recurring

    return act


def test_the_same_type_within_twelve_months_recurs(issue, unit):
    assert [issue(unit, days) for days in (0, 365)] == [False, True]


def test_the_same_type_after_twelve_months_does_not(issue, unit):
    assert [issue(unit, days) for days in (0, 366)] == [False, False]


def test_another_unit_or_another_type_does_not(issue, unit, other_unit):
    assert [issue(unit, 0), issue(other_unit, 1), issue(unit, 2, "送达回证缺签名"), issue(unit, 3, "")] == [False] * 4


def test_a_shorter_period_holds_from_its_day_on(issue, unit, make_person, bureau, at):
    keeper = make_person("向天成", "keeper", "system_admin", bureau)
    day = at.date() + timedelta(days=60)
    set_parameter(parameter=RECURRENCE_DAYS, value=Decimal(30), since=day, reason="本局通知", actor=keeper, at=at)

    assert [issue(unit, days) for days in (0, 59, 90, 120)] == [False, True, False, True]
