"""计划台账: the shares of all units as one list; columns as in the product's words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from core.lists.page import Column, Empty, Link, ListPage, Rows, Tab
from core.look.marks import badge
from supervision.plans.filters import ShareFilter
from supervision.plans.models import Assignment
from supervision.plans.workflow import CONFIRM, FILL, WITH_UNIT, ShareStatus

TONES = {ShareStatus.DONE: "green", ShareStatus.DONE_CONTINUING: "green", ShareStatus.RETURNED: "amber"}


def rows(user: User) -> Rows:
    return Assignment.objects.visible_to(user).select_related("item__plan", "unit")


def search(found: Rows, q: str, user: User) -> Rows:
    """任务、单位、进展."""
    return found.filter(Q(item__text__contains=q) | Q(unit__name__contains=q) | Q(unit_text__contains=q) | Q(latest__contains=q))


def tone_for(share: Assignment, user: User) -> str:
    """Colour for this reader: amber when it waits for him."""
    if share.status == ShareStatus.SUBMITTED:
        return "amber" if user.has_perm(CONFIRM) else "blue"
    if share.status == ShareStatus.ASSIGNED:
        return "amber" if user.has_perm(FILL) else "blue"
    return TONES.get(ShareStatus(share.status), "grey")


def prepare(page: list[Assignment], user: User, on: date) -> None:
    """Badges of one page."""
    for share in page:
        words = "待确认单位" if share.is_pending else share.get_status_display()
        share.badge_html = badge("amber" if share.is_pending else tone_for(share, user), words)  # type: ignore[attr-defined]


def action(share: Assignment, user: User) -> Link:
    """One word in 操作."""
    if share.status == ShareStatus.SUBMITTED and user.has_perm(CONFIRM):
        return Link("确认", share.get_absolute_url())
    if share.status in WITH_UNIT and user.has_perm(FILL):
        return Link("报进展", share.get_absolute_url())
    return Link("查看", share.get_absolute_url())


def _narrow_open(found: Any, user: User, on: date) -> Any:
    """What units owe; the tasks of a plan that is not issued yet are owed by nobody."""
    return found.open().in_force()


def _narrow_waiting(found: Any, user: User, on: date) -> Any:
    return found.awaiting_confirmation()


def _narrow_overdue(found: Any, user: User, on: date) -> Any:
    return found.overdue(on)


def _narrow_pending(found: Rows, user: User, on: date) -> Rows:
    return found.filter(is_pending=True)


def _due(share: Assignment) -> Any:
    return share.due_on or share.item.get_term_kind_display()


def _text(share: Assignment) -> str:
    words = share.item.bare_text
    return words if len(words) <= 48 else f"{words[:47]}…"


SHARES = ListPage(
    name="supervision.plans.lists.SHARES",
    title="台账任务",
    crumbs=("监督", "计划台账"),
    rows=rows,
    permission="supervision.view_plans",
    noun="项",
    detail="supervision:assignment-detail",
    find="搜任务、单位、进展",
    search=search,
    filters=ShareFilter,
    order=("item__plan", "item__number", "pk"),
    tabs=(
        Tab("all", "全部"),
        Tab("open", "未完成", _narrow_open),
        Tab("waiting", "待确认进展", _narrow_waiting),
        Tab("overdue", "逾期", _narrow_overdue),
        Tab("pending", "待确认单位", _narrow_pending),
    ),
    prepare=prepare,
    is_late=lambda share: share.is_overdue(timezone.localdate()),
    action=action,
    columns=(
        Column("number", "序号", cell="item.number", sort="item__number", expression="item__number", align="num", width=8),
        Column("text", "重点任务", cell=_text, fills=True, expression="item__text", width=60),
        Column("plan", "计划", cell="item.plan.name", expression="item__plan__name", is_hidden=True, width=30),
        Column(
            "unit",
            "责任单位",
            cell=lambda share: share.unit.short_name if share.unit else share.unit_text,
            sort="unit__sort_key",
            expression="unit__name",
            width=24,
        ),
        Column("part", "分工", cell="get_part_display", expression="part", width=10),
        Column("due_on", "完成时限", cell=_due, sort="due_on", expression="due_on", width=12),
        Column("latest", "最新进展", cell=lambda share: share.latest[:30], expression="latest", width=40),
        Column("status", "状态", cell="badge_html", expression="status", choices=ShareStatus.choices, width=14),
    ),
    empty=Empty("还没有台账任务", "可导入带“责任单位、完成时限”的工作台账。"),
)
