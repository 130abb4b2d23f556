"""分办、改派、退回分办、阅知、调整期限: who handles a paper, and by when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core.errors import DomainError
from documents.incoming.actions.steps import advance, keep, require_handlers, require_reason
from documents.incoming.clock import hand_clock_over, move_clock
from documents.incoming.models import Incoming
from documents.incoming.notices import tell_assigned, tell_moved, tell_readers, tell_sent_back, tell_taken_away
from documents.incoming.workflow import Act

if TYPE_CHECKING:
    from accounts.models import User

READ = "阅知，不需办理。"


def entrust_to(row: Incoming, handler: User, co_handlers: Collection[User], at: datetime) -> str:
    """Put the paper into these hands; returns them in words."""
    require_handlers(handler, co_handlers)
    row.handler, row.assigned_at = handler, at
    row.co_handlers.set(co_handlers)
    return f"承办人{handler}" + (f"，协办人{'、'.join(str(person) for person in co_handlers)}" if co_handlers else "")


@transaction.atomic
def assign(
    *, incoming: Incoming, actor: User, at: datetime, handler: User, co_handlers: Collection[User] = (), note: str = "", version: int | None = None
) -> Incoming:
    """分办 to a person of the bureau, who is told and to whom the deadline is given."""
    row = advance(incoming, Act.ASSIGN, actor, version)
    words = entrust_to(row, handler, co_handlers, at)
    keep(row, Act.ASSIGN, actor, at, "handler", "assigned_at", note=f"{words}{f'。{note}' if note else ''}")
    hand_clock_over(row, at)
    tell_assigned(row, actor, at)
    return row


@transaction.atomic
def reassign(
    *, incoming: Incoming, actor: User, at: datetime, handler: User, reason: str, co_handlers: Collection[User] = (), version: int | None = None
) -> Incoming:
    """改派: another person handles it from now on; told why to both."""
    row = advance(incoming, Act.REASSIGN, actor, version)
    before, with_before = row.handler, {person.pk for person in row.co_handlers.all()}
    if handler == before and {person.pk for person in co_handlers} == with_before:
        raise DomainError("承办人和协办人没有变化。")
    words = entrust_to(row, handler, co_handlers, at)
    keep(row, Act.REASSIGN, actor, at, "handler", "assigned_at", note=f"{words}。理由：{require_reason(reason)}")
    hand_clock_over(row, at)
    if before is not None and not row.is_with(before):
        tell_taken_away(row, before, actor, at)
    tell_assigned(row, actor, at)
    return row


@transaction.atomic
def send_back(*, incoming: Incoming, actor: User, at: datetime, reason: str, version: int | None = None) -> Incoming:
    """退回分办 by the handler or who stands in for him, with the reason: whoever keeps the register hands it out anew. The day stays."""
    row = advance(incoming, Act.SEND_BACK, actor, version)
    if not row.is_led_by(actor):
        raise PermissionDenied
    row.handler, row.assigned_at = None, None
    row.co_handlers.clear()
    keep(row, Act.SEND_BACK, actor, at, "handler", "assigned_at", note=require_reason(reason))
    hand_clock_over(row, at)
    tell_sent_back(row, actor, reason, at)
    return row


@transaction.atomic
def mark_read(*, incoming: Incoming, actor: User, at: datetime, readers: Collection[User] = (), version: int | None = None) -> Incoming:
    """阅知办结: nothing is to be done; the readers named are told of it and the paper is closed at once."""
    row = advance(incoming, Act.READ, actor, version)
    if row.due_on is not None:
        raise DomainError("设了办理期限的，不能按阅知办结。")
    if row.is_for_instruction and row.instructed_at is None:
        raise DomainError("还在等领导批示，批示后再按阅知办结；不再呈批的，请先修改登记。")
    row.is_for_reading, row.closed_at, row.result = True, at, READ
    row.co_handlers.set(readers)
    words = f"传阅{'、'.join(str(person) for person in readers)}" if readers else ""
    keep(row, Act.READ, actor, at, "is_for_reading", "closed_at", "result", note=words)
    tell_readers(row, at)
    return row


@transaction.atomic
def set_deadline(*, incoming: Incoming, actor: User, at: datetime, due_on: date, reason: str, version: int | None = None) -> Incoming:
    """调整期限: a day is set, put off or brought forward, with the reason; reminders follow the new day."""
    row = advance(incoming, Act.SET_DEADLINE, actor, version)
    if due_on < row.received_on:
        raise DomainError("办理期限不能早于收文日期。")
    before = row.due_on
    move_clock(row, due_on, actor, at, require_reason(reason))
    moved = f"{f'由{before}' if before else ''}{'调整为' if before else '设为'}{due_on}"
    keep(row, Act.SET_DEADLINE, actor, at, "due_on", note=f"{moved}。理由：{reason.strip()}")
    tell_moved(row, actor, at)
    return row
