"""办结、恢复报送、撤销 of a request as a whole."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.audit.trail import record
from core.errors import DomainError
from submissions.actions.clocks import drop_clock, run_clock, settle_messages
from submissions.actions.steps import advance_request, keep_step
from submissions.models import SubmissionRequest
from submissions.workflow import FILLABLE, WITH_UNIT, RequestAct, SubmissionAct, SubmissionStatus


@transaction.atomic
def close_request(*, request: SubmissionRequest, actor: User, at: datetime) -> SubmissionRequest:
    """办结: nothing waits for review any more; whoever has not answered stays 未报, and is reminded no longer."""
    found = advance_request(request, RequestAct.CLOSE, actor)
    waiting = found.submissions.awaiting_review().count()
    if waiting:
        raise DomainError(f"还有 {waiting} 件待审核，审核后才能办结。")
    found.ended_by, found.ended_at = actor, at
    found.save(update_fields=["status", "ended_by", "ended_at"])
    missing = list(found.submissions.filter(status__in=WITH_UNIT))
    for submission in missing:
        drop_clock(submission, actor, at)
    record(actor=actor, act=RequestAct.CLOSE, target=found, at=at, note=f"{len(missing)} 个单位未报" if missing else "全部已报")
    return found


@transaction.atomic
def reopen_request(*, request: SubmissionRequest, actor: User, at: datetime) -> SubmissionRequest:
    """恢复报送: whoever owes still is asked again by the same day."""
    found = advance_request(request, RequestAct.REOPEN, actor)
    found.ended_by = found.ended_at = None
    found.save(update_fields=["status", "ended_by", "ended_at"])
    for submission in found.submissions.filter(status__in=WITH_UNIT).select_related("unit", "request"):
        run_clock(submission, submission.due_on, actor, at, "恢复报送")
    record(actor=actor, act=RequestAct.REOPEN, target=found, at=at)
    return found


@transaction.atomic
def cancel_request(*, request: SubmissionRequest, actor: User, at: datetime, reason: str) -> SubmissionRequest:
    """撤销: nothing is owed any more; what was handed in stays as it was."""
    found = advance_request(request, RequestAct.CANCEL, actor)
    found.ended_by, found.ended_at, found.end_reason = actor, at, reason
    found.save(update_fields=["status", "ended_by", "ended_at", "end_reason"])
    for submission in found.submissions.filter(status__in=(*FILLABLE, SubmissionStatus.UNIT_REVIEW)).select_for_update(of=("self",)):
        submission.status = SubmissionStatus.CANCELLED
        submission.save(update_fields=["status"])
        drop_clock(submission, actor, at)
        settle_messages(submission, at)
        keep_step(submission, at, act=SubmissionAct.CANCEL, actor=actor, note=reason)
    record(actor=actor, act=RequestAct.CANCEL, target=found, at=at, note=reason)
    return found
