"""计划台账的交接: shares not done wait for the posts of their unit, plans for the office; nothing here names a person."""

from __future__ import annotations

from accounts.handover import Rows
from accounts.models import User
from accounts.with_post import LONGEST, Matters, Named
from supervision.plans.models import Assignment, Plan
from supervision.plans.workflow import FILL, MANAGE, PAST, PlanStatus


def _plans(user: User) -> Rows:
    """Until they are closed."""
    plans = Plan.objects.visible_to(user).exclude(status=PlanStatus.CLOSED).order_by("pk")
    return plans if user.has_perm(MANAGE) else plans.none()


def _shares(user: User) -> Rows:
    """Not done, of plans that run; also those of which nothing is due soon."""
    shares = Assignment.objects.visible_to(user).open().exclude(item__plan__status__in=PAST).select_related("item__plan", "unit")
    return shares.order_by("item__plan", "item__number", "pk") if user.has_perm(FILL) else shares.none()


def _share_words(row: Assignment) -> Named:
    state = f"（{row.unit}，{row.get_status_display()}）"
    label = f"{row.item.plan}　{row.item.ordinal}：{row.item.bare_text}"
    return Named(f"{label[: LONGEST - len(state)]}{state}", row.get_absolute_url(), row.due_on)


PLANS = Matters("年度计划", _plans, lambda plan: Named(f"{plan}（{plan.get_status_display()}）", plan.get_absolute_url()))
SHARES = Matters("台账任务", _shares, _share_words)
