"""整改的承继: open orders go to the unit that succeeds; closed and cancelled ones stay where they were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from accounts.models import Unit, User
from accounts.succession import Succession
from rectification.models import Order


def _pass_on(orders: Sequence[Order], unit: Unit, successor: Unit, actor: User, at: datetime) -> None:
    for order in orders:
        order.unit, order.version = successor, order.version + 1
    Order.objects.bulk_update(orders, ["unit", "version"], batch_size=500)


ORDERS = Succession("未销号的整改通知", "件", lambda unit: Order.objects.open().filter(unit=unit), _pass_on)
