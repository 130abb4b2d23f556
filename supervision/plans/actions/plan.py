"""计划的办理: 新建、审定、印发、开始实施、评估、办结."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.separation import same_person
from core.audit.trail import record
from core.errors import DomainError, IllegalTransition
from supervision.plans.actions.obligation import open_deadlines
from supervision.plans.actions.states import keep_states
from supervision.plans.models import Assignment, Plan
from supervision.plans.workflow import MANAGE, PLAN_TRANSITIONS, PlanAct


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
def advance_plan(*, plan: Plan, act: PlanAct, actor: User, at: datetime) -> Plan:
    """审定、印发、开始实施、评估、办结: move the plan; issuing opens the deadlines of its shares."""
    rule = PLAN_TRANSITIONS[act]
    if not actor.has_perm(rule.permission):
        raise PermissionDenied
    plan = Plan.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=plan.pk)
    if plan.status not in rule.sources:
        raise IllegalTransition(f"《{plan}》现为“{plan.get_status_display()}”，不能{act.label}。")
    if act == PlanAct.APPROVE and same_person(plan.created_by, actor):
        raise DomainError("建立人不能审定本人建立的计划。")
    if act == PlanAct.APPROVE and not plan.items.exists():
        raise DomainError("计划里还没有任务，不能审定。")
    plan.status = rule.target
    plan.save(update_fields=["status"])
    record(actor=actor, act=act, target=plan, at=at)
    if act == PlanAct.ISSUE:
        open_deadlines(plan=plan, actor=actor, at=at)
    if act in (PlanAct.ISSUE, PlanAct.EVALUATE):
        keep_states(shares=Assignment.objects.filter(item__plan=plan), at=at)
    return plan
