"""整改台账: columns, tabs and acts of the list. Columns as in the product's words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Case, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import Unit, User
from core.lists.page import Bulk, Column, Empty, Link, ListPage, Rows, Tab
from core.look.marks import badge
from core.notices.actions import URGE
from core.notices.cells import chip_cell
from core.search.query import numbered
from core.workdays.calendar import calendar_around
from core.workdays.week import sunday_of
from rectification.deadlines import clocks_of
from rectification.filters import OrderFilter
from rectification.models import Order, Progress
from rectification.workflow import ANSWERABLE_STATUSES, FILL, Status

LATEST = Subquery(Progress.objects.filter(order=OuterRef("pk")).order_by("-pk").values("text")[:1])


def rows(user: User) -> Rows:
    return Order.objects.visible_to(user).for_list().annotate(latest_text=LATEST)


def search(found: Rows, q: str, user: User) -> Rows:
    """编号、问题、单位."""
    named = Unit.objects.visible_to(user).filter(Q(name__contains=q) | Q(short_name__contains=q)).values_list("pk", flat=True)
    return found.filter(numbered("number", q) | Q(title__zh=q) | Q(unit_id__in=list(named)))


def prepare(page: list[Order], user: User, on: date) -> None:
    """Deadlines, chips and badges of one page, as sets."""
    clocks, calendar = clocks_of(page, user), calendar_around(on)
    for order in page:
        order.chip_html = chip_cell(clocks.get(order.pk), on, calendar, named="验收" if order.status == Status.REPORT_SUBMITTED else "")  # type: ignore[attr-defined]
        order.badge_html = badge(order.tone_for(user), order.get_status_display())  # type: ignore[attr-defined]
        order.on = on  # type: ignore[attr-defined]
        order.latest = Truncator(order.latest_text or "").chars(12)  # type: ignore[attr-defined]


def action(order: Order, user: User) -> Link | None:
    """One word in 操作: 验收, 审核, 催办, 签收, 填报 or 查看."""
    if order.status == Status.REPORT_SUBMITTED and user.has_perm("rectification.accept_order"):
        return Link("验收", order.get_absolute_url())
    if order.status == Status.UNIT_REVIEW and user.has_perm("rectification.approve_report"):
        return Link("审核", order.get_absolute_url())
    if is_late(order) and user.has_perm(URGE):
        return Link("催办", order.get_absolute_url())
    if order.status == Status.ISSUED and user.has_perm(FILL):
        return Link("签收", order.get_absolute_url())
    if order.status in ANSWERABLE_STATUSES and user.has_perm(FILL):
        return Link("填报", order.get_absolute_url())
    return Link("查看", order.get_absolute_url())


def buttons(user: User) -> list[Link]:
    """启用前台账 and its numbers, for who may bring them in."""
    if not user.has_perm("rectification.import_orders"):
        return []
    return [
        Link("整改编号", reverse("rectification:number-list")),
        Link("导入整改台账", reverse("core:import-new", kwargs={"kind": "orders"}), "upload"),
    ]


def is_late(order: Order) -> bool:
    return order.is_overdue(getattr(order, "on", None) or timezone.localdate())


def _open(found: Any, user: User, on: date) -> Any:
    return found.open()


def _waiting(found: Any, user: User, on: date) -> Any:
    return found.awaiting_acceptance()


def _overdue(found: Any, user: User, on: date) -> Any:
    return found.overdue(on)


def _week(found: Any, user: User, on: date) -> Any:
    return found.due_between(on, sunday_of(on))


ORDERS = ListPage(
    name="rectification.lists.ORDERS",
    title="整改台账",
    crumbs=("整改", "整改台账"),
    rows=rows,
    permission="rectification.view_orders",
    noun="件",
    detail="rectification:order-detail",
    find="搜编号、问题、单位",
    search=search,
    filters=OrderFilter,
    buttons=buttons,
    order=("due_on", "pk"),
    tabs=(
        Tab("all", "全部"),
        Tab("open", "未销号", _open),
        Tab("waiting", "待验收", _waiting),
        Tab("overdue", "逾期", _overdue),
        Tab("week", "本周到期", _week),
    ),
    default_tab="open",
    prepare=prepare,
    is_late=is_late,
    action=action,
    bulk=(Bulk("批量催办", "rectification:order-urge-many", URGE),),
    columns=(
        Column("number", "整改编号", sort="number", expression="number", width=20),
        Column("unit", "单位", cell="unit.short_name", sort="unit__sort_key", expression="unit__name", width=24),
        Column("title", "问题", fills=True, expression="title", width=48),
        Column("source_label", "来源", expression="source_label", width=24, wraps=True),
        Column("issued_on", "下达日期", sort="issued_on", expression="issued_on", width=12),
        Column("due_on", "整改期限", sort="due_on", expression="due_on", width=12),
        Column("left", "剩余", cell="chip_html", width=22),
        Column("progress", "最新进展", cell="latest", expression=LATEST, width=24, is_hidden=True),
        Column("extension", "延期", cell=lambda order: "已延期" if order.is_extended else "", expression="is_extended", width=8, is_hidden=True),
        Column("recurring", "复发", cell=lambda order: "复发" if order.is_recurring else "", expression="is_recurring", width=8, is_hidden=True),
        Column("supervised", "督办", cell=lambda order: "督办" if order.is_supervised else "", expression="is_supervised", is_hidden=True),
        Column(
            "came_by_import",
            "启用前数据",
            cell=lambda order: "启用前" if order.came_by_import else "",
            expression=Case(When(import_batch=None, then=Value("")), default=Value("启用前")),
            width=10,
            is_hidden=True,
        ),
        Column("urged", "催办", align="num", expression="urged", is_hidden=True),
        Column("status", "状态", cell="badge_html", expression="status", choices=Status.choices, width=12),
    ),
    empty=Empty("没有整改事项", "评查、检查、备案发现的问题会自动列到这里。"),
    export_note="整改台账",
)
