"""整改的交接: where the unit named the person who leaves as 责任人 of an open order, it names the taker from now on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from accounts.handover import Rows, Source
from accounts.models import Post, Unit, User
from rectification.models import Order


def _of_unit(rows: Rows, post: Post, others: list[Post]) -> Rows:
    return rows.filter(unit__in=Unit.objects.below(post.unit))


def _pass_on(rows: Sequence[Order], giver: User, taker: User, post: Post, actor: User, at: datetime) -> None:
    for order in rows:
        order.responsible, order.version = taker.name, order.version + 1
    Order.objects.bulk_update(rows, ["responsible", "version"], batch_size=500)


RESPONSIBLE = Source(
    "order_responsible",
    "任责任人的整改",
    Order.objects.open,
    "responsible",
    lambda order: (f"{order.number}　{order.title}", order.get_absolute_url()),
    _pass_on,
    of_post=_of_unit,
    by_name=True,
)
