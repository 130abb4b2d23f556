"""撤销整改: an order that ought not to stand ends without being put right; its clocks stop and it counts nowhere as open or recurring."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.audit.trail import record
from core.notices.actions import cancel_deadline
from rectification.actions.extension import end_requests
from rectification.actions.order import ACCEPTANCE, DEADLINE, advance, require_reason
from rectification.actions.states import keep_state
from rectification.models import Order
from rectification.notices import tell_unit
from rectification.workflow import OPEN_STATUSES, Act, Status

CANCEL_FIELDS = ["status", "cancelled_at", "cancelled_by", "cancel_reason"]


@transaction.atomic
def cancel_order(*, order: Order, actor: User, at: datetime, reason: str) -> Order:
    """撤销整改: by who may issue orders, with a reason, while the order is open; the number stays used. Basis: REG825-30."""
    order = advance(order, Act.CANCEL, actor)
    require_reason(reason)
    return _end(order, actor, at, reason.strip())


@transaction.atomic
def cancel_with_source(*, order: Order, actor: User, at: datetime, reason: str) -> Order:
    """随文书撤销: an act on its source took the order's ground away, so no power of its own is asked; an ended order stays as it is."""
    order = Order.objects.select_related("unit").select_for_update(of=("self",)).get(pk=order.pk)
    if order.status not in OPEN_STATUSES:
        return order
    order.status = Status.CANCELLED
    return _end(order, actor, at, reason)


def _end(order: Order, actor: User, at: datetime, reason: str) -> Order:
    """What cancelling writes; `order` is locked and stands at 已撤销 already."""
    order.cancelled_at, order.cancelled_by, order.cancel_reason = at, actor, reason[:300]
    order.save(update_fields=CANCEL_FIELDS)
    keep_state(order, at)
    end_requests(order, actor, at, "整改已撤销，不再延期。")
    for kind in (DEADLINE, ACCEPTANCE):
        cancel_deadline(kind=kind, target=order, actor=actor, at=at)
    record(actor=actor, act=Act.CANCEL, target=order, at=at, note=reason)
    tell_unit(order, f"整改已撤销：{order.number}", f"《{order.title}》的整改已撤销，不用再报送。理由：{order.cancel_reason}", at)
    return order
