"""One form per act on a document; each asks only what the act asks of a person."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import Unit, User
from core.day_bounds import NEAR
from core.numbering import years_offered
from core.stamps import StampedForm
from documents import reply_rules
from documents.actions.kinds import FIELDS as KIND_FIELDS
from documents.incoming.numbers import SERIES as INCOMING
from documents.models import Document, DocumentKind, Method, Service
from documents.sections import parts_of
from documents.workflow import ObjectionAct

LONG = {"rows": 4}
SHORT = {"rows": 2}
DAY = {"type": "date"}
PART = "part_"


class ActForm(forms.Form):
    """A form of a page that holds several: its fields have ids of their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(*args, **kwargs)


class VersionForm(ActForm):
    """Carries the version the page was shown with."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ChooseForm(forms.Form):
    """拟制文书, first step: which kind, for whom."""

    kind = forms.ModelChoiceField(label="文书种类", queryset=DocumentKind.objects.none(), empty_label=None)
    unit = forms.ModelChoiceField(label="主送单位", queryset=Unit.objects.none(), required=False, empty_label="不在单位目录内（如上一级主管部门）")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, unit = self.fields["kind"], self.fields["unit"]
        assert isinstance(kind, forms.ModelChoiceField) and isinstance(unit, forms.ModelChoiceField)  # noqa: S101, PT018 - for the type checker
        kind.queryset = DocumentKind.objects.filter(is_active=True)
        unit.queryset = Unit.objects.visible_to(user).active().enforcing()


class PartField(forms.CharField):
    """A part of the text: asked for, and still a draft may be kept without it; sending in is what refuses."""

    def validate(self, value: str) -> None:
        """Emptiness passes; length is checked as ever."""


class TextForm(forms.Form):
    """内容: title, addressees, the parts of the kind's text, the term of the answer."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label="文书名称", max_length=200)
    to_text = forms.CharField(label="主送", max_length=200)
    copy_to = forms.CharField(label="抄送", max_length=300, required=False)
    reply_days = forms.IntegerField(label="回复期限（天数）", min_value=1, max_value=365, required=False)
    reply_on = forms.DateField(
        validators=NEAR, label="或者回复日期", required=False, widget=forms.DateInput(attrs=DAY), help_text="写了日期的，文书上写日期，不写天数。"
    )

    units = forms.ModelMultipleChoiceField(
        label="同时送达",
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": "6"}),
        help_text="同一文书送几个单位的，在这里选主送单位以外的单位。",
    )

    def __init__(self, *args: Any, kind: DocumentKind, user: User, fixed: Collection[str] = (), is_for_one_unit: bool = False, **kwargs: Any) -> None:
        """`fixed` are keys of parts that are not asked for."""
        super().__init__(*args, **kwargs)
        units = self.fields["units"]
        assert isinstance(units, forms.ModelMultipleChoiceField)  # noqa: S101 - for the type checker
        units.queryset = Unit.objects.visible_to(user).active().enforcing()
        self.parts = [part for part in parts_of(kind.parts) if part.key not in fixed]
        for part in self.parts:
            rows = {"rows": 5 if part.shape == "items" else 4}
            field = PartField(label=part.label, required=part.is_required, widget=forms.Textarea(attrs=rows), help_text=part.help_text, max_length=20000)
            self.fields[PART + part.key] = field
        self.order_fields(["version", "title", "to_text", "copy_to", *(PART + part.key for part in self.parts), "reply_days", "reply_on", "units"])
        if is_for_one_unit:
            del self.fields["units"]

    def content(self) -> dict[str, str]:
        """The parts by key; items as lines."""
        return {part.key: self.cleaned_data[PART + part.key] for part in self.parts}

    def terms(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "to_text", "copy_to", "reply_days", "reply_on")}

    @staticmethod
    def initial_of(document: Document) -> dict[str, Any]:
        """What the form shows of a draft."""
        parts = {PART + key: "\n".join(value) if isinstance(value, list) else value for key, value in document.content.items() if key != "attachments"}
        names = ("version", "title", "to_text", "copy_to", "reply_days", "reply_on")
        others = document.services.exclude(unit=document.to_unit).values_list("unit", flat=True)
        return {**parts, **{name: getattr(document, name) for name in names}, "units": list(others)}


class OpinionForm(VersionForm):
    """送审、核稿: an opinion may be written."""

    text = forms.CharField(label="意见", required=False, widget=forms.Textarea(attrs=SHORT), max_length=2000)


