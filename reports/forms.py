"""What is asked of a person who builds a report."""

from __future__ import annotations

from django import forms

from core.errors import DomainError
from reports.monthly.periods import Month


class BuildForm(forms.Form):
    """生成月报: a month, and a reason when its locked version is to be corrected."""

    period = forms.CharField(
        label="月份", max_length=7, help_text="写成 2026-10。", widget=forms.TextInput(attrs={"placeholder": "2026-10", "inputmode": "numeric"})
    )
    reason = forms.CharField(label="更正说明", required=False, max_length=300, help_text="该月月报已锁定时必填。")

    def clean_period(self) -> Month:
        try:
            return Month.parse(self.cleaned_data["period"].strip())
        except DomainError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
