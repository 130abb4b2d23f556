"""案卷库 and one drawn file: scans, seats, the sheets once both are in, findings, objection."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthedRequest
from cases.actions.objection import ANSWER, may_object
from cases.comparison import comparison_of
from cases.forms.batch import ReasonForm
from cases.forms.file import AnswerForm, FindingForm, GroupForm, ObjectionForm, SeatForm, SeatsForm
from cases.jobs import KIND
from cases.lists import FILES, GRADE_TONES, OFFICE_FILES
from cases.models import DrawnFile, Finding
from cases.models.sheet import SEATS
from cases.papers import sheet_context
from cases.workflow import CATALOGUE, CONFIRM, GRADED_REVIEWS, ORGANISE, REVIEW_TRANSITIONS, FileState, Grade, ReviewAct, ReviewState
from core.jobs.queue import submit
from core.lists.view import list_view
from core.notices.actions import deadline_of, deadlines_of
from core.workflow import acts_open


@require_GET
def file_list(request: AuthedRequest) -> HttpResponseBase:
    return list_view(request, OFFICE_FILES if request.user.has_perm(ORGANISE) else FILES)


def find_file(request: AuthedRequest, pk: int) -> DrawnFile:
    """A drawn file within sight of somebody who may look at reviews; reviewers work at their desk instead."""
    if not request.user.has_perm("cases.view_reviews"):
        raise Http404
    related = ("row__batch", "row__unit", "row__feedback", "entry", "rubric", "draw", "replaces__entry", "confirmed_by")
    return get_object_or_404(DrawnFile.objects.visible_to(request.user).select_related(*related), pk=pk)


@require_GET
def file_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    return file_page(request, find_file(request, pk))


def file_page(request: AuthedRequest, file: DrawnFile, *, status: int = 200, **bound: Any) -> HttpResponse:
    """The page of one file; what only the office may know stays out of the context for others."""
    user = request.user
    is_office = user.has_perm(ORGANISE)
    shows_grade = file.shows_grade_to(user)
    context = {
        "file": file,
        "entry": file.entry,
        "row": file.row,
        "words": file.state_words(user),
        "scans": list(file.scans.select_related("file", "added_by")),
        "shows_grade": shows_grade,
        "grade_tone": GRADE_TONES.get(Grade(file.final_grade)) if file.final_grade else "",
        "is_office": is_office,
        "findings": _findings(file, user, bound) if file.is_graded and (is_office or file.is_told) else [],
        "objections": list(file.objections.select_related("filed_by", "answered_by")),
        "objection_deadline": deadline_of(file, ANSWER) if is_office and file.review_state == ReviewState.OBJECTED else None,
        "comparison": comparison_of(file) if is_office and file.is_open else None,
        **_unit_powers(file, user),
        "objection_form": bound.pop("objection_form", None) or ObjectionForm(),
        **(_office(file, user, bound) if is_office else {}),
        **bound,
    }
    return render(request, "cases/file_detail.html", context, status=status)


def may_edit_findings(file: DrawnFile, user: Any) -> bool:
    """修改问题: until the letter is drafted."""
    return user.has_perm(CONFIRM) and file.review_state in GRADED_REVIEWS and file.row.feedback_id is None


def _findings(file: DrawnFile, user: Any, bound: dict[str, Any]) -> list[tuple[Finding, FindingForm | None]]:
    """发现的问题, each with the form that changes it where `user` may; a refused one as it was typed."""
    refused, may_edit = bound.pop("finding_form", None), may_edit_findings(file, user)
    found = list(file.findings.select_related("item", "order"))
    return [(one, (refused if refused and refused.finding == one else FindingForm(finding=one)) if may_edit else None) for one in found]


def _unit_powers(file: DrawnFile, user: Any) -> dict[str, bool]:
    return {
        "may_object": user.has_perm(CATALOGUE) and may_object(file, timezone.localdate()),
        "may_print": file.is_open and user.has_perm(ORGANISE),
    }


def _office(file: DrawnFile, user: Any, bound: dict[str, Any]) -> dict[str, Any]:
    """Seats with their state (never a score before both are in), and the acts of the office."""
    seats = list(file.sheets.select_related("reviewer__unit").order_by("seat", "pk"))
    taken = {sheet.seat for sheet in seats if sheet.state != "recused"}
    reviewing = file.review_state in {ReviewState.ASSIGNED, ReviewState.SCORING}
    free = [seat for seat in (1, 2) if seat not in taken] if reviewing else [3] if file.review_state == ReviewState.GAP and 3 not in taken else []
    if file.review_state == ReviewState.THIRD and 3 not in taken:
        free = [3]
    deadlines = deadlines_of(seats, "score_file")
    acts, confirms = acts_open(REVIEW_TRANSITIONS, file.review_state, user), user.has_perm(CONFIRM)
    may_assign = file.state == FileState.RECEIVED and file.review_state == ReviewState.UNASSIGNED
    return {
        "seats": [(sheet, deadlines.get(sheet.pk)) for sheet in seats],
        "may_assign": may_assign,
        "seats_form": bound.pop("seats_form", None) or (SeatsForm(file=file) if may_assign else None),
        "free_seat": free[0] if free else None,
        "free_seat_name": SEATS[free[0]] if free else "",
        "seat_form": bound.pop("seat_form", None) or (SeatForm(file=file, user=user, initial={"seat": free[0]}) if free else None),
        "may_replace": file.state in {FileState.DRAWN, FileState.REQUESTED},
        "reason_form": bound.pop("reason_form", None) or ReasonForm(),
        "may_lift_cap": confirms and file.is_capped and not any(sheet.submitted_at for sheet in seats),
        "may_decide": ReviewAct.DECIDE in acts,
        "group_form": bound.pop("group_form", None) or GroupForm(),
        "may_confirm": ReviewAct.CONFIRM in acts,
        "may_answer": ReviewAct.ANSWER in acts,
        "answer_form": bound.pop("answer_form", None) or AnswerForm(file=file),
    }


@require_GET
def file_print(request: AuthedRequest, pk: int) -> HttpResponse:
    """评查表: one sheet per file with both names, for signature; once both have handed in."""
    return render(request, "cases/file_print.html", sheet_context(_open_file(request, pk)))


def _open_file(request: AuthedRequest, pk: int) -> DrawnFile:
    """A file whose sheets the office may read."""
    file = find_file(request, pk)
    if not file.is_open or not request.user.has_perm(ORGANISE):
        raise Http404
    return file


@require_POST
def file_pdf(request: AuthedRequest, pk: int) -> HttpResponse:
    """评查表 as PDF, made by a job."""
    file = _open_file(request, pk)
    job = submit(kind=KIND, title=f"评查表 {file} PDF", actor=request.user, at=timezone.now(), params={"file": file.pk})
    return redirect("core:job-detail", job.pk)
