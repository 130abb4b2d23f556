"""What is asked of a person in 人员."""

from django import forms

from core.day_bounds import IN_REACH


class RevealForm(forms.Form):
    """查看完整信息."""

    reason = forms.CharField(label="查看事由", max_length=200, help_text="本次查看将记入日志。")


class FindForm(forms.Form):
    """按身份证号查找: the number travels in the body of a POST, never in an address that a log keeps."""

    number = forms.RegexField(
        r"^\d{17}[\dXx]$",
        label="身份证号",
        max_length=18,
        error_messages={"invalid": "身份证号应为 18 位。"},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="填完整的 18 位，不进入网址和访问日志。",
    )


class DayForm(forms.Form):
    """某日是否持证."""

    on = forms.DateField(validators=IN_REACH, label="日期", required=False, widget=forms.DateInput(attrs={"type": "date"}))
