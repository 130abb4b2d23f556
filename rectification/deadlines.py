"""Which clock of an order runs, and what the reminders ask about it."""

from __future__ import annotations

from collections.abc import Sequence

from accounts.models import User
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


def is_shown_clock(order: Order, user: User) -> bool:
    """The days for accepting are the bureau's own: a unit is not shown somebody else's delay as its own."""
    return clock_kind(order) == DEADLINE or user.unit_ids() is None


def clock_of(order: Order, user: User) -> Deadline | None:
    """The deadline that runs, where it concerns `user`."""
    return deadline_of(order, clock_kind(order)) if is_shown_clock(order, user) else None


def clocks_of(orders: Sequence[Order], user: User) -> dict[int, Deadline]:
    """Order id → the clock that runs and concerns `user`."""
    return deadlines_of([order for order in orders if is_shown_clock(order, user)], clock_kind)
