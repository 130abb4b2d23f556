"""填写报送件: the boxes and parts of an answer as they are typed – kept, kept in the background, handed in."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest
from accounts.models import User
from core.errors import DomainError, StaleForm
from submissions.actions import handing_in
from submissions.actions.answering import save_answer
from submissions.forms import answer as forms
from submissions.grid import is_gapless, overlaid_rows, start_of, typed_rows
from submissions.models import Submission
from submissions.tables.fields import Field, asked, fields_from_json
from submissions.views.submission import in_sight
from submissions.views.submission_acts import perform, sent_words, version_seen
from submissions.workflow import FILL


@require_POST
def submission_save(request: AuthedRequest, pk: int) -> HttpResponse:
    """存草稿: nothing is required yet."""
    submission = in_sight(request, pk)
    typed = _typed(request, submission)
    done = partial(save_answer, seen=version_seen(request), **typed)
    goal = f"{submission.get_absolute_url()}?rows={request.POST['go']}" if request.POST.get("go", "").isdigit() else None
    return perform(request, submission, FILL, done, f"已保存草稿（{timezone.localtime():%H:%M}）。", goal=goal, **_again(request, submission, typed))


@require_POST
def submission_hand_in(request: AuthedRequest, pk: int) -> HttpResponse:
    """报送, with the boxes as they stand; what may not leave comes back with them."""
    submission = in_sight(request, pk)
    typed, seen = _typed(request, submission), version_seen(request)

    def save_and_hand_in(submission: Submission, actor: User, at: datetime) -> Submission:
        """Two acts: what was typed is kept as a draft although it may not leave yet."""
        saved = save_answer(submission=submission, actor=actor, at=at, seen=seen, **typed)
        try:
            return handing_in.hand_in(submission=saved, actor=actor, at=at, seen=saved.version)
        except StaleForm:  # a colleague saved in between: his words are the draft now
            raise
        except DomainError as refusal:
            raise type(refusal)(f"{refusal}填写的内容已存为草稿。") from refusal

    return perform(request, submission, FILL, save_and_hand_in, sent_words, **_again(request, submission, typed))


@require_POST
def submission_draft(request: AuthedRequest, pk: int) -> JsonResponse:
    """自动保存 while somebody types: the version the page now stands on, or the sentence why nothing was kept.

    `whole` says whether the rows still stand where their boxes are: empty ones between them are not kept.
    """
    submission, at = in_sight(request, pk), timezone.now()
    if not request.user.has_perm(FILL):
        raise PermissionDenied
    typed = _typed(request, submission)
    try:
        saved = save_answer(submission=submission, actor=request.user, at=at, seen=version_seen(request), **typed)
    except DomainError as refusal:
        return JsonResponse({"refusal": str(refusal)}, status=409 if isinstance(refusal, StaleForm) else 422)
    whole = is_gapless(request.POST, *_place(request, submission))
    return JsonResponse({"version": saved.version, "saved": f"{timezone.localtime(at):%H:%M} 已存草稿", "whole": whole})


def _place(request: AuthedRequest, submission: Submission) -> tuple[tuple[Field, ...], int]:
    """Columns of the answer, and the first row of the slice on the page."""
    fields = asked(fields_from_json(submission.request.fields)) if submission.request.is_table else ()
    return fields, start_of(request.POST.get("first", ""), fields)


def _typed(request: AuthedRequest, submission: Submission) -> dict[str, Any]:
    """What stands in the boxes: rows of a table, or the parts of a report."""
    ask = submission.request
    if ask.is_table:
        fields, first = _place(request, submission)
        return {"rows": typed_rows(request.POST, fields, submission.rows, first)}
    return {"parts": forms.parts_typed(request.POST, ask.parts)} if ask.parts else {}


def _again(request: AuthedRequest, submission: Submission, typed: dict[str, Any]) -> dict[str, Any]:
    """What a refused page is drawn with: the words as typed; after a colleague, his with the boxes laid over that were changed here."""
    fields, first = _place(request, submission)

    def beside(fresh: Submission) -> dict[str, Any]:
        touched = request.POST.get("touched", "")
        rows = overlaid_rows(request.POST, fields, fresh.rows) if fields else None
        if rows is not None:
            return {"rows": rows, "touched": touched}
        parts = {key: text for key, text in fresh.parts.items() if f"part-{key}" not in touched.split(",")} if touched else {}
        return {"parts": {**typed["parts"], **parts}, "touched": touched} if "parts" in typed else {}

    return {"kept": {**typed, "first": first}, "beside": beside}
