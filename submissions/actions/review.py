"""审核报送件: the bureau accepts, returns with a reason and a day, reopens for a correction, exempts, extends."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.audit.trail import record
from core.errors import DomainError, IllegalTransition
from core.notices.actions import deadline_of, move_deadline
from core.notices.texts import full_day, sentence
from submissions.actions.clocks import drop_clock, run_clock, settle_messages
from submissions.actions.steps import advance, keep_step, locked
from submissions.deadlines import DEADLINE
from submissions.models import Submission
from submissions.notices import tell_unit
from submissions.workflow import FILL, FILLABLE, MANAGE, SubmissionAct, SubmissionStatus


def _kept(submission: Submission, act: SubmissionAct, actor: User, at: datetime, note: str) -> None:
    keep_step(submission, at, act=act, actor=actor, note=note)
    record(actor=actor, act=act, target=submission, at=at, note=note)
    settle_messages(submission, at)


def _refuse_own(submission: Submission, actor: User) -> None:
    if submission.was_filed_by(actor):
        raise DomainError("填报人不能审核本人填报的报送件。")


@transaction.atomic
def accept(*, submission: Submission, actor: User, at: datetime, opinion: str = "", seen: int | None = None) -> Submission:
    """审核通过: the version handed in last is what counts from now on."""
    found = advance(submission, SubmissionAct.ACCEPT, actor, seen)
    _refuse_own(found, actor)
    found.reviewed_by, found.reviewed_at, found.correction = actor, at, ""
    found.save(update_fields=["status", "reviewed_by", "reviewed_at", "correction"])
    latest = found.hand_ins.filter(withdrawn_at=None).last()
    if latest is None:
        raise IllegalTransition("没有可审核的报送版本。")
    latest.accepted_at = at
    latest.save(update_fields=["accepted_at"])
    _kept(found, SubmissionAct.ACCEPT, actor, at, opinion)
    tell_unit(found, f"审核通过：{found.request}", f"《{found.request}》已审核通过。下一步：无需办理。", at)
    return found


@transaction.atomic
def return_submission(*, submission: Submission, actor: User, at: datetime, reason: str, due_on: date, seen: int | None = None) -> Submission:
    """退回: with what is wrong and the day by which it comes again; a report that was in time is not made late by it."""
    return _give_back(submission, SubmissionAct.RETURN, actor, at, reason, due_on, seen)


@transaction.atomic
def reopen_for_correction(*, submission: Submission, actor: User, at: datetime, reason: str, due_on: date, seen: int | None = None) -> Submission:
    """退回更正: an accepted answer is opened again; the accepted version stays and is what counts until another one is accepted."""
    return _give_back(submission, SubmissionAct.CORRECT, actor, at, reason, due_on, seen)


def _give_back(submission: Submission, act: SubmissionAct, actor: User, at: datetime, reason: str, due_on: date, seen: int | None) -> Submission:
    found = advance(submission, act, actor, seen)
    _refuse_own(found, actor)
    if due_on < timezone.localdate(at):
        raise DomainError("重新报送的日期不能早于今天。")
    found.reason, found.due_on, found.version = reason, due_on, found.version + 1
    found.reviewed_by, found.reviewed_at, found.is_nil, found.correction = actor, at, False, ""
    found.save(update_fields=["status", "reason", "due_on", "version", "reviewed_by", "reviewed_at", "is_nil", "correction"])
    run_clock(found, due_on, actor, at, str(act.label))
    _kept(found, act, actor, at, reason)
    body = f"{actor.name}退回了《{found.request}》。退回理由：{sentence(reason)}请于{full_day(due_on)}前补正后重新报送。"
    tell_unit(found, f"被退回：{found.request}", body, at)
    return found


@transaction.atomic
def ask_correction(*, submission: Submission, actor: User, at: datetime, reason: str) -> Submission:
    """申请更正: the unit found a mistake in what was accepted; the bureau gives it back or not."""
    if not actor.has_perm(FILL):
        raise PermissionDenied
    found = locked(submission, actor)
    if found.status != SubmissionStatus.ACCEPTED or not found.request.is_open:
        raise IllegalTransition(f"现为“{found.state_words}”，不用申请更正。" if found.request.is_open else "任务已经办结，需要更正的请联系司法局。")
    found.correction = reason
    found.save(update_fields=["correction"])
    keep_step(found, at, act="ask-correction", label="申请更正", actor=actor, note=reason)
    record(actor=actor, act="ask-correction", act_label="申请更正", target=found, at=at, note=reason)
    return found


@transaction.atomic
def exempt(*, submission: Submission, actor: User, at: datetime, reason: str) -> Submission:
    """免报: this unit owes nothing this time, and why."""
    found = advance(submission, SubmissionAct.EXEMPT, actor)
    found.reason = reason
    found.save(update_fields=["status", "reason"])
    drop_clock(found, actor, at)
    _kept(found, SubmissionAct.EXEMPT, actor, at, reason)
    tell_unit(found, f"免报：{found.request}", f"《{found.request}》本次免报。理由：{sentence(reason)}", at)
    return found


@transaction.atomic
def demand(*, submission: Submission, actor: User, at: datetime, due_on: date) -> Submission:
    """恢复应报: it owes its answer after all, by a day that is still to come."""
    found = advance(submission, SubmissionAct.DEMAND, actor)
    if due_on < timezone.localdate(at):
        raise DomainError("截止日期不能早于今天。")
    found.reason, found.due_on = "", due_on
    found.save(update_fields=["status", "reason", "due_on"])
    run_clock(found, due_on, actor, at, "恢复应报")
    _kept(found, SubmissionAct.DEMAND, actor, at, f"{due_on}前报送")
    return found


@transaction.atomic
def extend(*, submission: Submission, actor: User, at: datetime, due_on: date, reason: str) -> Submission:
    """延期: this unit's day is moved, the deadline keeps both."""
    if not actor.has_perm(MANAGE):
        raise PermissionDenied
    found = locked(submission, actor)
    clock = deadline_of(found, DEADLINE)
    if found.status not in (*FILLABLE, SubmissionStatus.UNIT_REVIEW) or clock is None or not clock.is_open:
        raise IllegalTransition(f"现为“{found.state_words}”，不需要延期。")
    if due_on < timezone.localdate(at):
        raise DomainError("延期后的日期不能早于今天。")
    move_deadline(deadline=clock, new_due_on=due_on, actor=actor, at=at, reason=reason)
    found.due_on = due_on
    found.save(update_fields=["due_on"])
    keep_step(found, at, act="extend", label="延期", actor=actor, note=f"延至{due_on}。{reason}")
    record(actor=actor, act="extend", act_label="延期", target=found, at=at, note=reason)
    tell_unit(found, f"同意延期：{found.request}", f"{actor.name}同意延期至{full_day(due_on)}。理由：{sentence(reason)}", at)
    return found
