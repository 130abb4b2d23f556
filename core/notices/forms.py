"""Forms of the reminder pages."""

from django import forms


class PhoneUrgingForm(forms.Form):
    """登记电话催办."""

    person = forms.CharField(label="受话人", max_length=40)
    note = forms.CharField(label="通话内容", max_length=300, widget=forms.Textarea(attrs={"rows": 3}), help_text="写明答复的完成时间；不写案情和当事人姓名。")
