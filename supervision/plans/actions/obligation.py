"""台账任务的期限: each dated share of a plan that runs has one, by the words of the plan itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from accounts.models import User
from core.notices.actions import NamedDay, cancel_deadline, deadline_of, deadlines_of, move_deadline, open_named_days
from core.notices.models import DeadlineChange
from supervision.plans.models import Assignment, Plan, PlanItem
from supervision.plans.workflow import OPEN_SHARES, RUNNING, WITH_UNIT

DEADLINE = "plan_task"


def open_deadlines(*, plan: Plan, actor: User, at: datetime) -> None:
    """Deadlines of all dated shares that are still with their unit and have none yet; a day that has passed opens none."""
    dated = Assignment.objects.filter(item__plan=plan, unit__isnull=False, due_on__gte=timezone.localdate(at), status__in=WITH_UNIT)
    shares = list(dated.select_related("unit", "item__plan"))
    known = deadlines_of(shares, DEADLINE)
    _open([share for share in shares if share.pk not in known], actor, at)


def open_share_deadline(*, share: Assignment, actor: User, at: datetime) -> None:
    """期限 of one share, where its day is not over."""
    _open([share], actor, at)


def _open(shares: Sequence[Assignment], actor: User, at: datetime) -> None:
    today = timezone.localdate(at)
    days = [_named_day(share, share.due_on) for share in shares if share.unit is not None and share.due_on is not None and share.due_on >= today]
    if days:
        open_named_days(kind=DEADLINE, days=days, actor=actor, at=at, start_event="计划印发", verb="报送进展")


def _named_day(share: Assignment, due_on: date) -> NamedDay:
    item = share.item
    basis = f"《{item.plan}》完成时限：{item.term_text or item.term_words}"[:200]
    return NamedDay(share, f"台账{item.short_title}", share.unit, due_on, basis, share.get_absolute_url())


def follow_day(*, share: Assignment, actor: User, at: datetime, reason: str) -> None:
    """Bring the deadline of a share to the day the share has now: opened, moved or cancelled."""
    deadline = deadline_of(share, DEADLINE)
    if deadline is None or not deadline.is_open:
        open_share_deadline(share=share, actor=actor, at=at)
    elif share.due_on is None:
        cancel_deadline(kind=DEADLINE, target=share, actor=actor, at=at)
    elif deadline.due_on != share.due_on:
        move_deadline(deadline=deadline, new_due_on=share.due_on, actor=actor, at=at, reason=reason, kind=DeadlineChange.Kind.CHANGE)


def follow_term(*, item: PlanItem, before: date | None, actor: User, at: datetime, reason: str) -> None:
    """Shares that had the task's former day take its new one, and their deadlines follow while the plan runs."""
    moved = list(item.assignments.filter(due_on=before).values_list("pk", flat=True))
    item.assignments.filter(pk__in=moved).update(due_on=item.due_on)
    if item.plan.status not in RUNNING:
        return
    for share in item.assignments.filter(pk__in=moved, unit__isnull=False, status__in=OPEN_SHARES).select_related("unit", "item__plan"):
        follow_day(share=share, actor=actor, at=at, reason=reason)
