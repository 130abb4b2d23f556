"""单位变更的表单: rename, and the two steps of a succession."""

from datetime import date
from typing import Any

from django import forms

from accounts.actions.changes import NO_SUCCESSOR, STANDING, kinds_of_ending
from accounts.models import ChangeKind, Unit, User
from core.day_bounds import IN_REACH
from core.stamps import StampedForm


def _day(label: str, help_text: str) -> forms.DateField:
    return forms.DateField(label=label, help_text=help_text, validators=IN_REACH, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class RenameUnitForm(StampedForm):
    """单位更名."""

    name = forms.CharField(label="新名称", max_length=80)
    short_name = forms.CharField(label="新简称", max_length=40)
    on = _day("变更日期", "依据文件载明的日期；这一天以前的文书、报告仍用原名称。")
    basis = forms.CharField(label="依据", max_length=200, help_text="例：明川县机构编制委员会 明编〔2026〕5号。")


class SuccessorForm(forms.Form):
    """选择承接单位: the first step, which only looks."""

    successor = forms.ModelChoiceField(Unit.objects.none(), label="承接单位", empty_label="请选择", help_text=NO_SUCCESSOR)
    kind = forms.ChoiceField(label="变更方式", choices=kinds_of_ending, initial=ChangeKind.MERGE)

    def __init__(self, actor: User, unit: Unit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.visible_to(actor).active().exclude(path__startswith=unit.path).exclude(kind__in=STANDING)
        self.fields["successor"].queryset = units  # type: ignore[attr-defined]


class SucceedForm(SuccessorForm):
    """合并、撤销: the second step, with what was looked at."""

    on = _day("变更日期", "依据文件载明的日期，不能晚于今天。")
    basis = forms.CharField(label="依据", max_length=200, help_text="例：明川县机构改革方案 明发〔2026〕3号。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("successor", "kind"):
            self.fields[name].widget = forms.HiddenInput()

    def today(self, on: date) -> "SucceedForm":
        """With the day of today proposed."""
        self.fields["on"].initial = on
        return self
