"""被评查单位: one unit's row of a batch – catalogue, self-report, drawn files, uploads, feedback, report."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import AuthedRequest
from accounts.models import User
from accounts.separation import same_person
from cases.access import RECEIVING
from cases.actions.objection import running_term
from cases.actions.report import unreported_count
from cases.forms.batch import ReasonForm
from cases.forms.unit import MissingForm, PaperApprovalForm, ReportForm, SelfReportForm
from cases.frame import entry_lines
from cases.models import BatchUnit, DrawnFile, FileScan
from cases.numbers import numbers_of
from cases.progress import tone_of, unit_steps
from cases.workflow import (
    APPROVE,
    CATALOGUE,
    CONFIRM,
    ORGANISE,
    REPORTING_UNITS,
    UNDRAWN_UNITS,
    UNIT_TRANSITIONS,
    UNLOCKED_BATCHES,
    ReviewState,
    UnitAct,
    UnitState,
    may_send_files,
)
from core.notices.actions import deadline_of
from core.notices.models import Deadline
from core.workflow import acts_open
from documents.models import Document
from documents.workflow import Status

CLOCKS = {  # whose days the heading counts while something is asked of the unit
    UnitState.CATALOGUE_DUE: ("review_catalogue", "目录确认"),
    UnitState.CATALOGUE_CHECKED: ("self_report", "自评报告"),
    UnitState.FILES_REQUESTED: ("recall_files", "报送案卷"),
}


def find_row(request: AuthedRequest, pk: int, row_pk: int) -> BatchUnit:
    """The unit's row, within sight."""
    rows = (
        BatchUnit.objects.visible_to(request.user)
        .filter(batch_id=pk)
        .select_related(
            "batch",
            "unit",
            "feedback",
            "recall",
            "self_report_file",
            "self_report_by",
            "approved_by",
            "approved_on_paper_scan",
            "report_filed_by",
            "report_approved_by",
        )
    )
    return get_object_or_404(rows, pk=row_pk)


@require_GET
def unit_detail(request: AuthedRequest, pk: int, row_pk: int) -> HttpResponse:
    return unit_page(request, find_row(request, pk, row_pk))


def unit_page(request: AuthedRequest, row: BatchUnit, *, status: int = 200, **bound: Any) -> HttpResponse:
    """The page of one unit; `bound` holds the form of a refused act under its name."""
    user = request.user
    files = list(DrawnFile.objects.visible_to(user).filter(row=row).select_related("entry", "row__batch", "replaces__entry").order_by("position"))
    deadline, clock = _clock(row)
    context = {
        "row": row,
        "batch": row.batch,
        "tone": tone_of(row),
        "steps": unit_steps(row),
        "is_self_report_missing": row.is_self_report_missing(timezone.localdate()),
        "shows_self_report": bool(row.self_report_text) and row.shows_self_report_to(user),
        "deadline": deadline,
        "clock": clock,
        "papers": papers_of(row, user),
        "returned": _returned(row) if row.is_inside(user) else [],
        "entries": entry_lines(row),
        "files": file_lines(files, user),
        "numbers": numbers_of(files) if row.feedback_at or user.has_perm(ORGANISE) else None,
        "open_files": [file for file in files if file.takes_scan],
        "waiting": list(row.unmatched.filter(settled_at=None).select_related("file")),
        **_powers(row, files, user),
        "unreported": unreported_count(row),
        "missing_form": bound.pop("missing_form", None) or MissingForm(row=row),
        "self_report_form": bound.pop("self_report_form", None) or SelfReportForm(initial={"text": row.self_report_text}),
        "paper_form": bound.pop("paper_form", None) or PaperApprovalForm(),
        "return_form": bound.pop("return_form", None) or ReasonForm(),
        "report_form": bound.pop("report_form", None) or ReportForm(initial={"text": row.report_text}),
        "send_back_form": bound.pop("send_back_form", None) or ReasonForm(),
        "report_return_form": bound.pop("report_return_form", None) or ReasonForm(),
        "shows_report": bool(row.report_text) and row.shows_report_to(user),
        **bound,
    }
    return render(request, "cases/unit_detail.html", context, status=status)


