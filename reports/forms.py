"""What is asked of a person who builds a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

from django import forms

from reports.monthly.periods import Month

MONTHS = 36  # offered, the running one first


class BuildForm(forms.Form):
    """生成月报: a month, and a reason when its locked version is to be corrected."""

    period = forms.TypedChoiceField(label="月份", coerce=Month.parse)
    reason = forms.CharField(label="更正说明", required=False, max_length=300, help_text="该月月报已锁定时必填。")

    def __init__(self, on: date, data: Mapping[str, Any] | None = None) -> None:
        """The month of `on` and those before it; the last finished one is proposed."""
        super().__init__(data, initial={"period": str(Month.before(on))})
        months = islice(_back_from(on), MONTHS)
        self.fields["period"].choices = [(str(month), month.in_words) for month in months]  # type: ignore[attr-defined]


def _back_from(on: date) -> Iterator[Month]:
    month = Month(on.year, on.month)
    while True:
        yield month
        month = Month.before(month.first_on)
