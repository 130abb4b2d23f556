"""Forms of the calendar pages."""

from django import forms

from core.stamps import StampedForm
from core.workdays.models import DeadlineRule


class RuleForm(StampedForm, forms.ModelForm[DeadlineRule]):
    """修改期限规则."""

    reason = forms.CharField(label="修改理由", max_length=200, help_text="写明依据的文件或者会议，记入操作日志。")

    class Meta:
        model = DeadlineRule
        fields = ("name", "days", "unit", "start_event", "first_day", "roll", "basis", "jurisdiction")
        help_texts = {"days": "只管今后建立的期限；正在计算的期限不变。", "roll": "查封、扣押等对当事人的措施不顺延。"}


class RecomputeForm(forms.Form):
    """确认重算: carries the version of the calendar that the person has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)
