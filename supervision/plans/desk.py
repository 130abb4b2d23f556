"""工作台: what waits for a person in 计划台账; callables of DESK_BLOCKS and DESK_FIGURES."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Q
from django.urls import reverse

from accounts.models import Unit, User
from core.lists.desk import Tally, Task
from supervision.plans.actions import DEADLINE
from supervision.plans.models import Assignment, Plan, PlanItem
from supervision.plans.workflow import CONFIRM, DECIDED, FILL, MANAGE, PAST, PLAN_TRANSITIONS, WITH_UNIT, PlanAct, PlanStatus, ShareStatus

MOST, AHEAD = 30, timedelta(days=30)


def tasks(user: User, on: date) -> list[Task]:
    """审定, 送审 and 印发 of plans, tasks to settle, 确认 for the bureau; for a unit what is late, returned or due within thirty days."""
    shares = Assignment.objects.visible_to(user).select_related("item__plan", "unit")
    found = _plans(user)
    if user.has_perm(CONFIRM):
        found += _tasks(list(shares.awaiting_confirmation()[:MOST]), "台账", "确认", "确认进展")
    if user.has_perm(FILL):
        near = Q(due_on__lte=on + AHEAD, status__in=WITH_UNIT)
        owed = list(shares.filter(Q(status=ShareStatus.RETURNED) | near).order_by("due_on")[:MOST])
        found += _tasks([share for share in owed if share.status == ShareStatus.RETURNED], "退回件", "报进展", "补报进展")
        found += _tasks([share for share in owed if share.status != ShareStatus.RETURNED], "台账", "报进展", "报送进展")
    return found


STEPS: dict[str, tuple[PlanAct, str]] = {
    PlanStatus.SUBMITTED: (PlanAct.APPROVE, "待审批"),
    PlanStatus.DRAFT: (PlanAct.SUBMIT, "台账"),
    PlanStatus.APPROVED: (PlanAct.ISSUE, "台账"),
}


def _plans(user: User) -> list[Task]:
    """Plans of which the next step is this person's, and those with tasks to settle; nobody approves a plan he made or sent."""
    mine = [status for status, (act, _) in STEPS.items() if user.has_perm(PLAN_TRANSITIONS[act].permission)]
    if not mine:
        return []
    own = Q(status=PlanStatus.SUBMITTED) & (Q(created_by=user) | Q(submitted_by=user))
    count = Count("items", filter=Q(items__in=PlanItem.objects.unsettled()))
    unsettled = Q(tasks__gt=0) & ~Q(status__in=(*DECIDED, *PAST)) if user.has_perm(MANAGE) else Q(pk__in=())
    plans = Plan.objects.visible_to(user).annotate(tasks=count).filter((Q(status__in=mine) & ~own) | unsettled)
    found = list(plans.select_related("created_by", "submitted_by").order_by("pk")[:MOST])
    steps = [_plan(plan, *STEPS[plan.status]) for plan in found if plan.status in mine]
    return steps + [_unsettled(plan, tasks) for plan in found if plan.status not in DECIDED and (tasks := getattr(plan, "tasks", 0))]


def _plan(plan: Plan, act: PlanAct, kind: str) -> Task:
    sent = f"送审人{plan.submitted_by}" if plan.submitted_by else f"建立人{plan.created_by}"
    note = f"{plan.get_status_display()}　{sent}"
    return Task(kind, f"{act.label}：{plan}", plan.get_absolute_url(), act.label, note=note, is_own_word=act == PlanAct.APPROVE)


def _unsettled(plan: Plan, tasks: int) -> Task:
    """待确认任务 of a plan of which the tasks may be changed."""
    return Task("台账", f"待确认任务 {tasks} 项：{plan}", f"{plan.get_absolute_url()}?show=settle", "确认", note="完成时限或责任单位不明")


def _tasks(shares: list[Assignment], kind: str, verb: str, asked: str) -> list[Task]:
    return [
        Task(
            kind,
            f"{asked}：{share.item.short_title}",
            share.get_absolute_url(),
            verb,
            note=f"{share.item.plan}　{share.get_part_display()}",
            due_on=share.due_on,
            unit=str(share.unit or ""),
            target=share,
            clock=DEADLINE,
        )
        for share in shares
    ]


def figures(user: User, on: date) -> list[Tally]:
    """数字: 待确认进展, 待确认单位 and 逾期任务 for the bureau; 逾期任务 for a unit."""
    if not user.has_perm("supervision.view_plans"):
        return []
    shares, url = Assignment.objects.visible_to(user), reverse("supervision:assignment-list")
    if user.has_perm(MANAGE):
        late = shares.overdue(on)
        return [
            Tally("待确认进展", shares.awaiting_confirmation(), f"{url}?tab=waiting", note="待确认单位 {} 处", of=shares.filter(is_pending=True)),
            Tally("逾期任务", late, f"{url}?tab=overdue", is_alarm=True, note="涉及 {} 个单位", of=Unit.objects.filter(pk__in=late.values("unit"))),
        ]
    return [Tally("逾期任务", shares.overdue(on), f"{url}?tab=overdue", is_alarm=True)]
