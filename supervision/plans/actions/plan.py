"""计划的办理: 新建、送审、退回修改、审定、印发、开始实施、评估、办结."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.recipients import bureau_holders
from accounts.separation import same_person
from core.audit.trail import record
from core.errors import DomainError, StaleForm
from core.notices.messages import settle, tell
from core.notices.models import Message
from core.notices.texts import sentence
from core.stamps import stamp_of
from core.workflow import next_status
from supervision.plans.actions.obligation import open_deadlines
from supervision.plans.actions.states import keep_states
from supervision.plans.models import Assignment, Plan
from supervision.plans.workflow import APPROVE, MANAGE, PLAN_TRANSITIONS, PlanAct

JUDGED = (PlanAct.APPROVE, PlanAct.RETURN)


def sending_of(plan: Plan) -> str:
    """Stamp of the last 送审: the tasks stay as they were sent until the plan is returned."""
    return stamp_of(plan, ("submitted_by", "submitted_at"))


@transaction.atomic
def create_plan(*, plan: Plan, actor: User, at: datetime) -> Plan:
    """新建计划: an empty plan; its tasks come by import."""
    if not actor.has_perm(MANAGE):
        raise PermissionDenied
    plan.created_by, plan.created_at = actor, at
    plan.save()
    record(actor=actor, act="create-plan", act_label="新建计划", target=plan, at=at)
    return plan


@transaction.atomic
def advance_plan(*, plan: Plan, act: PlanAct, actor: User, at: datetime, reason: str = "", seen: str = "") -> Plan:
    """送审、退回修改、审定、印发、开始实施、评估、办结: move the plan; issuing opens the deadlines of its shares.

    The leaders are told of a plan that waits for them, and whoever sent it of what they decided. Raises StaleForm when a leader
    judges another sending than he has `seen`; "" (an act outside a page) is not compared.
    """
    if not actor.has_perm(PLAN_TRANSITIONS[act].permission):
        raise PermissionDenied
    plan = Plan.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=plan.pk)
    target = next_status(PLAN_TRANSITIONS, act, plan.status)
    _refuse_stale(plan, act, seen)
    _refuse(plan, act, actor, reason)
    plan.status = target
    if act == PlanAct.SUBMIT:
        plan.submitted_by, plan.submitted_at = actor, at
    plan.save(update_fields=["status", "submitted_by", "submitted_at"])
    record(actor=actor, act=act, target=plan, at=at, note=reason)
    settle(Message.objects.about(plan), at)
    _tell(plan, act, actor, at, reason)
    if act == PlanAct.ISSUE:
        open_deadlines(plan=plan, actor=actor, at=at)
    if act in (PlanAct.ISSUE, PlanAct.EVALUATE):
        keep_states(shares=Assignment.objects.filter(item__plan=plan), at=at)
    return plan


def _refuse_stale(plan: Plan, act: PlanAct, seen: str) -> None:
    if act in JUDGED and seen and seen != sending_of(plan):
        when = timezone.localtime(plan.submitted_at).strftime("%m-%d %H:%M")
        raise StaleForm(f"{_sender(plan)[0]} {when} 重新送审，任务可能已有改动，本次没有{act.label}。请核对后再办。")


def _refuse(plan: Plan, act: PlanAct, actor: User, reason: str) -> None:
    """What an act asks beyond the state of the plan."""
    if act == PlanAct.SUBMIT and not plan.items.exists():
        raise DomainError("计划里还没有任务，不能送审。")
    if act == PlanAct.APPROVE and any(same_person(maker, actor) for maker in (plan.created_by, plan.submitted_by) if maker is not None):
        raise DomainError("建立人、送审人不能审定同一个计划。")
    if act == PlanAct.RETURN and not reason:
        raise DomainError("请填写退回理由。")


def _tell(plan: Plan, act: PlanAct, actor: User, at: datetime, reason: str) -> None:
    """待审定 to the leaders, the answer to whoever sent the plan."""
    if act == PlanAct.SUBMIT:
        title, body, told = f"待审定：{plan}", f"{actor}送审《{plan}》，共 {plan.items.count()} 项任务。", bureau_holders(APPROVE)
    elif act == PlanAct.APPROVE:
        title, body, told = f"已审定：{plan}", f"《{plan}》已审定。下一步：{plan.next_step}", _sender(plan)
    elif act == PlanAct.RETURN:
        title, body, told = f"被退回：{plan}", f"{actor}退回了《{plan}》。退回理由：{sentence(reason)}请修改后重新送审。", _sender(plan)
    else:
        return
    tell(recipients=told, title=title, body=body, url=plan.get_absolute_url(), at=at, target=plan)


def _sender(plan: Plan) -> list[User]:
    return [plan.submitted_by or plan.created_by]