def _clock(row: BatchUnit) -> tuple[Deadline | None, str]:
    """The deadline of the stage and its name; after the letter the days to object, while they run."""
    if row.state in CLOCKS:
        kind, name = CLOCKS[UnitState(row.state)]
        return deadline_of(row, kind), name
    return running_term(row, timezone.localdate()), "异议"


def papers_of(row: BatchUnit, user: User) -> QuerySet[Document]:
    """文书 of the unit's row as `user` may know them: a unit those that were served on it."""
    drafted = Document.objects.visible_to(user).filter(source_kind=BatchUnit._meta.label_lower, source_id=str(row.pk))
    return drafted.exclude(status=Status.DROPPED).select_related("kind").order_by("pk")


def _returned(row: BatchUnit) -> list[str]:
    """Why a report of the unit came back, until it is submitted again."""
    reasons = (("自评报告", row.self_report_returned), ("整改报告", row.report_returned))
    return [f"{name}被退回，请修改后再报。退回理由：{reason}" for name, reason in reasons if reason]


def file_lines(files: list[DrawnFile], user: Any) -> list[dict[str, Any]]:
    """Drawn files with their current scan and what `user` may know of the result."""
    scans = {scan.drawn_id: scan for scan in FileScan.objects.filter(drawn__in=files, replaced_at=None).select_related("file", "added_by")}
    return [
        {"file": file, "scan": scan, "pages": scan.file.pages if scan else None, "words": file.state_words(user), "shows_grade": file.shows_grade_to(user)}
        for file, scan in ((file, scans.get(file.pk)) for file in files)
    ]


def _powers(row: BatchUnit, files: list[DrawnFile], user: Any) -> dict[str, bool]:
    """Which acts the page offers; each action judges again."""
    is_unit, is_office = user.has_perm(CATALOGUE), user.has_perm(ORGANISE)
    acts, sends = acts_open(UNIT_TRANSITIONS, row.state, user), may_send_files(user)
    awaits, has_report = row.awaits_self_report, row.self_report_at is not None
    return {
        "is_office": is_office,
        "may_edit_catalogue": UnitAct.CONFIRM_CATALOGUE in acts and row.batch.state in UNLOCKED_BATCHES,
        "may_settle": is_office and row.state in UNDRAWN_UNITS and row.batch.state in UNLOCKED_BATCHES,
        "may_self_report": is_unit and awaits and not has_report,
        "may_approve": user.has_perm(APPROVE) and awaits and has_report and not _is_by(user, row.self_report_by),
        "may_approve_on_paper": is_unit and awaits and has_report,
        "may_upload": row.state in RECEIVING and any(file.takes_scan for file in files) and sends,
        "may_match": sends,
        "may_recall": is_office and row.state == UnitState.FILES_REQUESTED and row.recall_id is None,
        "is_waiting_for_files": row.state == UnitState.FILES_REQUESTED,
        "is_on_behalf": is_office,
        "may_confirm_grades": user.has_perm(CONFIRM) and any(file.review_state == ReviewState.SUBMITTED for file in files),
        "may_feedback": is_office and row.state == UnitState.SCORED and row.feedback_id is None,
        "may_object": is_unit and running_term(row, timezone.localdate()) is not None,
        "may_report": is_unit and row.state in REPORTING_UNITS and row.report_filed_at is None,
        "may_approve_report": UnitAct.SUBMIT_REPORT in acts and row.report_filed_at is not None and not _is_by(user, row.report_filed_by),
        "may_return_report": UnitAct.RETURN_REPORT in acts,
        "may_verify": UnitAct.VERIFY in acts,
    }


def _is_by(user: User, author: User | None) -> bool:
    return author is not None and same_person(user, author)
