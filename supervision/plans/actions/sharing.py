"""分解与确认: which units a task falls to, and what the import could not understand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.in_use import refuse_gone
from accounts.models import Unit, User
from core.audit.trail import record
from core.errors import DomainError
from supervision.plans.actions.obligation import follow_term, open_share_deadline
from supervision.plans.actions.states import keep_state, keep_states
from supervision.plans.models import Assignment, Plan, PlanItem
from supervision.plans.reading.shares import Part
from supervision.plans.reading.terms import TermKind
from supervision.plans.workflow import MANAGE, RUNNING


def _lock_plan(pk: int, actor: User) -> None:
    """Refuse strangers, and plans whose tasks are fixed; nobody sends or approves the plan until the act is over."""
    if not actor.has_perm(MANAGE):
        raise PermissionDenied
    plan = Plan.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=pk)
    if plan.why_fixed:
        raise DomainError(plan.why_fixed)


def _locked_item(item: PlanItem, actor: User) -> PlanItem:
    _lock_plan(item.plan_id, actor)
    return PlanItem.objects.visible_to(actor).select_for_update(of=("self",)).select_related("plan").get(pk=item.pk)


def _locked(share: Assignment, actor: User) -> Assignment:
    _lock_plan(share.item.plan_id, actor)
    return Assignment.objects.visible_to(actor).select_for_update(of=("self",)).select_related("item__plan", "unit").get(pk=share.pk)


@transaction.atomic
def share_out(*, item: PlanItem, units: Iterable[Unit], part: Part, actor: User, at: datetime) -> list[Assignment]:
    """分解任务: a share for each unit that has none yet."""
    item = _locked_item(item, actor)
    taken = set(item.assignments.filter(unit__isnull=False).values_list("unit", flat=True))
    fresh = [Assignment(item=item, unit=unit, unit_text=unit.short_name[:80], part=part, due_on=item.due_on) for unit in units if unit.pk not in taken]
    if not fresh:
        raise DomainError("所选单位在这项任务里都已有分工。")
    refuse_gone([share.unit for share in fresh if share.unit is not None], "分解任务")
    made = Assignment.objects.bulk_create(fresh)
    keep_states(shares=item.assignments.filter(pk__in=[share.pk for share in made]), at=at)
    record(actor=actor, act="share-out", act_label="分解任务", target=item, at=at, note="、".join(share.unit_text for share in made))
    if item.plan.status in RUNNING:
        for share in made:
            open_share_deadline(share=share, actor=actor, at=at)
    return made


@transaction.atomic
def settle_unit(*, share: Assignment, unit: Unit, actor: User, at: datetime) -> Assignment:
    """确认责任单位: the words that could not be resolved mean this unit."""
    share = _locked(share, actor)
    if not share.is_pending:
        raise DomainError("这一责任单位已经确认。")
    if share.item.assignments.filter(unit=unit).exists():
        raise DomainError(f"{unit}在这项任务里已有分工。如为重复，请选“不列为责任单位”。")
    refuse_gone([unit], "列为责任单位")
    share.unit, share.is_pending = unit, False
    share.save(update_fields=["unit", "is_pending"])
    keep_state(share=share, at=at)
    record(actor=actor, act="settle-unit", act_label="确认责任单位", target=share, at=at, note=share.unit_text)
    if share.item.plan.status in RUNNING:
        open_share_deadline(share=share, actor=actor, at=at)
    return share


@transaction.atomic
def drop_share(*, share: Assignment, actor: User, at: datetime, reason: str) -> None:
    """不列为责任单位: words that mean no unit, or a share of a plan not issued yet; the source text of the task keeps the words."""
    share = _locked(share, actor)
    if not share.is_pending and share.item.plan.status in RUNNING:
        raise DomainError("计划已经印发，确认过的责任单位不能去掉。")
    record(actor=actor, act="drop-share", act_label="不列为责任单位", target=share.item, at=at, note=f"{share.unit or share.unit_text}：{reason}")
    share.delete()


@transaction.atomic
def settle_term(*, item: PlanItem, actor: User, at: datetime, due_on: date | None) -> PlanItem:
    """确认完成时限: a day, or none for 待定; shares that had the task's day take it, and their deadlines follow."""
    item = _locked_item(item, actor)
    before = item.due_on
    item.due_on, item.needs_settling = due_on, False
    if due_on is None or item.term_kind in (TermKind.UNCLEAR, TermKind.TBD):
        item.term_kind = TermKind.DATE if due_on else TermKind.TBD
    item.save(update_fields=["due_on", "needs_settling", "term_kind"])
    record(actor=actor, act="settle-term", act_label="确认完成时限", target=item, at=at, changes={"due_on": [before, due_on]})
    follow_term(item=item, before=before, actor=actor, at=at, reason="确认完成时限")
    keep_states(shares=item.assignments.all(), at=at)
    return item
