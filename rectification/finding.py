"""全局搜索: orders by number and problem, within sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from core.search.query import Hit, numbered
from core.search.sources import Rows, Source
from rectification.models import Order

if TYPE_CHECKING:
    from accounts.models import User


def _match(found: Rows, words: str) -> Rows:
    return found.filter(numbered("number", words) | Q(title__zh=words))


def _hit(order: Order, user: User) -> Hit:
    return Hit("整改", order.number, order.get_absolute_url(), f"{order.unit}　{order.title}", order.get_status_display(), order.number)


ORDERS = Source(
    "整改",
    lambda user: Order.objects.visible_to(user).for_list(),
    _hit,
    _match,
    list_name="rectification:order-list",
    list_query="tab=all",
    power="rectification.view_orders",
)
