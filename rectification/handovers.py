"""整改的交接: where the unit named the person who leaves as 责任人 of an open order, it names the taker from now on; the others wait for the post."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from accounts.handover import Rows, Source
from accounts.models import Post, Unit, User
from accounts.with_post import Matters, Named
from rectification.models import Order

CONCERNED = ("rectification.fill_order", "rectification.approve_report", "rectification.accept_order")


def _of_unit(rows: Rows, post: Post, others: list[Post]) -> Rows:
    return rows.filter(unit__in=Unit.objects.below(post.unit))


def _pass_on(rows: Sequence[Order], giver: User, taker: User, post: Post, actor: User, at: datetime) -> None:
    for order in rows:
        order.responsible, order.version = taker.name, order.version + 1
    Order.objects.bulk_update(rows, ["responsible", "version"], batch_size=500)


def _words(order: Order) -> Named:
    return Named(f"{order.number}　{order.title}（{order.unit}，{order.get_status_display()}）", order.get_absolute_url(), order.due_on)


def _open(user: User) -> Rows:
    """Every order that is not closed, whoever has the next step: the unit's for its own posts, all for who accepts them."""
    orders = Order.objects.visible_to(user).open().for_list().order_by("due_on", "pk")
    return orders if any(user.has_perm(power) for power in CONCERNED) else orders.none()


RESPONSIBLE = Source(
    "order_responsible",
    "任责任人的整改",
    lambda: Order.objects.open().for_list(),
    "responsible",
    _words,
    _pass_on,
    of_post=_of_unit,
    by_name=True,
)


ORDERS = Matters("整改", _open, _words)
