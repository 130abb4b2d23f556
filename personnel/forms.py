"""What is asked of a person in 人员."""

from django import forms


class RevealForm(forms.Form):
    """查看完整信息."""

    reason = forms.CharField(label="查看事由", max_length=200, help_text="本次查看将记入日志。")


class DayForm(forms.Form):
    """某日是否持证."""

    on = forms.DateField(label="日期", required=False, widget=forms.DateInput(attrs={"type": "date"}))
