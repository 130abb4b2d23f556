"""Acts on a unit's row as POSTs."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest
from cases.actions import catalogue, report, self_report
from cases.actions.feedback import draft_feedback, verify_row
from cases.actions.objection import declare_no_objection
from cases.actions.recall import assign_scan, require_sender, set_scan_aside
from cases.actions.recall_notice import draft_recall
from cases.actions.steps import require
from cases.actions.verdict import confirm_row
from cases.forms.batch import ReasonForm
from cases.forms.unit import AssignScanForm, ExcludeForm, MissingForm, PaperApprovalForm, ReportForm, SelfReportForm, SettleForm
from cases.models import BatchUnit, UnmatchedScan
from cases.views.unit import find_row, unit_page
from cases.workflow import APPROVE, CATALOGUE, CONFIRM, ORGANISE
from core.acting import perform


def _row(request: AuthedRequest, pk: int, row_pk: int, power: str) -> BatchUnit:
    """The unit's row for who holds the power, asked before any form; the action judges again."""
    row = find_row(request, pk, row_pk)
    require(request.user, power)
    return row


def _act(request: AuthedRequest, row: BatchUnit, done: Any, said: Any, **more: Any) -> HttpResponse:
    more.setdefault("goal", row)
    return perform(request, page=partial(unit_page, request, row), done=done, said=said, **more)


@require_POST
def unit_confirm(request: AuthedRequest, pk: int, row_pk: int) -> HttpResponse:
    row = _row(request, pk, row_pk, CATALOGUE)
    return _act(request, row, partial(catalogue.confirm_catalogue, row=row), "目录已确认，下一步报送自评报告。")


@require_POST
def unit_report_missing(request: AuthedRequest, pk: int, row_pk: int) -> HttpResponse:
    row = _row(request, pk, row_pk, CATALOGUE)
    return _act(
        request,
        row,
        partial(catalogue.report_missing, row=row),
        lambda entry: f"已补报 {entry}。",
        form=MissingForm(request.POST, row=row),
        bound_as="missing_form",
    )


@require_POST
def entry_exclude(request: AuthedRequest, pk: int, row_pk: int, entry_pk: int) -> HttpResponse:
    row = _row(request, pk, row_pk, CATALOGUE)
    entry = get_object_or_404(row.entries.select_related("row"), pk=entry_pk)
    return _act(request, row, partial(catalogue.ask_exclusion, entry=entry), "已申请剔除，由司法局处理。", form=ExcludeForm(request.POST))


@require_POST
def entry_settle(request: AuthedRequest, pk: int, row_pk: int, entry_pk: int) -> HttpResponse:
    row = _row(request, pk, row_pk, ORGANISE)
    entry = get_object_or_404(row.entries.select_related("row"), pk=entry_pk)
    return _act(request, row, partial(catalogue.settle_exclusion, entry=entry), "已处理剔除申请。", form=SettleForm(request.POST))


@require_POST
def entry_strike(request: AuthedRequest, pk: int, row_pk: int, entry_pk: int) -> HttpResponse:
    row = _row(request, pk, row_pk, ORGANISE)
    entry = get_object_or_404(row.entries.select_related("row"), pk=entry_pk)
    return _act(request, row, partial(catalogue.strike_entry, entry=entry), lambda struck: f"已剔除 {struck}。", form=ExcludeForm(request.POST))


@require_POST
def unit_self_report(request: AuthedRequest, pk: int, row_pk: int) -> HttpResponse:
    row = _row(request, pk, row_pk, CATALOGUE)
    form = SelfReportForm(request.POST, request.FILES)
    return _act(
        request, row, partial(self_report.submit_self_report, row=row), "已送本单位审核，审核通过后报送司法局。", form=form, bound_as="self_report_form"
    )


@require_POST
def unit_approve(request: AuthedRequest, pk: int, row_pk: int) -> HttpResponse:
    row = _row(request, pk, row_pk, APPROVE)
    return _act(request, row, partial(self_report.approve_self_report, row=row), "自评报告已报送司法局。")


@require_POST
def unit_approve_on_paper(request: AuthedRequest, pk: int, row_pk: int) -> HttpResponse:
    row = _row(request, pk, row_pk, CATALOGUE)
    form = PaperApprovalForm(request.POST, request.FILES)
    return _act(request, row, partial(self_report.record_paper_approval, row=row), "自评报告已报送司法局。", form=form, bound_as="paper_form")


