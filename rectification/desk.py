"""工作台: what waits for a person in 整改; callables of DESK_BLOCKS and DESK_FIGURES."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.urls import reverse

from accounts.models import User
from core.lists.desk import Task
from core.look import Figure
from rectification.deadlines import clocks_of
from rectification.models import Order
from rectification.models.extension import Extension, ExtensionStatus
from rectification.workflow import ANSWERABLE_STATUSES, Status

MOST = 50


def tasks(user: User, on: date) -> list[Task]:
    """By power: 验收 and 催办 for the bureau, 审核 for a unit's leader, 签收 and 填报 for its liaison, 延期 for whoever decides."""
    orders = Order.objects.visible_to(user).for_list()
    found: list[Task] = []
    if user.has_perm("rectification.accept_order"):
        found += _tasks(orders.awaiting_acceptance().exclude(filed_by=user), "整改", "验收", "验收")
    if user.has_perm("core.urge"):
        found += _tasks(orders.overdue(on), "整改", "催办", "未报送整改报告")
    if user.has_perm("rectification.approve_report"):
        found += _tasks(orders.filter(status=Status.UNIT_REVIEW).exclude(filed_by=user), "整改", "审核", "审核整改报告")
    if user.has_perm("rectification.fill_order"):
        found += _tasks(orders.filter(status=Status.ISSUED), "整改", "签收", "签收整改通知")
        found += _tasks(orders.filter(status__in=ANSWERABLE_STATUSES).exclude(status=Status.RETURNED), "整改", "填报", "报送整改报告")
        found += _tasks(orders.filter(status=Status.RETURNED), "退回件", "填报", "退回整改")
    return found + _extensions(user)


def waiting(user: User, on: date) -> QuerySet[Order]:
    """The bare figure beside 整改: orders of which the next step is this person's."""
    steps = (
        ("rectification.accept_order", Q(status=Status.REPORT_SUBMITTED) & ~Q(filed_by=user)),
        ("rectification.approve_report", Q(status=Status.UNIT_REVIEW) & ~Q(filed_by=user)),
        ("rectification.fill_order", Q(status__in=(Status.ISSUED, *ANSWERABLE_STATUSES))),
    )
    mine = [step for power, step in steps if user.has_perm(power)]
    orders = Order.objects.visible_to(user)
    return orders.filter(reduce(or_, mine)) if mine else orders.none()


def _tasks(orders: Iterable[Order], kind: str, verb: str, asked: str) -> list[Task]:
    rows = list(orders)[:MOST]
    clocks = clocks_of(rows)
    return [
        Task(
            kind,
            f"{asked}：{order.title}",
            order.get_absolute_url(),
            verb,
            note=f"{order.number}　{order.source_label}{f'　已催办 {order.urged} 次' if order.urged else ''}",
            due_on=clocks[order.pk].due_on if order.pk in clocks else order.due_on,
            deadline=clocks.get(order.pk),
            unit=str(order.unit),
        )
        for order in rows
    ]


def _extensions(user: User) -> list[Task]:
    if not user.has_perm("rectification.extend_order"):
        return []
    asked = Extension.objects.filter(status=ExtensionStatus.REQUESTED, order__in=Order.objects.visible_to(user)).exclude(requested_by=user)
    return [
        Task(
            "延期",
            f"审批延期：{row.order.title}",
            row.order.get_absolute_url(),
            "审批",
            note=f"{row.order.number}　申请延至 {row.new_due_on}",
            due_on=row.old_due_on,
            unit=str(row.order.unit),
        )
        for row in asked.select_related("order__unit")[:MOST]
    ]


def figures(user: User, on: date) -> list[Figure]:
    """数字: 待验收 and 逾期 for the bureau, 未销号 and 逾期 for a unit; each opens its list."""
    if not user.has_perm("rectification.view_orders"):
        return []
    orders, url = Order.objects.visible_to(user), reverse("rectification:order-list")
    late = orders.overdue(on)
    units = late.values("unit").distinct().count()
    made = [Figure("逾期整改", str(late.count()), f"涉及 {units} 个单位" if units else "", "red" if units else "", f"{url}?tab=overdue")]
    if user.has_perm("rectification.accept_order"):
        return [Figure("待验收", str(orders.awaiting_acceptance().count()), "", "", f"{url}?tab=waiting"), *made]
    return [Figure("未销号整改", str(orders.open().count()), "", "", f"{url}?tab=open"), *made]
