"""验收: every problem is judged beside its evidence; all pass closes the order, one return sends it back.

Basis: REG825-27. The accepter is neither the person who filed nor the one who let the report leave, by person and not by account.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import User
from accounts.separation import same_person
from core.audit.trail import record
from core.errors import DomainError
from core.notices.actions import close_deadline, open_deadline
from core.notices.texts import full_day, sentence
from rectification.actions.clocks import return_to_unit
from rectification.actions.extension import end_requests
from rectification.actions.order import ACCEPTANCE, DEADLINE, advance, require_reason
from rectification.actions.states import keep_state
from rectification.models import EarlierAnswer, Order, Verdict
from rectification.notices import tell_unit
from rectification.workflow import Act

REOPENED = ("reopened", "reopened_at", "is_extended", "due_on", "version")


def _refuse_own(order: Order, actor: User) -> None:
    if order.was_written_by(actor):
        raise DomainError("填报人不能验收本人填报的整改。")
    if order.approved_by and same_person(order.approved_by, actor):
        raise DomainError("审核人不能验收本人审核的整改。")


def _call_source(order: Order, handler: str, actor: User, at: datetime) -> None:
    """Let the app that issued the order follow (see ORDER_SOURCES)."""
    row = settings.ORDER_SOURCES.get(order.source_kind)
    name = getattr(row, handler, "")
    if name:
        import_string(name)(order, actor, at)


def _judge(order: Order, verdicts: Mapping[int, tuple[str, str]]) -> None:
    for problem in order.problems.all():
        problem.verdict, problem.verdict_note = verdicts.get(problem.pk, (problem.verdict, problem.verdict_note))
        problem.save(update_fields=["verdict", "verdict_note"])


@transaction.atomic
def accept_order(
    *, order: Order, actor: User, at: datetime, opinion: str = "", verdicts: Mapping[int, tuple[str, str]] | None = None, seen: int | None = None
) -> Order:
    """验收通过: all problems passed, so the order is 已销号 and its deadline closed; the source is told.

    `verdicts` maps problem id → (verdict, note). Raises DomainError while a problem is unjudged or returned, StaleForm when acts followed `seen`.
    """
    order = advance(order, Act.ACCEPT, actor, seen)
    _refuse_own(order, actor)
    _judge(order, verdicts or {})
    unjudged = [str(p.number) for p in order.problems.exclude(verdict=Verdict.PASS)]
    if unjudged:
        raise DomainError(f"还有第 {'、'.join(unjudged)} 项未通过，不能销号。")
    order.accepted_by, order.closed_at, order.opinion = actor, at, opinion
    order.save(update_fields=["status", "accepted_by", "closed_at", "opinion"])
    keep_state(order, at, act=Act.ACCEPT, actor=actor)
    end_requests(order, actor, at, "整改已验收，不再延期。")
    close_deadline(kind=ACCEPTANCE, target=order, actor=actor, at=at)
    record(actor=actor, act=Act.ACCEPT, target=order, at=at, note=opinion)
    tell_unit(order, f"验收通过：{order.number}", "验收通过，该问题已销号。", at)
    _call_source(order, "on_closed", actor, at)
    return order


@transaction.atomic
def return_order(
    *, order: Order, actor: User, at: datetime, reason: str, verdicts: Mapping[int, tuple[str, str]] | None = None, seen: int | None = None
) -> Order:
    """退回整改: with a reason; what passed stays passed, and a report that came in time is not made late by its return."""
    order = advance(order, Act.RETURN, actor, seen)
    require_reason(reason)
    _refuse_own(order, actor)
    _judge(order, verdicts or {})
    return_to_unit(order, actor, at)
    order.filed_by = order.filed_at = order.reported_at = order.approved_by = None
    order.opinion = order.return_reason = reason
    order.save(update_fields=["status", "due_on", "filed_by", "filed_at", "reported_at", "approved_by", "opinion", "return_reason"])
    keep_state(order, at, act=Act.RETURN, actor=actor, note=reason)
    record(actor=actor, act=Act.RETURN, target=order, at=at, note=reason)
    body = f"退回整改，理由：{sentence(reason)}请于{full_day(order.due_on)}前重新报送。"
    tell_unit(order, f"退回整改：{order.number}", body, at)
    return order


def _start_anew(order: Order, at: datetime) -> None:
    """The answers and verdicts of before become history; the problems wait for new ones."""
    EarlierAnswer.objects.bulk_create(
        EarlierAnswer(problem=problem, answer=problem.answer, verdict=problem.verdict, verdict_note=problem.verdict_note, at=at)
        for problem in order.problems.all()
    )
    order.problems.update(answer="", answered_by=None, verdict="", verdict_note="")


@transaction.atomic
def reopen_order(*, order: Order, actor: User, at: datetime, reason: str) -> Order:
    """重新整改: a closed order opens again with a new deadline and is answered anew; what was answered and judged before is kept beside it.

    The source follows first: it locks what stands above the order, and locks are taken from the top down.
    """
    _call_source(order, "on_reopened", actor, at)
    order = advance(order, Act.REOPEN, actor)
    require_reason(reason)
    order.closed_at = order.accepted_by = order.filed_by = order.filed_at = order.reported_at = order.approved_by = None
    order.reopened, order.reopened_at, order.is_extended = order.reopened + 1, at, False
    order.version += 1
    end_requests(order, actor, at, "重新整改，期限已重新计算。")
    _start_anew(order, at)
    deadline = open_deadline(
        kind=DEADLINE, target=order, title=f"{order.number} {order.title}"[:200], unit=order.unit, actor=actor, at=at, start_on=timezone.localdate(at), rule_code="rectification",
        start_event="重新整改", verb="报送整改报告", url=order.get_absolute_url(),
    )  # fmt: skip
    order.due_on = deadline.due_on
    order.save(update_fields=["status", "closed_at", "accepted_by", "filed_by", "filed_at", "reported_at", "approved_by", *REOPENED])
    keep_state(order, at, act=Act.REOPEN, actor=actor, note=reason)
    record(actor=actor, act=Act.REOPEN, target=order, at=at, note=reason)
    tell_unit(order, f"重新整改：{order.number}", f"理由：{sentence(reason)}请于{full_day(order.due_on)}前报送。", at)
    return order
