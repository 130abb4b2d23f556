"""办结、恢复报送、撤销 of a request as a whole."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.recipients import holders_of
from core.audit.trail import record
from core.errors import DomainError
from core.notices.actions import cancel_deadlines
from core.notices.messages import tell
from core.notices.texts import sentence
from submissions.actions.clocks import run_clocks
from submissions.actions.steps import advance_request, keep_steps, locked_answers
from submissions.deadlines import DEADLINE
from submissions.models import SubmissionRequest
from submissions.workflow import FILL, WITH_UNIT, RequestAct, SubmissionAct, SubmissionStatus


@transaction.atomic
def close_request(*, request: SubmissionRequest, actor: User, at: datetime) -> SubmissionRequest:
    """办结: nothing waits for review any more; whoever has not answered stays 未报, and is reminded no longer."""
    found = advance_request(request, RequestAct.CLOSE, actor)
    missing = locked_answers(found, WITH_UNIT)
    waiting = found.submissions.awaiting_review().count()
    if waiting:
        raise DomainError(f"还有 {waiting} 件待审核，审核后才能办结。")
    asking = found.submissions.filter(status=SubmissionStatus.ACCEPTED).exclude(correction="").count()
    if asking:
        raise DomainError(f"还有 {asking} 个单位申请更正，答复后才能办结。")
    found.ended_by, found.ended_at = actor, at
    found.save(update_fields=["status", "ended_by", "ended_at"])
    cancel_deadlines(kind=DEADLINE, targets=missing, actor=actor, at=at)
    record(actor=actor, act=RequestAct.CLOSE, target=found, at=at, note=f"{len(missing)} 个单位未报" if missing else "全部已报")
    return found


def after_closing(missing: int) -> str:
    """办结前: what closing means for the `missing` units that have not answered."""
    return f"还有 {missing} 个单位未报，办结后不再提醒，不能再报；需要时可以恢复报送。" if missing else "办结后不能再报送、更正；需要时可以恢复报送。"


@transaction.atomic
def reopen_request(*, request: SubmissionRequest, actor: User, at: datetime) -> SubmissionRequest:
    """恢复报送: whoever owes still is asked again by the same day."""
    found = advance_request(request, RequestAct.REOPEN, actor)
    found.ended_by = found.ended_at = None
    found.save(update_fields=["status", "ended_by", "ended_at"])
    run_clocks(locked_answers(found, WITH_UNIT), actor, at, "恢复报送")
    record(actor=actor, act=RequestAct.REOPEN, target=found, at=at)
    return found


@transaction.atomic
def cancel_request(*, request: SubmissionRequest, actor: User, at: datetime, reason: str) -> SubmissionRequest:
    """撤销: nothing is owed any more; what was handed in stays as it was."""
    found = advance_request(request, RequestAct.CANCEL, actor)
    found.ended_by, found.ended_at, found.end_reason = actor, at, reason
    found.save(update_fields=["status", "ended_by", "ended_at", "end_reason"])
    owed = locked_answers(found, WITH_UNIT)
    found.submissions.filter(pk__in=[submission.pk for submission in owed]).update(status=SubmissionStatus.CANCELLED)
    cancel_deadlines(kind=DEADLINE, targets=owed, actor=actor, at=at)
    keep_steps(owed, SubmissionStatus.CANCELLED, at, act=SubmissionAct.CANCEL, actor=actor, note=reason)
    _tell_cancelled(found, reason, at)
    record(actor=actor, act=RequestAct.CANCEL, target=found, at=at, note=reason)
    return found


def _tell_cancelled(request: SubmissionRequest, reason: str, at: datetime) -> None:
    """All units that were asked, those too that have answered; the link leads each to its own answer."""
    units = [submission.unit for submission in request.submissions.exclude(status=SubmissionStatus.EXEMPT).select_related("unit")]
    people = {user.pk: user for users in holders_of(units, FILL).values() for user in users}
    body, url = f"《{request}》已撤销，不用再报送。理由：{sentence(reason)}", request.get_absolute_url()
    tell(recipients=people.values(), title=f"已撤销：{request}", body=body, url=url, at=at, target=request)
