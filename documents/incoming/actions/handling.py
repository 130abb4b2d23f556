"""办理: progress, the answer, the close with its result, and the ways back."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core.errors import DomainError
from core.files.actions import remove
from core.files.models import StoredFile
from core.notices.messages import settle
from core.notices.models import Message
from documents.incoming.access import may_change_scans
from documents.incoming.actions.assigning import entrust_to
from documents.incoming.actions.steps import advance, keep, require_reason
from documents.incoming.clock import end_clock, open_clock
from documents.incoming.models import Incoming
from documents.incoming.notices import tell_assigned, tell_closed, tell_replied, tell_returned
from documents.incoming.workflow import Act

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def note_progress(*, incoming: Incoming, actor: User, at: datetime, text: str, version: int | None = None) -> Incoming:
    """登记进展: what was done so far."""
    row = advance(incoming, Act.PROGRESS, actor, version)
    if not text.strip():
        raise DomainError("请填写办理进展。")
    settle(Message.objects.about(row).filter(recipient=actor), at)
    return keep(row, Act.PROGRESS, actor, at, note=text.strip())


@transaction.atomic
def reply(*, incoming: Incoming, actor: User, at: datetime, answer: str, version: int | None = None) -> Incoming:
    """登记回复: the answer has gone out; the day is met, the matter may still go on."""
    row = advance(incoming, Act.REPLY, actor, version)
    if not answer.strip():
        raise DomainError("请填写回复去向：发给谁、以什么方式或者文号。")
    row.replied_at, row.answer = at, answer.strip()[:200]
    keep(row, Act.REPLY, actor, at, "replied_at", "answer", note=row.answer)
    end_clock(row, actor, at)
    tell_replied(row, actor, at)
    return row


@transaction.atomic
def return_for_rework(*, incoming: Incoming, actor: User, at: datetime, reason: str, due_on: date | None = None, version: int | None = None) -> Incoming:
    """退回重办: what went out is not enough; by the same handler, with a new day where one is given."""
    row = advance(incoming, Act.RETURN, actor, version)
    row.replied_at, row.answer = None, ""
    _set_day(row, due_on)
    keep(row, Act.RETURN, actor, at, "replied_at", "answer", "due_on", note=require_reason(reason))
    open_clock(row, actor, at)
    tell_returned(row, actor, reason, at)
    return row


@transaction.atomic
def close(*, incoming: Incoming, actor: User, at: datetime, result: str, answer: str = "", version: int | None = None) -> Incoming:
    """办结 with the result and what went out; the leaders who wrote on it are told."""
    row = advance(incoming, Act.CLOSE, actor, version)
    if not result.strip():
        raise DomainError("请填写办理结果。")
    if row.is_for_instruction and row.instructed_at is None:
        raise DomainError("还在等领导批示，批示后再办结；不再呈批的，请先修改登记。")
    row.closed_at, row.result, row.answer = at, result.strip(), answer.strip()[:200] or row.answer
    keep(row, Act.CLOSE, actor, at, "closed_at", "result", "answer", note=row.result)
    end_clock(row, actor, at)
    tell_closed(row, actor, at)
    return row


@transaction.atomic
def reopen(*, incoming: Incoming, actor: User, at: datetime, reason: str, handler: User, due_on: date | None = None, version: int | None = None) -> Incoming:
    """重新办理: a closed paper is handed out again; its former result stays in the record."""
    row = advance(incoming, Act.REOPEN, actor, version)
    words = entrust_to(row, handler, [person for person in row.co_handlers.all() if person != handler and not row.is_for_reading], at)
    row.closed_at = row.replied_at = None
    row.result, row.answer, row.is_for_reading = "", "", False
    _set_day(row, due_on)
    fields = ("handler", "assigned_at", "closed_at", "replied_at", "result", "answer", "is_for_reading", "due_on")
    keep(row, Act.REOPEN, actor, at, *fields, note=f"{words}。理由：{require_reason(reason)}")
    open_clock(row, actor, at)
    tell_assigned(row, actor, at)
    return row


def _set_day(row: Incoming, due_on: date | None) -> None:
    """The new day, or none: the former one is met and over."""
    if due_on is not None and due_on < row.received_on:
        raise DomainError("办理期限不能早于收文日期。")
    row.due_on = due_on


@transaction.atomic
def remove_scan(*, incoming: Incoming, actor: User, at: datetime, file: StoredFile) -> StoredFile:
    """移除 a wrong scan; what is closed or voided keeps its files."""
    row = Incoming.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=incoming.pk)
    if not may_change_scans(row, actor):
        raise PermissionDenied
    return remove(file=file, actor=actor, at=at, reason=row.number)