@require_POST
def unit_return(request: AuthedRequest, pk: int, row_pk: int) -> HttpResponse:
    row = _row(request, pk, row_pk, APPROVE)
    return _act(request, row, partial(self_report.return_self_report, row=row), "已退回联络员修改。", form=ReasonForm(request.POST), bound_as="return_form")


def _waiting(request: AuthedRequest, row: BatchUnit, scan_pk: int) -> UnmatchedScan:
    require_sender(request.user)
    return get_object_or_404(UnmatchedScan.objects.filter(row=row), pk=scan_pk)


@require_POST
def unit_recall(request: AuthedRequest, pk: int, row_pk: int) -> HttpResponse:
    row = _row(request, pk, row_pk, ORGANISE)
    return _act(request, row, partial(draft_recall, row=row), "已拟制调卷通知书，请送审。", goal=lambda document: document)


@require_POST
def scan_assign(request: AuthedRequest, pk: int, row_pk: int, scan_pk: int) -> HttpResponse:
    row = find_row(request, pk, row_pk)
    waiting, form = _waiting(request, row, scan_pk), AssignScanForm(request.POST, row=row)
    return _act(request, row, partial(assign_scan, waiting=waiting), lambda scan: f"已对应到 {scan.drawn}。", form=form)


@require_POST
def scan_set_aside(request: AuthedRequest, pk: int, row_pk: int, scan_pk: int) -> HttpResponse:
    row = find_row(request, pk, row_pk)
    return _act(request, row, partial(set_scan_aside, waiting=_waiting(request, row, scan_pk)), "已标为不予采用。", form=ReasonForm(request.POST))


@require_POST
def unit_confirm_grades(request: AuthedRequest, pk: int, row_pk: int) -> HttpResponse:
    row = _row(request, pk, row_pk, CONFIRM)
    return _act(request, row, partial(confirm_row, row=row), lambda count: f"已确定 {count} 卷的等次。")


@require_POST
def unit_feedback(request: AuthedRequest, pk: int, row_pk: int) -> HttpResponse:
    row = _row(request, pk, row_pk, ORGANISE)
    return _act(request, row, partial(draft_feedback, row=row), "已拟制反馈函，请核对后送审。", goal=lambda document: document)


@require_POST
def unit_no_objection(request: AuthedRequest, pk: int, row_pk: int) -> HttpResponse:
    row = _row(request, pk, row_pk, CATALOGUE)
    return _act(request, row, partial(declare_no_objection, row=row), "已声明对评查结果无异议。")


@require_POST
def unit_report(request: AuthedRequest, pk: int, row_pk: int) -> HttpResponse:
    row = _row(request, pk, row_pk, CATALOGUE)
    return _act(
        request, row, partial(report.submit_report, row=row), "已送本单位审核，审核通过后报送司法局。", form=ReportForm(request.POST), bound_as="report_form"
    )


@require_POST
def unit_report_approve(request: AuthedRequest, pk: int, row_pk: int) -> HttpResponse:
    row = _row(request, pk, row_pk, APPROVE)
    return _act(request, row, partial(report.approve_report, row=row), "整改报告已报送司法局。")


@require_POST
def unit_report_send_back(request: AuthedRequest, pk: int, row_pk: int) -> HttpResponse:
    row, form = _row(request, pk, row_pk, APPROVE), ReasonForm(request.POST)
    return _act(request, row, partial(report.send_back_report, row=row), "已退回联络员修改。", form=form, bound_as="send_back_form")


@require_POST
def unit_report_return(request: AuthedRequest, pk: int, row_pk: int) -> HttpResponse:
    row, form = _row(request, pk, row_pk, ORGANISE), ReasonForm(request.POST)
    return _act(request, row, partial(report.return_report, row=row), "已退回单位重新报送。", form=form, bound_as="report_return_form")


@require_POST
def unit_verify(request: AuthedRequest, pk: int, row_pk: int) -> HttpResponse:
    row = _row(request, pk, row_pk, ORGANISE)
    return _act(request, row, partial(verify_row, row=row), "复核通过，本单位评查办结。")
