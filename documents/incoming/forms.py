"""One form per act on a paper received; each asks only what the act asks of a person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from core.day_bounds import NEAR
from core.errors import DomainError
from documents.forms import DAY, LONG, SHORT, VersionForm
from documents.incoming import targets
from documents.incoming.actions.registering import FIELDS, Paper
from documents.incoming.filters import handlers
from documents.incoming.models import Incoming, Kind
from documents.incoming.secrecy import refuse_secret

WORK, READING = "work", "reading"
CONFIDENTIAL = "反映具体人员等不宜扩散的，勾选后只有局领导、承办人、协办人、登记人和他们的代理人可见。"


class PaperForm(forms.Form):
    """登记内容: what the paper says, and what is asked."""

    kind = forms.ChoiceField(label="种类", choices=Kind.choices)
    sender = forms.CharField(label="来文单位", max_length=100, help_text="领导批示填批示领导的职务、姓名，群众来信填“群众来信”，不填来信人姓名。")
    sender_number = forms.CharField(label="来文字号", max_length=60, required=False)
    paper_on = forms.DateField(validators=NEAR, label="来文日期", required=False, widget=forms.DateInput(attrs=DAY))
    received_on = forms.DateField(validators=NEAR, label="收文日期", widget=forms.DateInput(attrs=DAY))
    title = forms.CharField(label="标题", max_length=200)
    demand = forms.CharField(label="办理要求", max_length=2000, required=False, widget=forms.Textarea(attrs=LONG))
    proposal = forms.CharField(label="拟办意见", max_length=1000, required=False, widget=forms.Textarea(attrs=SHORT))
    is_for_instruction = forms.BooleanField(label="呈领导批示", required=False, help_text="列入局领导的待批示，批示后再分办或者继续办理。")
    is_confidential = forms.BooleanField(label="限阅", required=False, help_text=CONFIDENTIAL)

    def _clean_open(self, name: str) -> str:
        words: str = self.cleaned_data[name]
        try:
            refuse_secret(words)
        except DomainError as refusal:
            raise ValidationError(str(refusal)) from refusal
        return words

    def clean_sender_number(self) -> str:
        return self._clean_open("sender_number")

    def clean_title(self) -> str:
        return self._clean_open("title")

    def paper(self) -> Paper:
        return Paper(**{name: self.cleaned_data[name] for name in FIELDS})


class RegisterForm(PaperForm):
    """登记收文, with who is to handle it where that is known."""

    way = forms.ChoiceField(
        label="办理方式", choices=((WORK, "承办"), (READING, "阅知")), widget=forms.RadioSelect, initial=WORK, help_text="阅知件登记后即办结，不设期限。"
    )
    due_on = forms.DateField(validators=NEAR, label="办理期限", required=False, widget=forms.DateInput(attrs=DAY))
    handler = forms.ModelChoiceField(label="承办人", queryset=User.objects.none(), required=False, empty_label="暂不分办")
    co_handlers = forms.ModelMultipleChoiceField(
        label="协办人", queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, help_text="阅知件为传阅的人，登记后提醒查看。"
    )
    scan = forms.FileField(label="扫描件", required=False, help_text="有几份的，登记后在收文页继续上传。登记被退回时须重新选择文件。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self)
        self.fields["received_on"].initial = timezone.localdate()

    def facts(self) -> dict[str, Any]:
        """What registering takes beside the paper."""
        is_for_reading = self.cleaned_data["way"] == READING
        return {"is_for_reading": is_for_reading, **{name: self.cleaned_data[name] for name in ("due_on", "handler", "co_handlers")}}


class EditForm(PaperForm, VersionForm):
    """修改登记."""

    @staticmethod
    def initial_of(incoming: Incoming) -> dict[str, Any]:
        return {name: getattr(incoming, name) for name in ("version", *FIELDS)}


def offer_people(form: forms.Form) -> None:
    """People of the bureau who handle papers, for every field of `form` that asks for one."""
    people = handlers()
    for name in ("handler", "co_handlers"):
        if name in form.fields:
            form.fields[name].queryset = people  # type: ignore[attr-defined]


class AssignForm(VersionForm):
    """分办."""

    handler = forms.ModelChoiceField(label="承办人", queryset=User.objects.none(), empty_label="请选择")
    co_handlers = forms.ModelMultipleChoiceField(label="协办人", queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(label="分办意见", max_length=300, required=False, widget=forms.Textarea(attrs=SHORT))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self)


class ReadForm(VersionForm):
    """阅知办结."""


class ReasonForm(VersionForm):
    """退回分办、作废: a reason is always asked."""

    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs=SHORT), max_length=200)


class ReassignForm(AssignForm):
    """改派."""

    note = None  # type: ignore[assignment]
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs=SHORT), max_length=200)


class DayForm(VersionForm):
    """调整期限."""

    due_on = forms.DateField(validators=NEAR, label="办理期限", widget=forms.DateInput(attrs=DAY))
    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs=SHORT), max_length=200)


class InstructForm(VersionForm):
    """批示."""

    text = forms.CharField(label="批示内容", widget=forms.Textarea(attrs=LONG), max_length=2000)


class PaperInstructionForm(VersionForm):
    """补录批示."""

    leader_name = forms.CharField(label="批示人", max_length=40)
    given_on = forms.DateField(validators=NEAR, label="批示日期", widget=forms.DateInput(attrs=DAY))
    text = forms.CharField(label="批示内容", widget=forms.Textarea(attrs=SHORT), max_length=2000)


class ProgressForm(VersionForm):
    """登记进展."""

    text = forms.CharField(label="办理进展", widget=forms.Textarea(attrs=SHORT), max_length=2000)


class ReplyForm(VersionForm):
    """登记回复."""

    answer = forms.CharField(label="回复去向", max_length=200, help_text="发给谁、以什么方式或者文号，如：县政府办，明司函〔2026〕8号。")


class ReturnForm(ReasonForm):
    """退回重办."""

    due_on = forms.DateField(validators=NEAR, label="新的办理期限", required=False, widget=forms.DateInput(attrs=DAY))


class CloseForm(VersionForm):
    """办结."""

    result = forms.CharField(label="办理结果", widget=forms.Textarea(attrs=LONG), max_length=2000)
    answer = forms.CharField(label="回复去向", max_length=200, required=False, help_text="发出的文书和文号；已登记回复的不用再填。")


class ReopenForm(ReturnForm):
    """重新办理."""

    handler = forms.ModelChoiceField(label="承办人", queryset=User.objects.none(), empty_label="请选择")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_people(self)
        self.order_fields(["version", "reason", "handler", "due_on"])


class FindForm(forms.Form):
    """查找要关联的事项."""

    kind = forms.ChoiceField(label="种类")
    q = forms.CharField(label="编号或者名称", max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = targets.kinds()  # type: ignore[attr-defined]


class LinkForm(VersionForm):
    """关联: one of the candidates found."""

    kind = forms.CharField(max_length=30, widget=forms.HiddenInput)
    target_id = forms.CharField(label="关联事项", max_length=40, error_messages={"required": "请选择要关联的事项。"})
