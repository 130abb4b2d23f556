"""Forms of a drawn file: replacement, seats, group decision, findings, objection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from accounts.models import User
from cases.actions.verdict import FINDING_FIELDS
from cases.models import DrawnFile, Finding
from cases.reviewers import eligible, pool_of, reviewers_in_sight
from core.stamps import StampedForm, stamp_of


class SeatsForm(forms.Form):
    """指定评查员."""

    first = forms.ModelChoiceField(label="评查人一", queryset=User.objects.none(), empty_label="请选择")
    second = forms.ModelChoiceField(label="评查人二", queryset=User.objects.none(), empty_label="请选择")

    def __init__(self, *args: Any, file: DrawnFile, **options: Any) -> None:
        super().__init__(*args, **options)
        allowed = User.objects.filter(pk__in=[user.pk for user in eligible(file, pool_of(file.row.batch))]).select_related("unit").order_by("username")
        for name in self.fields:
            self.fields[name].queryset = allowed  # type: ignore[attr-defined]
            self.fields[name].label_from_instance = with_unit  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("first") and data.get("first") == data.get("second"):
            self.add_error("second", "两位评查员不能是同一个人。")
        return data


class SeatForm(forms.Form):
    """补派评查员, from everybody in sight who holds the post."""

    reviewer = forms.ModelChoiceField(label="评查员", queryset=User.objects.none(), empty_label="请选择")
    seat = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=3)

    def __init__(self, *args: Any, file: DrawnFile, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        allowed = [reviewer.pk for reviewer in eligible(file, reviewers_in_sight(user))]
        self.fields["reviewer"].queryset = User.objects.filter(pk__in=allowed).select_related("unit").order_by("username")  # type: ignore[attr-defined]
        self.fields["reviewer"].label_from_instance = with_unit  # type: ignore[attr-defined]


def with_unit(user: User) -> str:
    """姓名（单位）."""
    return f"{user}（{user.unit}）" if user.unit else str(user)


class GroupForm(forms.Form):
    """记录集体研究结论."""

    score = forms.DecimalField(label="得分", min_value=0, max_value=100, max_digits=5, decimal_places=2)
    is_vetoed = forms.BooleanField(label="一票否决", required=False, help_text="勾选后得分记 0，等次为不合格。")
    note = forms.CharField(label="研究意见", widget=forms.Textarea(attrs={"rows": 4}), help_text="写明参加人、各人意见和结论。")


class FindingForm(StampedForm):
    """修改问题, or leave it out with a reason. A page holds one for each finding, each with ids of its own."""

    text = forms.CharField(label="问题", widget=forms.Textarea(attrs={"rows": 3}))
    drop_reason = forms.CharField(label="不列入反馈的理由", max_length=200, required=False, help_text="填写后这一问题不列入反馈函。")

    def __init__(self, data: Mapping[str, Any] | None = None, *, finding: Finding) -> None:
        super().__init__(data, initial=finding_facts(finding), auto_id=f"finding-{finding.pk}_%s")
        self.finding = finding


def finding_facts(finding: Finding) -> dict[str, str]:
    """The problem as it stands, with its stamp."""
    return {"text": finding.text, "drop_reason": finding.drop_reason, "seen": stamp_of(finding, FINDING_FIELDS)}


class ObjectionForm(forms.Form):
    """提出异议."""

    text = forms.CharField(label="异议理由", widget=forms.Textarea(attrs={"rows": 5}))


class AnswerForm(forms.Form):
    """复核."""

    answer = forms.CharField(label="复核意见", widget=forms.Textarea(attrs={"rows": 4}))
    fallen = forms.ModelMultipleChoiceField(
        label="不成立的问题",
        queryset=Finding.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="勾选的问题不再列入，整改随之撤销。",
    )
    score = forms.DecimalField(
        label="变更后的得分",
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        required=False,
        help_text="不填为维持原得分。变更得分的，一票否决不再成立。",
    )

    def __init__(self, *args: Any, file: DrawnFile, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["fallen"].queryset = file.findings.filter(is_dropped=False)  # type: ignore[attr-defined]
