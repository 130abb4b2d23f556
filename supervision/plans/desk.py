"""工作台: what waits for a person in 计划台账; callables of DESK_BLOCKS and DESK_FIGURES."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from core.lists.desk import Tally, Task
from supervision.plans.actions import DEADLINE
from supervision.plans.models import Assignment
from supervision.plans.workflow import CONFIRM, FILL, MANAGE, WITH_UNIT, ShareStatus

MOST, AHEAD = 30, timedelta(days=30)


def tasks(user: User, on: date) -> list[Task]:
    """确认 for the bureau; for a unit what is late, returned or due within thirty days."""
    shares = Assignment.objects.visible_to(user).select_related("item__plan", "unit")
    found: list[Task] = []
    if user.has_perm(CONFIRM):
        found += _tasks(list(shares.awaiting_confirmation()[:MOST]), "台账", "确认", "确认进展")
    if user.has_perm(FILL):
        near = Q(due_on__lte=on + AHEAD, status__in=WITH_UNIT)
        owed = list(shares.filter(Q(status=ShareStatus.RETURNED) | near).order_by("due_on")[:MOST])
        found += _tasks([share for share in owed if share.status == ShareStatus.RETURNED], "退回件", "报进展", "补报进展")
        found += _tasks([share for share in owed if share.status != ShareStatus.RETURNED], "台账", "报进展", "报送进展")
    return found


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
    """数字: 待确认进展 and 待确认单位 for the bureau; 逾期任务 for a unit."""
    if not user.has_perm("supervision.view_plans"):
        return []
    shares, url = Assignment.objects.visible_to(user), reverse("supervision:assignment-list")
    if user.has_perm(MANAGE):
        return [Tally("待确认进展", shares.awaiting_confirmation(), f"{url}?tab=waiting", note="待确认单位 {} 处", of=shares.filter(is_pending=True))]
    return [Tally("逾期任务", shares.overdue(on), f"{url}?tab=overdue", is_alarm=True)]
