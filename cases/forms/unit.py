"""Forms of a unit's row: catalogue, self-report, rectification report, uploads to be matched."""

from __future__ import annotations

from typing import Any

from django import forms

from cases.forms.batch import day_field
from cases.models import ActKind, BatchUnit, DrawnFile


class MissingForm(forms.Form):
    """补报案卷."""

    document_no = forms.CharField(label="决定书文号", max_length=80)
    case_no = forms.CharField(label="立案号", max_length=80, required=False)
    title = forms.CharField(label="案件名称", max_length=200)
    party = forms.CharField(label="当事人", max_length=120, required=False)
    kind = forms.ChoiceField(label="行为种类", choices=[])
    filed_on = day_field("立案日期", required=False)
    decided_on = day_field("决定日期")
    closed_on = day_field("结案日期")
    reason = forms.CharField(label="补报理由", max_length=300)

    def __init__(self, *args: Any, row: BatchUnit, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [rubric.kind for rubric in row.batch.rubrics.all()]
        self.fields["kind"].choices = [(kind, ActKind(kind).label) for kind in kinds]  # type: ignore[attr-defined]


class ExcludeForm(forms.Form):
    """申请剔除, 剔除."""

    reason = forms.CharField(label="剔除理由", max_length=300)


class SettleForm(forms.Form):
    """处理剔除申请."""

    is_accepted = forms.TypedChoiceField(label="处理", choices=[("1", "同意剔除"), ("0", "不同意剔除")], coerce=lambda value: value == "1")
    note = forms.CharField(label="意见", max_length=300)


class SelfReportForm(forms.Form):
    """提交自评报告."""

    text = forms.CharField(label="自评情况", widget=forms.Textarea(attrs={"rows": 8}), help_text="写明自查卷数、发现的问题和已经改正的情况。")
    upload = forms.FileField(label="自评报告", required=False, help_text="PDF 或 Word，50 MB 以内。")


class PaperApprovalForm(forms.Form):
    """补录线下审核."""

    approver_name = forms.CharField(label="线下审核人", max_length=40, help_text="单位分管领导的姓名，不能是提交人本人。")
    approved_on = day_field("审核日期")
    scan = forms.FileField(label="审核件扫描件", help_text="有审核人签名的报告或者审批单，PDF 或图片，50 MB 以内。")


class AssignScanForm(forms.Form):
    """对应案卷."""

    drawn = forms.ModelChoiceField(label="案卷", queryset=DrawnFile.objects.none(), empty_label="请选择案卷")

    def __init__(self, *args: Any, row: BatchUnit, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["drawn"].queryset = row.files.taking_scans().select_related("entry")  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    """报送整改报告."""

    text = forms.CharField(label="整改报告", widget=forms.Textarea(attrs={"rows": 8}), help_text="逐项写明整改结果；没有整改的说明理由。")
