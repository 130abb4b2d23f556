"""收文关联 of 整改: orders that a paper received may be linked to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db.models import Q

from documents.incoming.targets import Place, listed
from rectification.models import Order

if TYPE_CHECKING:
    from accounts.models import User

ORDER = "order"


def find_orders(user: User, text: str, limit: int) -> list[Place]:
    found = Order.objects.visible_to(user).for_list().filter(Q(number__contains=text) | Q(title__zh=text) | Q(unit__short_name__contains=text))
    return _places(found.order_by("-pk")[:limit])


def orders_in_sight(user: User, keys: Sequence[str]) -> list[Place]:
    return _places(Order.objects.visible_to(user).for_list().filter(pk__in=keys))


def _places(orders: Iterable[Order]) -> list[Place]:
    return listed(orders, lambda order: f"{order.number} {order.title}", lambda order: f"{order.unit}　{order.get_status_display()}")