class SignForm(OpinionForm):
    """签发; the number is typed only where somebody else gives it."""

    number = forms.CharField(label="文号", max_length=60, help_text="由政府办公室给定，如 明政执监决〔2026〕3号。")

    def __init__(self, *args: Any, is_counted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_counted:
            del self.fields["number"]


class ReasonForm(VersionForm):
    """退回、撤稿、作废、撤销: a reason is always asked."""

    reason = forms.CharField(label="理由", widget=forms.Textarea(attrs=LONG), max_length=200)


class PaperForm(VersionForm):
    """补录线下审批."""

    scan = forms.FileField(label="签批件")
    approver_name = forms.CharField(label="批示人", max_length=40)
    approved_on = forms.DateField(validators=NEAR, label="批示日期", widget=forms.DateInput(attrs=DAY))
    text = forms.CharField(label="批示内容", required=False, widget=forms.Textarea(attrs=SHORT), max_length=2000)
    number = forms.CharField(label="文号", max_length=60, required=False, help_text="纸质文书已经编号的，录入文号；留空由系统编号。")

    def __init__(self, *args: Any, is_counted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].required = not is_counted


class SealForm(VersionForm):
    """上传盖章件."""

    file = forms.FileField(label="盖章件", help_text="盖章后的扫描件成为送达的版本。")


class ScanForm(ActForm):
    """补传扫描件 of a document from before the system."""

    file = forms.FileField(label="扫描件", help_text="PDF 或图片；补传后不能更换。")


class UnitsField(forms.ModelMultipleChoiceField[Service]):
    """Services, chosen by the name of their unit."""

    def label_from_instance(self, obj: Service) -> str:
        return obj.unit.name


class ServeForm(VersionForm):
    """登记送达: to the units that have not got it, all of them unless some are chosen."""

    services = UnitsField(
        label="受送达单位",
        queryset=Service.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="直接、留置送达和有人签收的，每次选一个单位。",
    )
    method = forms.ChoiceField(label="送达方式", choices=Method.choices)
    served_on = forms.DateField(
        validators=NEAR,
        label="送达日期",
        widget=forms.DateInput(attrs=DAY),
        help_text="各项期限从这一天起算。电子送达为登记当日，其他方式填送达回证上的日期。",
    )
    posted_on = forms.DateField(
        validators=NEAR,
        label="公告日期",
        required=False,
        widget=forms.DateInput(attrs=DAY),
        help_text="公告送达必填；公告期满之日为送达日期，期满后再登记。",
    )
    servers = forms.CharField(label="送达人", max_length=60, required=False, help_text="直接、留置送达须两人，用“、”隔开。")
    place = forms.CharField(label="送达地点", max_length=100, required=False)
    copies = forms.IntegerField(label="份数", min_value=1, max_value=99, initial=1)
    receiver_name = forms.CharField(label="受送达人签收", max_length=40, required=False, help_text="纸质送达回证上已经签收的，填签收人。")
    proxy_reason = forms.CharField(label="代收理由", max_length=100, required=False)
    note = forms.CharField(label="备注", max_length=200, required=False)

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services = self.fields["services"]
        assert isinstance(services, UnitsField)  # noqa: S101 - for the type checker
        services.queryset = document.services.pending().select_related("unit")
        services.initial = [service.pk for service in services.queryset]


class ReceiptForm(ActForm):
    """上传送达回证."""

    file = forms.FileField(label="送达回证")


class ReplyForm(ActForm):
    """登记回复."""

    note = forms.CharField(label="回复情况", widget=forms.Textarea(attrs=LONG), max_length=5000)
    file = forms.FileField(label="回复材料", required=False)


class ObjectionForm(ActForm):
    """提出异议."""

    reason = forms.CharField(label="异议理由", widget=forms.Textarea(attrs=LONG), max_length=5000)


ONLY_THE_SIGNER = "变更或者撤销原文书，须由有权撤销这件文书的人作出；由其撤销文书的，异议随之了结。"
DECISIONS = (ObjectionAct.UPHOLD, ObjectionAct.CHANGE, ObjectionAct.WITHDRAW)


class DecisionForm(ActForm):
    """复查决定."""

    act = forms.ChoiceField(label="复查结论")
    opinion = forms.CharField(label="复查意见", widget=forms.Textarea(attrs=LONG), max_length=5000)

    def __init__(self, *args: Any, acts: Collection[ObjectionAct], **kwargs: Any) -> None:
        """`acts` are those that the person has the power for."""
        super().__init__(*args, **kwargs)
        act = self.fields["act"]
        assert isinstance(act, forms.ChoiceField)  # noqa: S101 - for the type checker
        act.choices = [(one.value, one.label) for one in DECISIONS if one in acts]
        if not set(DECISIONS) <= set(acts):
            act.help_text = act.error_messages["invalid_choice"] = ONLY_THE_SIGNER


class KindForm(StampedForm, forms.ModelForm[DocumentKind]):
    """文书种类: what the bureau may set for itself."""

    reply_rule = forms.ChoiceField(label="回复期限规则", choices=reply_rules.choices, required=False)

    class Meta:
        model = DocumentKind
        fields = KIND_FIELDS


class SeriesForm(ActForm):
    """设置下一号."""

    agency_code = forms.ChoiceField(label="机关代字")
    year = forms.TypedChoiceField(label="年份", coerce=int)
    number = forms.IntegerField(label="下一号", min_value=1, max_value=99999, help_text="例如纸质登记簿已用到 7 号的，填 8；跳过的号记为启用前已用。")
    reason = forms.CharField(label="理由", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = DocumentKind.objects.exclude(agency_code="").order_by("agency_code").values_list("agency_code", flat=True).distinct()
        self.fields["agency_code"].choices = [(INCOMING, "收文编号"), *((code, code) for code in codes)]  # type: ignore[attr-defined]
        self.fields["year"].choices = years_offered(timezone.localdate())  # type: ignore[attr-defined]


class VerifyForm(ActForm):
    """核对文件: a pasted hash or a file, which is hashed and not kept."""

    digest = forms.CharField(label="SHA-256", max_length=64, required=False)
    file = forms.FileField(label="文件", required=False)
