"""全局搜索: orders by number and problem, within sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from core.search.query import Hit
from rectification.models import Order

if TYPE_CHECKING:
    from accounts.models import User


def hits(user: User, query: str, limit: int) -> list[Hit]:
    found = Order.objects.visible_to(user).for_list().filter(Q(number__contains=query) | Q(title__zh=query))[:limit]
    return [
        Hit(kind="整改", title=order.number, url=order.get_absolute_url(), note=f"{order.unit}　{order.title}", state=order.get_status_display())
        for order in found
    ]
