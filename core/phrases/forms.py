"""Forms of the dictionary."""

from django import forms

from core.stamps import StampedForm


class PhraseForm(forms.Form):
    """增加常用语."""

    text = forms.CharField(label="内容", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
    position = forms.IntegerField(label="顺序", min_value=0, max_value=9999, initial=50, help_text="数字小的排在前面。")


class PhraseChangeForm(StampedForm, PhraseForm):
    """修改常用语."""

    is_active = forms.BooleanField(label="使用中", required=False, help_text="不勾选的不再供选用，已写入的文字不变。")
