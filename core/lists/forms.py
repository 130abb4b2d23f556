"""Input of the acts on saved filters."""

from django import forms

from core.lists.models import SavedView


class SaveViewForm(forms.ModelForm):  # type: ignore[type-arg]
    """存为常用筛选."""

    class Meta:
        model = SavedView
        fields = ("page", "name", "query")

    query = forms.CharField(max_length=1000, required=False)


class DropViewForm(forms.Form):
    """删去常用筛选."""

    page = forms.CharField(max_length=60)
    name = forms.CharField(max_length=30)
