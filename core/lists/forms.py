"""Input of the acts on saved filters."""

from typing import Any

from django import forms

from core.lists.models import SavedView, Sharing
from core.stamps import StampedForm


class SaveViewForm(forms.ModelForm):  # type: ignore[type-arg]
    """存为常用筛选."""

    class Meta:
        model = SavedView
        fields = ("page", "name", "query", "sharing")

    name = forms.CharField(max_length=30)
    query = forms.CharField(max_length=1000, required=False)
    sharing = forms.ChoiceField(choices=Sharing, required=False)
    opens = forms.BooleanField(required=False)

    def clean_sharing(self) -> str:
        return self.cleaned_data["sharing"] or Sharing.PERSONAL


class ViewForm(StampedForm):
    """修改常用筛选."""

    name = forms.CharField(label="名称", max_length=30)
    sharing = forms.ChoiceField(label="共用范围", choices=Sharing, help_text="共用的只是条件和列，打开的人仍只看到自己权限内的记录。")
    back = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sharings: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sharing = self.fields["sharing"]
        assert isinstance(sharing, forms.ChoiceField)  # noqa: S101 - for the type checker
        sharing.choices = sharings


class ColumnsForm(forms.Form):
    """列设置: the columns come as they stand in the form."""

    page = forms.CharField(max_length=60)
    query = forms.CharField(max_length=1000, required=False)
