"""报送: the answer leaves the unit – through its own leader where the request asks for that – and can be taken back until it is judged."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.audit.trail import record
from core.errors import DomainError
from core.notices.texts import full_day, sentence
from submissions.actions.answering import lacking, lacking_scan
from submissions.actions.clocks import run_clock, settle_messages, stop_clock
from submissions.actions.steps import advance, keep_step, locked
from submissions.models import HandIn, Submission
from submissions.notices import tell_leaders, tell_unit
from submissions.workflow import GIVEN_BACK, SubmissionAct, SubmissionStatus

MOST_NAMED = 12


@transaction.atomic
def hand_in(*, submission: Submission, actor: User, at: datetime, seen: int | None = None, is_nil: bool = False) -> Submission:
    """报送或零报告: to the unit's leader first where the request asks for it. DomainError names everything that lacks."""
    goes_up = locked(submission, actor).request.needs_approval
    act = SubmissionAct.SUBMIT if goes_up else SubmissionAct.REPORT
    found = advance(submission, act, actor, seen)
    _refuse_incomplete(found, is_nil)
    found.is_nil, found.filed_by, found.filed_at, found.approved_by = is_nil, actor, at, None
    if goes_up:
        found.save(update_fields=["status", "is_nil", "filed_by", "filed_at", "approved_by"])
        _note(found, act, actor, at)
        tell_leaders(found, f"待审核：{found.request}", f"{actor.name}送审《{found.request}》，请审核后报司法局。", at)
        return found
    return _leave_unit(found, act, actor, at)


def _refuse_incomplete(submission: Submission, is_nil: bool) -> None:
    if not is_nil:
        missing = lacking(submission)
        if missing:
            more = f"……共 {len(missing)} 项" if len(missing) > MOST_NAMED else ""
            raise DomainError(f"还缺 {len(missing)} 项：{'、'.join(word.rstrip('。') for word in missing[:MOST_NAMED])}{more}。填齐后才能报送。")
        return
    if not submission.request.allows_nil:
        raise DomainError("本任务不接受零报告，请按要求填报。")
    if submission.request.is_table and submission.saved_at is not None and any(any(row.values()) for row in submission.rows):
        raise DomainError("填报内容不是空的，不能零报告。请先清空填报内容，或者直接报送。")
    for scan in lacking_scan(submission, is_nil):
        raise DomainError(f"还缺 1 项：{scan}。填齐后才能报送。")


def _note(submission: Submission, act: SubmissionAct, actor: User, at: datetime, note: str = "") -> None:
    label = "零报告" if submission.is_nil and act == SubmissionAct.REPORT else ""
    keep_step(submission, at, act=act, label=label, actor=actor, note=note)
    record(actor=actor, act=act, target=submission, at=at, note=note)
    settle_messages(submission, at)


def _leave_unit(submission: Submission, act: SubmissionAct, actor: User, at: datetime, note: str = "") -> Submission:
    """The answer is with the bureau from now on: a version of it is kept, and whether it came late."""
    is_late = timezone.localdate(at) > submission.due_on
    number = submission.hand_ins.count() + 1
    answer = {} if submission.is_nil else submission.answer  # what was filled in beforehand is nobody's report
    HandIn.objects.create(submission=submission, number=number, at=at, actor=actor, is_nil=submission.is_nil, answer=answer, is_late=is_late)
    submission.reported_at, submission.is_late = at, submission.is_late or is_late
    submission.first_reported_at = submission.first_reported_at or at
    submission.reason = ""
    submission.save(
        update_fields=["status", "is_nil", "is_late", "filed_by", "filed_at", "approved_by", "reported_at", "first_reported_at", "reason", "correction"]
    )
    stop_clock(submission, actor, at)
    _note(submission, act, actor, at, note)
    return submission


@transaction.atomic
def approve_hand_in(*, submission: Submission, actor: User, at: datetime, opinion: str = "", seen: int | None = None) -> Submission:
    """单位审核通过: the unit's leader lets the answer leave; never the person who filled it in."""
    found = advance(submission, SubmissionAct.APPROVE, actor, seen)
    if found.was_filed_by(actor):
        raise DomainError("填报人不能审核本人填报的报送件。")
    found.approved_by = actor
    return _leave_unit(found, SubmissionAct.APPROVE, actor, at, opinion)


@transaction.atomic
def send_back(*, submission: Submission, actor: User, at: datetime, reason: str, seen: int | None = None) -> Submission:
    """单位退回修改: the leader wants it changed before it leaves; the unit's day stays."""
    found = advance(submission, SubmissionAct.SEND_BACK, actor, seen)
    _stand_as_before(found)
    found.reason, found.version = reason, found.version + 1
    found.save(update_fields=["status", "reason", "version"])
    _note(found, SubmissionAct.SEND_BACK, actor, at, reason)
    body = f"{actor.name}退回了《{found.request}》。退回理由：{sentence(reason)}请于{full_day(found.due_on)}前补正后重新报送。"
    tell_unit(found, f"被退回：{found.request}", body, at)
    return found


def _stand_as_before(submission: Submission) -> None:
    """With the unit again: what the bureau gave back stays 退回 with its reason, anything else is 未报."""
    given_back = submission.steps.filter(act__in=GIVEN_BACK).last()
    if given_back is not None:
        submission.status, submission.reason = SubmissionStatus.RETURNED, submission.reason or given_back.note


@transaction.atomic
def withdraw(*, submission: Submission, actor: User, at: datetime) -> Submission:
    """撤回 before it is judged: the version handed in last counts no more, and the old day runs again."""
    stood = locked(submission, actor).status
    found = advance(submission, SubmissionAct.WITHDRAW, actor)
    if stood == SubmissionStatus.REPORTED:
        latest = found.hand_ins.filter(withdrawn_at=None).last()
        if latest is not None:
            latest.withdrawn_at = at
            latest.save(update_fields=["withdrawn_at"])
        run_clock(found, found.due_on, actor, at, "撤回报送件")
    _stand_as_before(found)
    kept = list(found.hand_ins.filter(withdrawn_at=None))
    found.is_late = any(one.is_late for one in kept)
    found.first_reported_at, found.reported_at = (kept[0].at, kept[-1].at) if kept else (None, None)
    found.filed_by = found.filed_at = found.approved_by = None
    found.is_nil, found.version = False, found.version + 1  # whoever is judging must look again
    found.save(update_fields=["status", "is_nil", "is_late", "filed_by", "filed_at", "approved_by", "reported_at", "first_reported_at", "reason", "version"])
    _note(found, SubmissionAct.WITHDRAW, actor, at)
    return found
