"""设置下一号 of the papers received: where the register on paper had come to when the system began."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from core.audit.trail import record
from core.errors import DomainError
from core.numbering import go_on_from, refuse_next
from documents.incoming.models import Incoming, IncomingCounter
from documents.incoming.numbers import SERIES, locked_counter
from documents.models.number import IncomingNumberGap

if TYPE_CHECKING:
    from accounts.models import User

POWER = "documents.manage_kinds"


@transaction.atomic
def set_next_incoming_number(*, year: int, number: int, reason: str, actor: User, at: datetime) -> IncomingCounter:
    """设置下一号: the numbers skipped are kept as 启用前已用 with the reason; never at or below one that a paper bears, voided ones included.

    Raises PermissionDenied, DomainError without a reason or for a used number.
    """
    if not actor.has_perm(POWER):
        raise PermissionDenied
    if not reason.strip():
        raise DomainError("请填写理由。")
    counter = locked_counter(year)
    old, used = counter.last + 1, Incoming.objects.filter(year=year).aggregate(n=Max("seq"))["n"] or 0
    refuse_next(f"{SERIES}〔{year}〕", number, given=max(used, counter.opened_after), last=counter.last)
    go_on_from(counter, IncomingNumberGap, {"year": year}, number, reason=reason, actor=actor, at=at)
    record(actor=actor, act="set_next_number", act_label="设置下一号", target=counter, at=at, note=reason, changes={"next": [old, number]})
    return counter
