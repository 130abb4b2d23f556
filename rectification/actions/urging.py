"""催办: remind the unit now; a telephone call is noted by hand. Both stand in the reminder ledger as proof."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from accounts.models import User
from core.audit.trail import record
from core.errors import DomainError
from core.notices.actions import URGE, deadline_of
from core.notices.actions import note_phone_urging as note_call
from core.notices.models import Deadline
from core.notices.urging import urge as urge_people
from rectification.actions.order import DEADLINE
from rectification.models import Order


def _open_deadline(order: Order, actor: User) -> Deadline:
    """The clock that is urged, of an order within sight, whose row stays locked for the count."""
    if not actor.has_perm(URGE):
        raise PermissionDenied
    order = Order.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=order.pk)
    deadline = deadline_of(order, DEADLINE)
    if deadline is None or not deadline.is_open:
        raise DomainError(f"{order.number} 没有未办结的期限，不需要催办。")
    return deadline


@transaction.atomic
def urge(*, order: Order, actor: User, at: datetime) -> int:
    """催办: once a day per unit member; returns how many are urged, and the order counts it when somebody was."""
    count = urge_people(deadline=_open_deadline(order, actor), actor=actor, at=at)
    if count:
        Order.objects.filter(pk=order.pk).update(urged=F("urged") + 1)
        record(actor=actor, act="urge", act_label="催办", target=order, at=at)
    return count


@transaction.atomic
def note_phone_urging(*, order: Order, actor: User, at: datetime, person: str, note: str) -> Order:
    """登记电话催办: who was called and what was said."""
    note_call(deadline=_open_deadline(order, actor), actor=actor, at=at, person=person, note=note)
    Order.objects.filter(pk=order.pk).update(urged=F("urged") + 1)
    record(actor=actor, act="urge-phone", act_label="登记电话催办", target=order, at=at, note=note)
    return order
