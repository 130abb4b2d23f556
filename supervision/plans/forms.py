"""One form per act on plans and shares."""

from __future__ import annotations

from django import forms

from accounts.models import Unit
from supervision.plans.models import Plan

LONG = {"rows": 5}


class PlanForm(forms.ModelForm[Plan]):
    """新建计划."""

    class Meta:
        model = Plan
        fields = ("name", "kind", "first_year", "last_year")


class ProgressForm(forms.Form):
    """报送进展."""

    text = forms.CharField(label="进展", widget=forms.Textarea(attrs=LONG), help_text="写明做了什么、结果如何、下一步安排。")
    is_done = forms.BooleanField(label="任务已完成", required=False, help_text="报完成的，须先上传佐证材料。")


class ReasonForm(forms.Form):
    """退回、不列."""

    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs={"rows": 3}), help_text="写明缺什么、怎么补。")


class UnitForm(forms.Form):
    """确认责任单位."""

    unit = forms.ModelChoiceField(label="责任单位", queryset=Unit.objects.active())


class TermForm(forms.Form):
    """确认完成时限."""

    due_on = forms.DateField(label="完成时限", required=False, widget=forms.DateInput(attrs={"type": "date"}), help_text="留空表示待定。")
