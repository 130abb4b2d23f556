"""报送件: the list, and one unit's answer – as boxes while it is written, as a table once it is in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import AuthedRequest
from accounts.succession import taken_over_from
from core.lists.view import list_view
from core.notices.actions import URGE, deadline_of
from submissions.actions.answering import lacking
from submissions.comparing import changes_since
from submissions.deadlines import DEADLINE
from submissions.files import MATERIAL, SCAN, files_of
from submissions.forms import answer as forms
from submissions.grid import grid_of, shown_rows, start_of
from submissions.lists import SUBMISSIONS
from submissions.models import HandIn, Shape, Submission
from submissions.story import story_of
from submissions.tables.differences import Change, differences
from submissions.tables.fields import asked, fields_from_json
from submissions.tables.rows import Row, check_rows, tidy_rows
from submissions.workflow import FILL, FILLABLE, HANDED_IN, MANAGE, REVIEW, WITH_UNIT, SubmissionAct, SubmissionStatus

AGAIN = timedelta(days=5)
MOST_THEIRS = 60


@require_GET
def submission_list(request: AuthedRequest) -> HttpResponseBase:
    return list_view(request, SUBMISSIONS)


def in_sight(request: AuthedRequest, pk: int) -> Submission:
    """An answer the person may know of, or 404."""
    found = Submission.objects.visible_to(request.user).for_list().select_related("reviewed_by", "request__blank")
    return get_object_or_404(found, pk=pk)


@require_GET
def submission_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    return submission_page(request, in_sight(request, pk))


def submission_page(request: AuthedRequest, submission: Submission, *, status: int = 200, **bound: Any) -> HttpResponse:
    """One answer; `bound` holds what was typed into a refused act: a form under its name, `rows`, `parts`."""
    user, ask, today = request.user, submission.request, timezone.localdate()
    acts = {act.name: act for act in submission.acts_for(user)}
    fills = submission.is_fillable_by(user)
    fields = asked(fields_from_json(ask.fields)) if ask.is_table else ()
    version = _version(request, submission)
    versions = list(submission.hand_ins.select_related("actor", "submission__request"))
    seen = {"seen": submission.version}
    context = {
        "submission": submission,
        "ask": ask,
        "tone": submission.tone(today),
        "deadline": deadline_of(submission, DEADLINE) if submission.status in WITH_UNIT and ask.is_open else None,
        "fields": fields,
        "fills": fills,
        "acts": acts,
        "seen": submission.version,
        "touched": bound.get("touched", ""),
        "missing": lacking(submission) if fills and submission.saved_at else [],
        "version": version,
        "versions": versions,
        "since": _since(submission, versions, user),
        "events": story_of(submission),
        "taken_over": taken_over_from(submission),
        "materials": list(files_of(submission, MATERIAL)) if ask.shape == Shape.FILES or not ask.is_table else [],
        "scans": list(files_of(submission, SCAN)) if ask.needs_scan else [],
        "target": f"submission:{submission.pk}",
        **_answer(request, submission, fields, fills, version, bound),
        "theirs": _theirs(fields, submission.rows, bound["rows"]) if status == HTTPStatus.CONFLICT and "rows" in bound else [],
        **_forms(submission, today, seen, bound),
        **_powers(user, submission, acts),
    }
    return render(request, "submissions/submission_detail.html", context, status=status)


def _answer(
    request: AuthedRequest, submission: Submission, fields: Sequence[Any], fills: bool, version: HandIn | None, bound: Mapping[str, Any]
) -> dict[str, Any]:  # fmt: skip
    """The rows as boxes or as a table, the parts with what stands in them."""
    stands = version.answer if version is not None else submission.answer
    rows = bound.get("rows", stands.get("rows", []))
    if fills and version is None:
        first = bound.get("first", start_of(request.GET.get("rows", ""), fields))
        problems = check_rows(fields, rows) if rows and (submission.saved_at or "rows" in bound) else []
        table: dict[str, Any] = {"grid": grid_of(fields, rows, problems, first=first) if fields else None, "problems": problems}
    else:
        table = {"grid": None, "table": shown_rows(fields, rows), "row_count": len(rows)}
    return {**table, "parts": _parts(submission.request.parts, stands.get("parts", {}), bound.get("parts"))}


def _theirs(fields: Sequence[Any], stored: Sequence[Row], typed: Sequence[Row]) -> list[Change]:
    """What a colleague saved and the person who comes second did not type."""
    return differences(fields, stored, tidy_rows(fields, enumerate(typed, 1)).rows)[:MOST_THEIRS]


def _since(submission: Submission, versions: Sequence[HandIn], user: Any) -> tuple[HandIn, list[Change], int] | None:
    """For whoever judges it: the version before, what was changed since, and how much of that there is."""
    if submission.status != SubmissionStatus.REPORTED or not user.has_perm(REVIEW):
        return None
    found = changes_since(versions)
    return (found[0], found[1][:MOST_THEIRS], len(found[1])) if found is not None else None


def _parts(asked_for: Sequence[dict[str, str]], stored: Mapping[str, str], typed: Mapping[str, str] | None) -> list[tuple[dict[str, str], str, str]]:
    """Part, what stands in its box, and what a colleague saved in it where that is something else."""
    made = []
    for part in asked_for:
        saved = stored.get(part["key"], "")
        text = saved if typed is None else typed.get(part["key"], "")
        made.append((part, text, saved if saved != text else ""))
    return made


def _version(request: AuthedRequest, submission: Submission) -> HandIn | None:
    """?version=2: an earlier version to look at."""
    wanted = request.GET.get("version", "")
    return submission.hand_ins.filter(number=int(wanted)).first() if wanted.isascii() and wanted.isdigit() and len(wanted) < 4 else None


def _forms(submission: Submission, today: date, seen: dict[str, int], bound: Mapping[str, Any]) -> dict[str, Any]:
    again = {**seen, "due_on": max(submission.due_on, today + AGAIN)}
    made: dict[str, Any] = {
        "opinion_form": forms.OpinionForm(initial=seen),
        "reason_form": forms.ReasonForm(initial=seen),
        "return_form": forms.ReturnForm(initial=again),
        "why_form": forms.WhyForm(),
        "day_form": forms.DayForm(initial={"due_on": again["due_on"]}),
        "extend_form": forms.ExtendForm(),
        "phone_form": forms.PhoneForm(),
        "upload_form": forms.UploadForm(initial=seen),
    }
    return {name: bound.get(name, form) for name, form in made.items()}


def _powers(user: Any, submission: Submission, acts: Mapping[str, SubmissionAct]) -> dict[str, bool]:
    runs = submission.request.is_open
    owes = submission.status in WITH_UNIT
    return {
        "may_nil": submission.is_fillable_by(user) and submission.request.allows_nil,
        "may_urge": runs and owes and user.has_perm(URGE),
        "may_extend": runs and owes and user.has_perm(MANAGE),
        "may_ask_correction": runs and submission.status == SubmissionStatus.ACCEPTED and user.has_perm(FILL) and not submission.correction,
        "is_in": submission.status in HANDED_IN,
        "is_open_to_fill": submission.status in FILLABLE,
    }
