"""What the unit does: 签收, 整改方案, 进展, 逐项答复, 报送, 单位审核, 撤回."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User, acted
from accounts.recipients import bureau_holders, holders
from core.audit.trail import record
from core.errors import DomainError, IllegalTransition, StaleForm
from core.files.actions import remove
from core.files.models import StoredFile
from core.notices.texts import full_day, sentence
from rectification.actions.clocks import back_to_unit, report_is_in
from rectification.actions.order import advance, require_reason
from rectification.actions.states import keep_state
from rectification.evidence import evidence_of, is_earlier
from rectification.models import Order, Problem, Progress
from rectification.notices import tell_people, tell_unit
from rectification.workflow import ANSWERABLE_STATUSES, FILL, Act


@transaction.atomic
def acknowledge(*, order: Order, actor: User, at: datetime) -> Order:
    """签收: the unit has the order; the clock does not move."""
    order = advance(order, Act.ACKNOWLEDGE, actor)
    order.acknowledged_at = at
    order.save(update_fields=["status", "acknowledged_at"])
    keep_state(order, at, act=Act.ACKNOWLEDGE, actor=actor)
    record(actor=actor, act=Act.ACKNOWLEDGE, target=order, at=at)
    return order


@transaction.atomic
def submit_plan(*, order: Order, actor: User, at: datetime, responsible: str, plan: str) -> Order:
    """报整改方案: 问题表现、措施、标准、时限 in words, and who answers for it."""
    order = advance(order, Act.SUBMIT_PLAN, actor)
    order.responsible, order.plan, order.plan_on = responsible, plan, timezone.localdate(at)
    order.save(update_fields=["status", "responsible", "plan", "plan_on"])
    keep_state(order, at, act=Act.SUBMIT_PLAN, actor=actor)
    record(actor=actor, act=Act.SUBMIT_PLAN, target=order, at=at)
    tell_people(order, bureau_holders("rectification.accept_order"), f"整改方案已报：{order.number}", f"{order.unit}报送了《{order.title}》的整改方案。", at)
    return order


@transaction.atomic
def note_progress(*, order: Order, actor: User, at: datetime, text: str) -> Order:
    """填进展: one more entry in the ledger."""
    order = advance(order, Act.NOTE_PROGRESS, actor)
    Progress.objects.create(order=order, at=at, text=text, **acted(actor))
    order.save(update_fields=["status"])
    keep_state(order, at)
    record(actor=actor, act=Act.NOTE_PROGRESS, target=order, at=at)
    return order


def _with_unit(order_pk: int, actor: User, what: str) -> Order:
    """The order, locked, while its unit may still answer; `what` is asked for by the liaison."""
    if not actor.has_perm(FILL):
        raise PermissionDenied
    order = Order.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=order_pk)
    if order.status not in ANSWERABLE_STATUSES:
        raise IllegalTransition(f"{order.number} 现为“{order.get_status_display()}”，不能再{what}。")
    return order


@transaction.atomic
def answer_problems(*, order: Order, actor: User, at: datetime, answers: Mapping[int, str], seen: Mapping[int, str] | None = None) -> Order:
    """填报整改情况: problem id → answer, beside what stood there when it was written (`seen`); an answer left as it stood keeps its verdict.

    Raises StaleForm, and saves nothing, when a colleague has answered one of the same problems in between.
    """
    order = _with_unit(order.pk, actor, "改整改情况")
    written = [problem for problem in order.problems.all() if is_rewritten(problem, answers, seen or {})]
    taken = [str(problem.number) for problem in written if is_taken(problem, seen or {})]
    if taken:
        raise StaleForm(f"同事刚刚填报了第 {'、'.join(taken)} 项，您的内容没有保存，仍在下方，请核对后再存。")
    for problem in written:
        problem.answer, problem.answered_by, problem.verdict, problem.verdict_note = answers[problem.pk], actor, "", ""
        problem.save(update_fields=["answer", "answered_by", "verdict", "verdict_note"])
    if written:
        note = f"第 {'、'.join(str(problem.number) for problem in written)} 项"
        record(actor=actor, act="answer-problem", act_label="填报整改情况", target=order, at=at, note=note)
    return order


def is_rewritten(problem: Problem, answers: Mapping[int, str], seen: Mapping[int, str]) -> bool:
    """Whether what was typed differs from what the writer had before him and from what stands now."""
    now = _as_sent(problem)
    return problem.pk in answers and answers[problem.pk] not in (seen.get(problem.pk, now), now)


def is_taken(problem: Problem, seen: Mapping[int, str]) -> bool:
    """Whether the answer has changed since the writer saw it."""
    now = _as_sent(problem)
    return seen.get(problem.pk, now) != now


def _as_sent(problem: Problem) -> str:
    """The stored answer as a form sends it back."""
    return problem.answer.replace("\r\n", "\n").strip()


@transaction.atomic
def remove_evidence(*, problem: Problem, file: StoredFile, actor: User, at: datetime) -> StoredFile:
    """移除佐证材料: a wrong file leaves a problem that is still to be judged, while the order is with the unit; the bytes are kept."""
    order = _with_unit(problem.order_id, actor, "移除佐证材料")
    if problem.is_passed:
        raise DomainError(f"第 {problem.number} 项已经验收通过，佐证材料不能移除。")
    if is_earlier(file, order):
        raise DomainError("重新整改前的佐证材料留作记录，不能移除。")
    removed = remove(file=file, actor=actor, at=at, reason=order.number)
    record(actor=actor, act="remove-evidence", act_label="移除佐证材料", target=order, at=at, note=f"第 {problem.number} 项：{file}")
    return removed


def missing_parts(order: Order) -> list[str]:
    """还缺: problems without an answer or without evidence, in words; nothing when the report may leave."""
    problems = list(order.problems.all())
    proven = {pk for pk, files in evidence_of(order).items() if any(not is_earlier(file, order) for file in files)}
    missing = [f"第 {p.number} 项的整改情况" for p in problems if not p.answer.strip()]
    return missing + [f"第 {p.number} 项的佐证材料" for p in problems if p.pk not in proven]


@transaction.atomic
def submit_report(*, order: Order, actor: User, at: datetime) -> Order:
    """报送整改报告: to the unit's own leader first. Basis: REG825-27. DomainError while answers or evidence are missing."""
    order = advance(order, Act.SUBMIT_REPORT, actor)
    missing = missing_parts(order)
    if missing:
        raise DomainError(f"还缺 {len(missing)} 项：{'、'.join(missing)}。填齐后才能报送。")
    order.filed_by, order.filed_at, order.return_reason = actor, at, ""
    order.save(update_fields=["status", "filed_by", "filed_at", "return_reason"])
    keep_state(order, at, act=Act.SUBMIT_REPORT, actor=actor)
    record(actor=actor, act=Act.SUBMIT_REPORT, target=order, at=at)
    leaders = holders(order.unit, "rectification.approve_report")
    tell_people(order, leaders, f"待审核：{order.number} 整改报告", f"{actor.name}送审《{order.title}》的整改报告，请审核后报司法局。", at)
    return order


