"""收文的交接: papers go on with another handler or co-handler, their day with them; the record says that it was by 交接."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from accounts.handover import Source
from accounts.models import Post, User
from accounts.with_post import Named
from documents.incoming.actions.steps import keep
from documents.incoming.clock import hand_clock_over
from documents.incoming.models import Incoming
from documents.incoming.workflow import HANDLE, OPEN, Act

Shared = Incoming.co_handlers.through


def _handled() -> Any:
    return Incoming.objects.filter(status__in=OPEN, handler__isnull=False)


def _pass_handled(rows: Sequence[Incoming], giver: User, taker: User, post: Post, actor: User, at: datetime) -> None:
    for row in Incoming.objects.select_for_update(of=("self",)).filter(pk__in=[row.pk for row in rows]).order_by("pk"):
        row.handler = taker
        row.version += 1
        row.co_handlers.remove(taker)
        keep(row, Act.REASSIGN, actor, at, "handler", note=f"承办人{taker}。理由：{giver}工作交接")
        hand_clock_over(row, at)


def _shared() -> Any:
    return Shared.objects.filter(incoming__status__in=OPEN).select_related("incoming")


def _pass_shared(rows: Sequence[Any], giver: User, taker: User, post: Post, actor: User, at: datetime) -> None:
    """The taker helps once, and not where he is the handler."""
    mine = set(Shared.objects.filter(user=taker).values_list("incoming", flat=True))
    for row in rows:
        same = Shared.objects.filter(pk=row.pk)
        same.delete() if row.incoming_id in mine or row.incoming.handler_id == taker.pk else same.update(user=taker)


def _words(row: Incoming) -> Named:
    return Named(row.spoken_title, row.get_absolute_url(), row.due_on)


HANDLED = Source(
    "incoming",
    "承办的收文",
    _handled,
    "handler",
    _words,
    _pass_handled,
    power=HANDLE,
    has_deadline=True,
)
SHARED = Source(
    "incoming_shared",
    "协办的收文",
    _shared,
    "user",
    lambda row: _words(row.incoming),
    _pass_shared,
    power=HANDLE,
)
