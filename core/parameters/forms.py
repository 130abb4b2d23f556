"""设定参数."""

from django import forms

from core.day_bounds import NEAR


class ParameterForm(forms.Form):
    """设定参数: the limits are the act's."""

    value = forms.DecimalField(label="新的数值", max_digits=14, decimal_places=4)
    since = forms.DateField(validators=NEAR, label="生效日期", widget=forms.DateInput, help_text="当天零时起生效；不能早于今天。")
    reason = forms.CharField(label="理由", max_length=200, help_text="写明依据的文件或者会议。")