@transaction.atomic
def approve_report(*, order: Order, actor: User, at: datetime, opinion: str = "", seen: int | None = None) -> Order:
    """单位审核通过: the unit's leader lets the report leave; never a person who wrote or filed it."""
    order = advance(order, Act.APPROVE_REPORT, actor, seen)
    if order.was_written_by(actor):
        raise DomainError("填报人不能审核本人填报的整改报告。")
    order.approved_by, order.reported_at = actor, at
    order.save(update_fields=["status", "approved_by", "reported_at"])
    keep_state(order, at, act=Act.APPROVE_REPORT, actor=actor, note=opinion)
    report_is_in(order, actor, at)
    record(actor=actor, act=Act.APPROVE_REPORT, target=order, at=at, note=opinion)
    tell_people(
        order,
        bureau_holders("rectification.accept_order"),
        f"待验收：{order.number} {order.unit}",
        f"{order.unit}报送了《{order.title}》的整改报告，请验收。",
        at,
    )
    return order


@transaction.atomic
def send_back(*, order: Order, actor: User, at: datetime, reason: str, seen: int | None = None) -> Order:
    """单位退回修改: the leader returns the draft to the unit's liaisons with a reason."""
    order = advance(order, Act.SEND_BACK, actor, seen)
    require_reason(reason)
    order.return_reason = reason
    order.save(update_fields=["status", "return_reason"])
    keep_state(order, at, act=Act.SEND_BACK, actor=actor, note=reason)
    record(actor=actor, act=Act.SEND_BACK, target=order, at=at, note=reason)
    body = f"{actor.name}退回了《{order.title}》的整改报告。退回理由：{sentence(reason)}请于{full_day(order.due_on)}前补正后重新报送。"
    tell_unit(order, f"被退回：{order.number} 整改报告", body, at)
    return order


@transaction.atomic
def withdraw(*, order: Order, actor: User, at: datetime) -> Order:
    """撤回: the unit takes the report back before it is judged."""
    order = advance(order, Act.WITHDRAW, actor)
    if order.reported_at is not None:
        back_to_unit(order, actor, at, "撤回整改报告")
    order.filed_by = order.filed_at = order.reported_at = order.approved_by = None
    order.save(update_fields=["status", "filed_by", "filed_at", "reported_at", "approved_by"])
    keep_state(order, at, act=Act.WITHDRAW, actor=actor)
    record(actor=actor, act=Act.WITHDRAW, target=order, at=at)
    return order
