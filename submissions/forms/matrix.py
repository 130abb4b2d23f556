"""报送一览的筛选: read from the address, all choices in one statement."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast
from django.forms.boundfield import BoundField

from accounts.models import Unit, UnitGroup, UnitKind, User
from core.day_bounds import IN_REACH
from submissions.matrix import MatrixQuery
from submissions.models import RequestSeries

WIDTHS = [("", "12 项"), (6, "6 项"), (24, "24 项")]
Choices = list[tuple[str, str]]


def choices_for(user: User) -> dict[str, Choices]:
    """周期任务, 单位组, 有下级的单位: value and label of each, in one statement."""
    series = RequestSeries.objects.visible_to(user).values_list(Value("series", CharField()), Cast("pk", CharField()), F("title"), Value(""))
    groups = UnitGroup.objects.visible_to(user).values_list(Value("group", CharField()), Cast("pk", CharField()), F("name"), Value(""))
    above = Unit.objects.visible_to(user).filter(children__is_active=True).exclude(kind=UnitKind.GOVERNMENT).distinct()
    branches = above.values_list(Value("branch", CharField()), F("path"), F("short_name"), F("sort_key"))
    found: dict[str, Choices] = {"series": [], "group": [], "branch": []}
    rows = series.order_by().union(groups.order_by(), branches.order_by(), all=True)
    for name, value, label, _ in sorted(rows, key=lambda row: (row[3], row[2])):
        found[name].append((value, label))
    return found


class MatrixForm(forms.Form):
    """Every field is optional; what is wrong counts as not said."""

    q = forms.CharField(required=False, max_length=40)
    series = forms.ChoiceField(required=False)
    open_only = forms.BooleanField(required=False)
    due_from = forms.DateField(validators=IN_REACH, required=False, widget=forms.DateInput(attrs={"type": "date"}))
    due_to = forms.DateField(validators=IN_REACH, required=False, widget=forms.DateInput(attrs={"type": "date"}))
    columns = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, choices=WIDTHS)
    kind = forms.ChoiceField(required=False, choices=[("", "全部类型"), *UnitKind.choices])
    group = forms.ChoiceField(required=False)
    branch = forms.ChoiceField(required=False)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in choices_for(user).items():
            self.fields[name].choices = [("", {"series": "全部任务", "group": "全部单位组", "branch": "全部单位"}[name]), *choices]  # type: ignore[attr-defined]

    @property
    def selects(self) -> list[tuple[BoundField, str]]:
        """Those with a choice to make, with what they are about."""
        labels = (("series", "周期任务"), ("columns", "任务数"), ("kind", "单位类型"), ("group", "单位组"), ("branch", "单位"))
        return [(self[name], label) for name, label in labels if len(self.fields[name].choices) > 1]  # type: ignore[attr-defined]

    @property
    def query(self) -> MatrixQuery:
        """What was asked and is right."""
        self.is_valid()
        said: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value}
        said.update({name: int(said[name]) for name in ("series", "group") if name in said})
        return MatrixQuery(**said)
