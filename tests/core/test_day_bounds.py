"""日期范围: a year typed wrong is told before anything is counted to it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.utils import timezone

from core.day_bounds import NEAR, beginning_of
from core.parameters.forms import ParameterForm
from personnel.forms import DayForm as CertificateDayForm
from rectification.forms import ExtensionForm
from supervision.plans.forms import TermForm


class DayForm(forms.Form):
    on = forms.DateField(validators=NEAR)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(1026, 3, 5), ["日期太早，请核对年份。"]),
        (date(9999, 12, 31), ["日期太远，请核对年份。"]),
        (timezone.localdate() + timedelta(days=3661), ["日期太远，请核对年份。"]),
        (timezone.localdate() + timedelta(days=3660), []),
        (date(2000, 1, 1), []),
    ],
)
def test_a_day_of_daily_business_is_near(day: date, said: list[str]) -> None:
    assert DayForm({"on": f"{day}"}).errors.get("on", []) == said


@pytest.mark.parametrize("typed", ["0206-03-05", "9999-12-31"])
@pytest.mark.parametrize(("form", "name"), [(TermForm, "due_on"), (ExtensionForm, "new_due_on"), (CertificateDayForm, "on"), (ParameterForm, "since")])
def test_forms_tell_a_year_typed_wrong(form: type[forms.Form], name: str, typed: str) -> None:
    assert name in form({name: typed}).errors


def test_a_day_begins_at_midnight_here() -> None:
    assert beginning_of(date(2026, 3, 5)) == datetime(2026, 3, 4, 16, tzinfo=UTC)
