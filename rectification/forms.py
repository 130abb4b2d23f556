"""One form per act on an order; each asks only what the act asks of a person."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from core.day_bounds import NEAR
from core.errors import DomainError
from core.numbering import years_offered
from core.workdays.calendar import calendar_around
from core.workdays.counting import refuse_rest_day
from documents.forms import ActForm
from rectification.models import Order, Problem, Verdict

LONG = {"rows": 4}


class SeenForm(ActForm):
    """Carries the last act the page told of, so that nobody judges a report he has not read."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput, error_messages={"required": "本页已经过期，请刷新后再办。"})


class PlanForm(ActForm):
    """报整改方案."""

    responsible = forms.CharField(label="责任人", max_length=40)
    plan = forms.CharField(label="整改方案", widget=forms.Textarea(attrs={"rows": 8}), help_text="逐项写明问题表现、整改措施、整改标准和完成时限。")


class ProgressForm(ActForm):
    """填进展."""

    text = forms.CharField(label="进展", widget=forms.Textarea(attrs=LONG))


class LinesField(forms.CharField):
    """Text of several lines, with the line ends that are stored."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class AnswersForm(ActForm):
    """填报整改情况: an answer to each problem, beside it what stood there when the page was shown."""

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = list(order.problems.values_list("pk", flat=True))
        for pk in self.keys:
            self.fields[f"answer-{pk}"] = LinesField(required=False)
            self.fields[f"seen-{pk}"] = LinesField(required=False)

    def answers(self) -> dict[int, str]:
        return {pk: self.cleaned_data[f"answer-{pk}"] for pk in self.keys}

    def seen(self) -> dict[int, str]:
        return {pk: self.cleaned_data[f"seen-{pk}"] for pk in self.keys}


class ReasonForm(ActForm):
    """不同意、重新整改: a reason is always asked."""

    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs=LONG), help_text="写明缺什么、怎么补。")


class CancelForm(ActForm):
    """撤销整改."""

    reason = forms.CharField(label="撤销理由", max_length=300, widget=forms.Textarea(attrs=LONG), help_text="写明依据的复查决定、文书或者事实。")


class OpinionForm(ActForm):
    """同意: an opinion may be given."""

    opinion = forms.CharField(label="意见", required=False, widget=forms.Textarea(attrs=LONG))


class ApprovalForm(SeenForm, OpinionForm):
    """单位审核通过."""


class SendBackForm(SeenForm, ReasonForm):
    """单位退回修改."""


class ExtensionForm(ActForm):
    """申请延期."""

    new_due_on = forms.DateField(
        validators=NEAR, label="延至", error_messages={"required": "请填写延期至哪一天。"}, widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = forms.CharField(label="延期理由", widget=forms.Textarea(attrs=LONG))

    def clean_new_due_on(self) -> date:
        day: date = self.cleaned_data["new_due_on"]
        try:
            refuse_rest_day(day, calendar_around(day))
        except DomainError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return day


class PhoneForm(ActForm):
    """登记电话催办."""

    person = forms.CharField(label="通话人", max_length=40)
    note = forms.CharField(label="通话内容", max_length=300, widget=forms.Textarea(attrs=LONG))


class JudgementForm(SeenForm):
    """验收: a verdict beside each problem, and one opinion; a return asks for words."""

    opinion = forms.CharField(label="验收意见", required=False, widget=forms.Textarea(attrs=LONG), help_text="退回整改时必填。写明核查方式、看了哪些材料。")

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problems: list[Problem] = list(order.problems.all())
        for problem in self.problems:
            self.fields[f"problem-{problem.pk}"] = forms.ChoiceField(
                label=f"第 {problem.number} 项验收", choices=Verdict.choices, required=False, initial=problem.verdict
            )

    def verdicts(self) -> dict[int, tuple[str, str]]:
        """Problem id → (verdict, note) of those that were judged."""
        opinion = self.cleaned_data.get("opinion", "")
        said = {problem.pk: self.cleaned_data.get(f"problem-{problem.pk}", "") for problem in self.problems}
        return {pk: (verdict, opinion if verdict == Verdict.RETURN else "") for pk, verdict in said.items() if verdict}


class ReturnForm(JudgementForm):
    """退回整改: the same page, and words are owed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opinion"].required = True
        self.fields["opinion"].error_messages["required"] = "请填写退回理由，写明缺什么、怎么补。"


class NextNumberForm(forms.Form):
    """设置下一号."""

    year = forms.TypedChoiceField(label="年份", coerce=int)
    number = forms.IntegerField(label="下一号", min_value=1, max_value=999_999, help_text="例如纸质台账已用到 18 号的，填 19；跳过的号记为启用前已用。")
    reason = forms.CharField(label="理由", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = years_offered(timezone.localdate())  # type: ignore[attr-defined]
