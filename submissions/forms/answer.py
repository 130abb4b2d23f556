"""Input of the acts on an answer."""

from __future__ import annotations

from typing import Any

from django import forms

from core.day_bounds import NEAR
from core.sheets.stream import clean


class SeenForm(forms.Form):
    """The version that stood on the page."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def clean_seen(self) -> int:
        """A page that names none has seen none."""
        return self.cleaned_data["seen"] or 0


class OpinionForm(SeenForm):
    """审核通过."""

    opinion = forms.CharField(label="审核意见", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class ReasonForm(SeenForm):
    """单位退回修改."""

    reason = forms.CharField(label="退回理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="写明缺什么、怎么补。")


class ReturnForm(ReasonForm):
    """退回、退回更正: with the day by which it comes again."""

    due_on = forms.DateField(validators=NEAR, label="重新报送期限", widget=forms.DateInput(attrs={"type": "date"}))


class WhyForm(forms.Form):
    """免报、申请更正."""

    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class DayForm(forms.Form):
    """恢复应报."""

    due_on = forms.DateField(validators=NEAR, label="截止日期", widget=forms.DateInput(attrs={"type": "date"}))


class ExtendForm(DayForm):
    """延期."""

    reason = forms.CharField(label="延期理由", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class PhoneForm(forms.Form):
    """登记电话催办."""

    person = forms.CharField(label="受话人", max_length=40)
    note = forms.CharField(label="通话情况", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class UploadForm(SeenForm):
    """上传填好的表格."""

    workbook = forms.FileField(label="填好的表格", help_text="可以改列名、加行；表里的内容替换页面上现有的内容。")


def parts_typed(data: Any, parts: list[dict[str, str]]) -> dict[str, str]:
    """报告各部分 as typed."""
    return {part["key"]: clean(data.get(f"part-{part['key']}", "").replace("\r\n", "\n")).strip()[:20_000] for part in parts}
