"""沿革: every act on an order leaves a row of how it stands from then on."""

from __future__ import annotations

from datetime import datetime

from rectification.models import Order, OrderState


def keep_state(order: Order, at: datetime) -> None:
    """How the order stands from `at` on, as it was just saved."""
    OrderState.objects.create(order=order, at=at, status=order.status, due_on=order.due_on, reported_at=order.reported_at, closed_at=order.closed_at)
