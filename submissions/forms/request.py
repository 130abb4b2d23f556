"""新建、修改报送任务, and the acts on it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms

from accounts.choosing import choosable
from accounts.models import Unit, User
from accounts.units_field import UnitsField
from core.day_bounds import NEAR
from core.stamps import StampedForm, stamp_of
from submissions.actions.drafting import DRAFT_FIELDS, unit_ids
from submissions.models import ASKED_KINDS, Shape, SubmissionRequest
from submissions.periods import Period, PeriodKind

MONTH = re.compile(r"(\d{4})-(\d{2})")
STAMPED = (*DRAFT_FIELDS, "shape")


class RequestForm(StampedForm):
    """报送任务: why it is asked, of whom, by when, in which shape. Basis: REG825-8."""

    title = forms.CharField(label="任务名称", max_length=120)
    basis = forms.CharField(label="依据", max_length=300, help_text="写明为什么要报：法条、文件名称和文号、会议议定事项或者领导批示。")
    held_note = forms.CharField(label="已掌握数据的说明", max_length=300, required=False, help_text="系统里已有的数据不重复要求填报；仍须报送的，写明原因。")
    guide = forms.CharField(label="填报说明", max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text="口径、统计范围、常见错误。")
    shape = forms.ChoiceField(label="报送形式", choices=Shape.choices, initial=Shape.TABLE, widget=forms.RadioSelect)
    period_kind = forms.ChoiceField(
        label="周期", choices=PeriodKind.choices, initial=PeriodKind.ONCE, help_text="按月、季、半年、年报送的，下发后可设为周期任务，到期自动开报。"
    )
    period_month = forms.CharField(
        label="所属期间",
        max_length=7,
        required=False,
        widget=forms.TextInput(attrs={"type": "month"}),
        help_text="填期间内任一月份，如 2026-03；只报一次的不填。",
    )
    due_on = forms.DateField(validators=NEAR, label="截止日期", widget=forms.DateInput(attrs={"type": "date"}))
    allows_nil = forms.BooleanField(label="没有的可以零报告", required=False, initial=True)
    needs_approval = forms.BooleanField(
        label="须经本单位审核后报送", required=False, initial=True, help_text="由单位分管领导或者法制机构审核，填报人不能审核本人填报的。"
    )
    needs_scan = forms.BooleanField(label="须上传盖章扫描件", required=False)
    prefills_last = forms.BooleanField(label="预填上期内容", required=False, initial=True, help_text="周期任务自动带入各单位上一期报送的内容，单位核对修改。")
    units = UnitsField(label="报送单位", kinds=ASKED_KINDS, required=False)

    def __init__(self, user: User, *args: Any, request: SubmissionRequest | None = None, **kwargs: Any) -> None:
        if request is not None:
            kwargs["initial"] = initial_of(request)
        super().__init__(*args, **kwargs)
        self.fields["units"].offer(user)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind, month = cleaned.get("period_kind"), cleaned.pop("period_month", "")
        cleaned["period_on"] = None
        if kind and kind != PeriodKind.ONCE:
            cleaned["period_on"] = self._period_on(PeriodKind(kind), month)
        return cleaned

    def _period_on(self, kind: PeriodKind, month: str) -> date | None:
        found = MONTH.fullmatch(month.strip())
        if found is None or not 1 <= int(found[2]) <= 12 or not 2000 <= int(found[1]) <= 2200:
            self.add_error("period_month", "请填写所属期间内的月份，如 2026-03。")
            return None
        return Period.holding(kind, date(int(found[1]), int(found[2]), 1)).first


def initial_of(request: SubmissionRequest) -> dict[str, Any]:
    """The draft as it stands, for the form, with its stamp."""
    facts = {name: getattr(request, name) for name in STAMPED if name != "period_on"}
    month = f"{request.period_on:%Y-%m}" if request.period_on else ""
    return {
        **facts,
        "period_month": month,
        "units": list(Unit.objects.filter(pk__in=request.chosen.values("unit"))),
        "seen": stamp_of(request, STAMPED, unit_ids(request)),
    }


class BlankForm(forms.Form):
    """司法局表样."""

    blank = forms.FileField(label="表样", help_text="xlsx 文件：标题、表头（可以合并）、下拉选项和公式都会保留；表头下面留空白行。")


class PartsForm(forms.Form):
    """报告组成部分: one a line."""

    parts = forms.CharField(
        label="报告组成部分",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=3000,
        help_text="一行一个部分；要写提示的，用冒号隔开，如“存在问题：写明表现和原因”。",
    )

    def clean_parts(self) -> list[dict[str, str]]:
        lines = [line.strip() for line in self.cleaned_data["parts"].splitlines() if line.strip()]
        split = [re.split("[：:]", line, maxsplit=1) for line in lines]
        headings = [words[0].strip() for words in split]
        if len(set(headings)) < len(headings):
            raise forms.ValidationError("有重名的部分，请改成不同的名称。")
        return [
            {"key": f"p{number}", "heading": words[0].strip()[:60], "help": (words[1].strip() if len(words) > 1 else "")[:200]}
            for number, words in enumerate(split, 1)
        ]


class CancelForm(forms.Form):
    """撤销任务."""

    reason = forms.CharField(label="撤销理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class AddUnitForm(forms.Form):
    """增加报送单位."""

    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), empty_label="请选择单位")
    due_on = forms.DateField(
        validators=NEAR, label="截止日期", required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text="不填的，与其他单位相同。"
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = choosable(user, ASKED_KINDS)  # type: ignore[attr-defined]


class DayForm(forms.Form):
    """复制为新任务: its day."""

    due_on = forms.DateField(validators=NEAR, label="截止日期", widget=forms.DateInput(attrs={"type": "date"}))
