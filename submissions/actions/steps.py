"""沿革与共用的一步: every act locks its row within the actor's sight, moves it by the table and keeps how it stood."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied

from accounts.models import User, acted
from core.errors import DomainError, StaleForm
from core.look.numbers import moment_in_words
from core.workflow import next_status
from submissions.models import Submission, SubmissionRequest, SubmissionStep
from submissions.workflow import REQUEST_TRANSITIONS, SUBMISSION_TRANSITIONS, RequestAct, RequestStatus, SubmissionAct, SubmissionStatus


def advance_request(request: SubmissionRequest, act: RequestAct, actor: User) -> SubmissionRequest:
    """The request locked and moved, not yet saved."""
    if not actor.has_perm(REQUEST_TRANSITIONS[act].permission):
        raise PermissionDenied
    found = SubmissionRequest.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=request.pk)
    found.status = next_status(REQUEST_TRANSITIONS, act, found.status)
    return found


def locked(submission: Submission, actor: User) -> Submission:
    """The answer within the actor's sight, its row locked first and read afterwards: what is joined to a row one had to wait for is old."""
    Submission.objects.visible_to(actor).select_for_update(of=("self",)).only("pk").get(pk=submission.pk)
    return Submission.objects.select_related("request", "unit", "filed_by", "saved_by", "approved_by").get(pk=submission.pk)


def locked_answers(request: SubmissionRequest, statuses: Iterable[str]) -> list[Submission]:
    """The answers of a request that stand in one of `statuses`, locked in one order, so that nobody hands in while the request ends."""
    list(request.submissions.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    return list(request.submissions.filter(status__in=list(statuses)).select_related("unit", "request"))


def advance(submission: Submission, act: SubmissionAct, actor: User, seen: int | None = None) -> Submission:
    """The answer locked and moved, not yet saved; `seen` is the version the actor's page showed (None outside a page)."""
    if not actor.has_perm(SUBMISSION_TRANSITIONS[act].permission):
        raise PermissionDenied
    found = locked(submission, actor)
    if found.request.status != RequestStatus.OPEN:
        raise DomainError(f"《{found.request}》{found.request.get_status_display()}，不能{act.label}。")
    found.status = next_status(SUBMISSION_TRANSITIONS, act, found.status, lambda: _last_hand(found))
    refuse_overtaken(found, seen)
    return found


def refuse_overtaken(submission: Submission, seen: int | None) -> None:
    """A colleague has saved since the page was opened: nothing of his is written over."""
    if seen is not None and seen != submission.version:
        who, when = submission.saved_by or "同事", f" {moment_in_words(submission.saved_at)} " if submission.saved_at else ""
        raise StaleForm(f"{who}{when}已修改本页，您的内容没有保存但仍在下方，请核对后再存。")


def _last_hand(submission: Submission) -> str:
    """Who brought it to where it stands; "" while it was only sent out."""
    latest = submission.steps.exclude(act=RequestAct.OPEN).select_related("actor").last()
    return latest.actor.name if latest is not None and latest.actor is not None else ""


def keep_step(submission: Submission, at: datetime, *, act: SubmissionAct | str, label: str = "", actor: User | None = None, note: str = "") -> None:
    """How the answer stands from `at` on, as it was just saved, and by which act."""
    words = label or (str(act.label) if isinstance(act, SubmissionAct) else str(act))
    SubmissionStep.objects.create(
        submission=submission, at=at, status=submission.status, due_on=submission.due_on, act=str(act), label=words, note=note, **acted(actor)
    )


def keep_steps(submissions: Iterable[Submission], status: SubmissionStatus, at: datetime, *, act: SubmissionAct, actor: User, note: str = "") -> None:
    """The same of many that one act brought to the same state."""
    facts = {"at": at, "status": status, "act": str(act), "label": str(act.label), "note": note, **acted(actor)}
    SubmissionStep.objects.bulk_create([SubmissionStep(submission=row, due_on=row.due_on, **facts) for row in submissions], batch_size=500)
