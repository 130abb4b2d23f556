"""沿革: every act on an order leaves a row of how it stands from then on."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User, acted
from rectification.models import Order, OrderState
from rectification.workflow import Act


def keep_state(order: Order, at: datetime, *, act: Act | None = None, actor: User | None = None, note: str = "") -> None:
    """How the order stands from `at` on, as it was just saved; `act` with its `actor` where 办理记录 tells it as an act."""
    OrderState.objects.create(
        order=order, at=at, status=order.status, due_on=order.due_on, reported_at=order.reported_at, closed_at=order.closed_at,
        act=act or "", note=note, **acted(actor),
    )  # fmt: skip
