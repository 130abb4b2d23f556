"""Forms of the scoring desk. Cases and pages come as plain fields, so that the desk works without scripts."""

from __future__ import annotations

import json
import re
from typing import Any

from django import forms

from cases.models import RubricItem
from core.whole_number import whole_number

MOST_TIMES = 100
NOT_IN_FILE = "卷内未见"


def parse_cites(data: dict[str, Any], before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Evidence pages: `cites` as JSON from the desk's script, else page numbers as typed, keeping boxes drawn before."""
    if data.get("cites"):
        found = json.loads(data["cites"])
        if not isinstance(found, list) or not all(isinstance(cite, dict) and _is_page(cite.get("page")) for cite in found):
            raise ValueError("cites")
        return [{"page": int(cite["page"]), "box": _box(cite.get("box"))} for cite in found]
    pages = [int(number) for number in re.findall(r"\d{1,5}", data.get("pages", ""))]
    if NOT_IN_FILE in data.get("pages", ""):
        pages.append(0)
    boxes = {cite["page"]: cite for cite in before}
    return [boxes.get(page, {"page": page, "box": None}) for page in dict.fromkeys(pages)]


def _is_page(value: object) -> bool:
    return isinstance(value, int) and 0 <= value < 100_000


def _box(value: object) -> list[int] | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 4 or not all(isinstance(side, (int, float)) and abs(side) <= 1000 for side in value):
        raise ValueError("box")
    return [round(side) for side in value]


class CitingForm(forms.Form):
    """Version and pages of evidence."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    pages = forms.CharField(label="证据页", max_length=200, required=False, help_text="填页码，几页用顿号隔开；卷内没有应有材料的填“卷内未见”。")
    cites = forms.CharField(required=False, max_length=10_000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, before: list[dict[str, Any]] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.before = before or []

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        try:
            data["found"] = parse_cites(data, self.before)
        except (ValueError, TypeError):
            self.add_error("pages", "页码应为数字，几页用顿号隔开。")
        return data


class ItemForm(CitingForm):
    """评一项."""

    is_na = forms.BooleanField(label="不适用", required=False)
    reason = forms.CharField(label="说明", max_length=500, required=False)

    def picks(self, item: RubricItem) -> dict[str, int]:
        """Ticked cases with their occurrences."""
        chosen = set(self.data.getlist("pick"))  # type: ignore[attr-defined]
        return {place: self._times(place) for place in chosen if whole_number(place) is not None}

    def _times(self, place: str) -> int:
        typed = whole_number(str(self.data.get(f"times-{place}", "1")))
        return typed if typed is not None and typed < MOST_TIMES else 1


class VetoForm(CitingForm):
    """一票否决."""

    item = forms.ModelChoiceField(label="否决项", queryset=RubricItem.objects.none(), empty_label="请选择否决项")
    statement = forms.CharField(label="事实说明", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}), help_text="至少 20 字，会原样写入评查反馈函。")
    is_checked = forms.BooleanField(label="我已逐页核对，卷内没有相反的记录", error_messages={"required": "请先逐页核对，再勾选确认。"})

    field_order = ("item", "statement", "pages", "is_checked")

    def __init__(self, *args: Any, rubric_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["pages"].required = True
        self.fields["item"].queryset = RubricItem.objects.filter(rubric_id=rubric_id, is_veto=True)  # type: ignore[attr-defined]


class SummaryForm(forms.Form):
    """小结与建议."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    problems = forms.CharField(label="主要问题", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    merits = forms.CharField(label="优点", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    advice = forms.CharField(label="整改建议", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))


class SubmitForm(forms.Form):
    """提交评查表."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    vetoes_checked = forms.BooleanField(label="一票否决项已逐项核对", error_messages={"required": "请确认一票否决项已逐项核对。"})

    def __init__(self, *args: Any, is_vetoed: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["vetoes_checked"].required = not is_vetoed


class VersionForm(forms.Form):
    """An act on the version seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class RecuseForm(forms.Form):
    """申请回避."""

    reason = forms.CharField(label="回避理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text="写明与案件或者当事人的关系。")
