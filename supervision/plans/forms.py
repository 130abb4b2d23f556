"""One form per act on plans and shares."""

from __future__ import annotations

from typing import Any

from django import forms

from accounts.models import Unit, User
from core.day_bounds import NEAR
from supervision.plans.models import Plan
from supervision.plans.reading.shares import Part

LONG = {"rows": 5}


class PlanForm(forms.ModelForm[Plan]):
    """新建计划."""

    class Meta:
        model = Plan
        fields = ("name", "kind", "first_year", "last_year")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_year"), cleaned.get("last_year")
        if first and last and last < first:
            self.add_error("last_year", "终止年度不能早于起始年度。")
        for name in ("first_year", "last_year"):
            if cleaned.get(name) and not 2000 <= cleaned[name] <= 2100:
                self.add_error(name, "年度应在 2000—2100 之间。")
        return cleaned


class ProgressForm(forms.Form):
    """报送进展."""

    text = forms.CharField(label="进展", widget=forms.Textarea(attrs=LONG), help_text="写明做了什么、结果如何、下一步安排。")
    is_done = forms.BooleanField(label="任务已完成", required=False, help_text="报完成的，须先上传佐证材料。")


class DraftForm(forms.Form):
    """存草稿: whatever is there so far."""

    text = forms.CharField(required=False)


class ReasonForm(forms.Form):
    """退回、不列."""

    reason = forms.CharField(
        label="理由", max_length=300, error_messages={"required": "请填写理由。"}, widget=forms.Textarea(attrs={"rows": 3}), help_text="写明缺什么、怎么补。"
    )


class UnitForm(forms.Form):
    """确认责任单位: one of the units the asking person may see."""

    unit = forms.ModelChoiceField(label="责任单位", queryset=Unit.objects.none(), empty_label="请选择单位")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.visible_to(user).active()  # type: ignore[attr-defined]


class ShareForm(forms.Form):
    """分解任务."""

    units = forms.ModelMultipleChoiceField(
        label="责任单位", queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple, help_text="可以选多个；已有分工的单位自动跳过。"
    )
    part = forms.ChoiceField(label="分工", choices=Part.choices, initial=Part.SHARE)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["units"].queryset = Unit.objects.visible_to(user).active()  # type: ignore[attr-defined]


class TermForm(forms.Form):
    """确认完成时限."""

    due_on = forms.DateField(validators=NEAR, label="完成时限", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    is_tbd = forms.BooleanField(label="待定", required=False, help_text="待定的不计逾期，另列清单。")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.pop("is_tbd", False):
            return {"due_on": None}
        if not cleaned.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "请填写完成时限，或勾选“待定”。")
        return cleaned
