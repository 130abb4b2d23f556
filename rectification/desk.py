"""工作台: what waits for a person in 整改; callables of DESK_BLOCKS and DESK_FIGURES."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.urls import reverse

from accounts.models import User
from core.lists.desk import Tally, Task
from core.notices.actions import URGE
from rectification.deadlines import clock_kind
from rectification.models import Order
from rectification.models.extension import ExtensionStatus
from rectification.workflow import ANSWERABLE_STATUSES, WITH_UNIT, Status

MOST = 100


@dataclass(frozen=True)
class Waiting:
    """事项: orders in `statuses` (past their day when `is_late`) wait for holders of `permission`, who `verb` them."""

    permission: str
    statuses: tuple[str, ...]
    kind: str
    verb: str
    asked: str
    is_late: bool = False
    not_own: bool = False
    is_returned: bool | None = None  # only what was sent back, or only what was not

    def takes(self, order: Order, user: User, on: date) -> bool:
        """Whether this order waits for `user` in this way."""
        if order.status not in self.statuses or (self.not_own and order.filed_by_id == user.pk):
            return False
        if self.is_returned is not None and self.is_returned != bool(order.return_reason):
            return False
        return not self.is_late or order.is_overdue(on)

    def condition(self, on: date) -> Q:
        return Q(status__in=self.statuses, **({"due_on__lt": on} if self.is_late else {}))


WAITING: tuple[Waiting, ...] = (
    Waiting("rectification.accept_order", (Status.REPORT_SUBMITTED,), "整改", "验收", "验收", not_own=True),
    Waiting(URGE, WITH_UNIT, "整改", "催办", "未报送整改报告", is_late=True),
    Waiting("rectification.approve_report", (Status.UNIT_REVIEW,), "整改", "审核", "审核整改报告", not_own=True),
    Waiting("rectification.fill_order", (Status.ISSUED,), "整改", "签收", "签收整改通知"),
    Waiting("rectification.fill_order", ANSWERABLE_STATUSES, "整改", "填报", "报送整改报告", is_returned=False),
    Waiting("rectification.fill_order", ANSWERABLE_STATUSES, "退回件", "填报", "补正整改报告", is_returned=True),
)


def tasks(user: User, on: date) -> list[Task]:
    """By power: 验收 and 催办 for the bureau, 审核 for a unit's leader, 签收 and 填报 for its liaison, 延期 for whoever decides."""
    steps, decides = [step for step in WAITING if user.has_perm(step.permission)], user.has_perm("rectification.extend_order")
    mine = [step.condition(on) for step in steps] + ([Q(asked__isnull=False) & ~Q(asked__requested_by=user)] if decides else [])
    orders = _orders(user, reduce(or_, mine)) if mine else []
    made = [_task(order, step) for step in steps for order in orders if step.takes(order, user, on)]
    return [*made, *(_to_decide(order) for order in orders if decides and order.asked_by not in (None, user.pk))]  # type: ignore[attr-defined]


def waiting(user: User, on: date) -> QuerySet[Order]:
    """The bare figure beside 整改: orders of which the next step is this person's."""
    steps = [step for step in WAITING if not step.is_late and user.has_perm(step.permission)]
    own = Q(filed_by=user)
    mine = [step.condition(on) & ~own if step.not_own else step.condition(on) for step in steps]
    orders = Order.objects.visible_to(user)
    return orders.filter(reduce(or_, mine)) if mine else orders.none()


def _orders(user: User, mine: Q) -> list[Order]:
    """Orders of which `mine` is true, those with an extension to decide first, each with what is asked for and by whom; one query."""
    asked = FilteredRelation("extensions", condition=Q(extensions__status=ExtensionStatus.REQUESTED))  # at most one an order
    orders = Order.objects.visible_to(user).for_list().annotate(asked=asked, asked_day=F("asked__new_due_on"), asked_by=F("asked__requested_by"))
    return list(orders.filter(mine).order_by(F("asked_day").asc(nulls_last=True), "due_on", "pk")[:MOST])


def _task(order: Order, step: Waiting) -> Task:
    return Task(
        step.kind,
        f"{step.asked}：{order.title}",
        order.get_absolute_url(),
        step.verb,
        note=f"{order.number}　{order.source_label}{f'　已催办 {order.urged} 次' if order.urged else ''}",
        due_on=order.due_on,
        unit=str(order.unit),
        target=order,
        clock=clock_kind(order),
    )


def _to_decide(order: Order) -> Task:
    note = f"{order.number}　申请延至 {order.asked_day}"  # type: ignore[attr-defined]
    return Task("待审批", f"审批延期：{order.title}", order.get_absolute_url(), "审批", note=note, due_on=order.due_on, unit=str(order.unit))


def figures(user: User, on: date) -> list[Tally]:
    """数字: 待验收 or 未销号 for the bureau, of which 逾期单位 are counted elsewhere; 未销号 and 逾期 for a unit; each opens its list."""
    if not user.has_perm("rectification.view_orders"):
        return []
    orders, url = Order.objects.visible_to(user), reverse("rectification:order-list")
    if user.has_perm("rectification.accept_order"):
        return [Tally("待验收", orders.awaiting_acceptance(), f"{url}?tab=waiting")]
    open_ones = Tally("未销号整改", orders.open(), f"{url}?tab=open")
    return [open_ones] if user.unit_ids() is None else [open_ones, Tally("逾期整改", orders.overdue(on), f"{url}?tab=overdue", is_alarm=True)]
