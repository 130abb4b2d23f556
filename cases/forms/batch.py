"""Forms of a batch."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.forms.models import model_to_dict
from django.utils import timezone

from accounts.models import Unit, User
from cases.models import ReviewBatch, Rubric
from cases.parameters import REVIEW_GAP, REVIEW_MINIMUM
from cases.reviewers import reviewers_in_sight
from core.day_bounds import IN_REACH
from core.errors import DomainError
from core.parameters import value_of
from core.workdays.calendar import calendar_around
from core.workdays.counting import due_by_rule, refuse_rest_day
from core.workdays.models import DeadlineRule

DAY = forms.DateInput(attrs={"type": "date"})
TERMS = {"catalogue_due_on": "catalogue", "self_report_due_on": "self_report"}  # field → the rule it is proposed by


def day_field(label: str, **options: Any) -> forms.DateField:
    """A date typed or chosen."""
    return forms.DateField(label=label, validators=IN_REACH, widget=forms.DateInput(attrs={"type": "date"}), **options)


class BatchForm(forms.Form):
    """新建批次."""

    name = forms.CharField(label="批次名称", max_length=100, help_text="如：2026年第一批行政处罚案卷评查")
    period_from = day_field("评查期间起", help_text="按结案日期计。")
    period_to = day_field("评查期间止")
    rubrics = forms.ModelMultipleChoiceField(
        label="评查标准", queryset=Rubric.objects.none(), widget=forms.CheckboxSelectMultiple, help_text="每种行为选一份；印发后不再变动。"
    )
    ratio = forms.DecimalField(
        label="抽取比例（%）", min_value=0.01, max_value=100, max_digits=5, decimal_places=2, required=False, help_text="比例和抽取数填一项。"
    )
    number = forms.IntegerField(label="每单位抽取数", min_value=1, max_value=200, required=False)
    minimum = forms.IntegerField(label="每单位至少", min_value=1, max_value=50, error_messages={"required": "请填写每单位至少抽取的卷数。"})
    threshold = forms.DecimalField(
        label="分差阈值", min_value=0, max_value=50, max_digits=4, decimal_places=2, help_text="两人得分相差超过这个数，请第三人评查。"
    )
    catalogue_due_on = day_field("目录确认截止", help_text="按期限规则自今日起算，可以改。")
    self_report_due_on = day_field("自评报告截止", help_text="按期限规则自今日起算，可以改。")
    scoring_due_on = day_field("评查截止", required=False, help_text="不填的，自分派之日起十个工作日。")
    is_for_all = forms.BooleanField(label="全部单位", required=False, help_text="评查全部有执法职责的单位，下面不必逐个选。")
    units = forms.ModelMultipleChoiceField(label="被评查单位", queryset=Unit.objects.none(), widget=forms.CheckboxSelectMultiple, required=False)
    reviewers = forms.ModelMultipleChoiceField(
        label="评查员", queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple, help_text="评查员回避本单位案卷。"
    )
    requirements = forms.CharField(label="评查要求", widget=forms.Textarea(attrs={"rows": 4}), required=False)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        newest = Rubric.objects.order_by("code", "-version").distinct("code").values("pk")
        self.fields["rubrics"].queryset = Rubric.objects.filter(pk__in=newest)  # type: ignore[attr-defined]
        self.fields["units"].queryset = Unit.objects.visible_to(user).active().enforcing()  # type: ignore[attr-defined]
        self.fields["minimum"].initial = int(value_of(REVIEW_MINIMUM.code))
        self.fields["threshold"].initial = value_of(REVIEW_GAP.code).normalize()
        self.fields["reviewers"].queryset = reviewers_in_sight(user)  # type: ignore[attr-defined]
        today = timezone.localdate()
        rules = {rule.code: rule for rule in DeadlineRule.objects.filter(code__in=TERMS.values())}
        for name, code in TERMS.items():
            self.fields[name].initial = due_by_rule(rules[code], today, calendar_around(today)).due_on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in (*TERMS, "scoring_due_on"):
            self._refuse_rest_day(name, data.get(name))
        if data.pop("is_for_all", False):
            data["units"] = self.fields["units"].queryset  # type: ignore[attr-defined]
        elif not data.get("units") and "units" not in self.errors:
            self.add_error("units", "请选择被评查单位。")
        if (data.get("ratio") is None) == (data.get("number") is None) and not {"ratio", "number"} & set(self.errors):
            self.add_error("ratio", "抽取比例和每单位抽取数填一项，只填一项。")
        if data.get("period_from") and data.get("period_to") and data["period_from"] > data["period_to"]:
            self.add_error("period_to", "评查期间止不能早于起。")
        return data

    def _refuse_rest_day(self, name: str, day: date | None) -> None:
        if day is None:
            return
        try:
            refuse_rest_day(day, calendar_around(day))
        except DomainError as refusal:
            self.add_error(name, str(refusal))


class EditForm(BatchForm):
    """修改批次: as it stands, with the version it was read at."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, batch: ReviewBatch, **options: Any) -> None:
        chosen = {name: getattr(batch, name).all() for name in ("rubrics", "units", "reviewers")}
        super().__init__(*args, initial=model_to_dict(batch) | chosen, **options)
        offered = self.fields["rubrics"].queryset  # type: ignore[attr-defined]
        self.fields["rubrics"].queryset = Rubric.objects.filter(Q(pk__in=offered) | Q(batches=batch)).distinct()  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """A reason that is always asked."""

    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class BulletinForm(forms.Form):
    """登记通报."""

    text = forms.CharField(label="通报要点", widget=forms.Textarea(attrs={"rows": 6}), help_text="评查结果、共性问题和工作要求。")
