"""Which clock of an order runs, and what the reminders ask about it."""

from __future__ import annotations

from collections.abc import Sequence

from core.notices.actions import deadline_of, deadlines_of
from core.notices.models import Deadline
from rectification.actions.order import ACCEPTANCE, DEADLINE
from rectification.models import Order
from rectification.workflow import Status


def state_of(target_id: str) -> str:
    """The order's state in words, for the text of a reminder."""
    return Order.objects.get(pk=target_id).get_status_display()


def clock_kind(order: Order) -> str:
    """The accepter's deadline while the report waits for acceptance, else the unit's."""
    return ACCEPTANCE if order.status == Status.REPORT_SUBMITTED else DEADLINE


def clock_of(order: Order) -> Deadline | None:
    """The deadline that runs."""
    return deadline_of(order, clock_kind(order))


def clocks_of(orders: Sequence[Order]) -> dict[int, Deadline]:
    """Order id → the clock that runs, with two queries for a page of orders."""
    waiting = [order for order in orders if order.status == Status.REPORT_SUBMITTED]
    others = [order for order in orders if order.status != Status.REPORT_SUBMITTED]
    return {**deadlines_of(others, DEADLINE), **deadlines_of(waiting, ACCEPTANCE)}
