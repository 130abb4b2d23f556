"""办理期限: one deadline of a paper received, given to its handler; of a 限阅 paper it is another kind, which only leaders and the handler see."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from core.errors import DomainError
from core.notices.actions import cancel_deadline, close_deadline, deadlines_for, entrust, move_deadline, open_deadline
from core.notices.models import Deadline, DeadlineChange
from documents.incoming.models import Incoming
from documents.notices import bureau

if TYPE_CHECKING:
    from accounts.models import User

PLAIN, CONFIDENTIAL = "incoming", "incoming_confidential"


def kind_of(incoming: Incoming) -> str:
    return CONFIDENTIAL if incoming.is_confidential else PLAIN


def clock_of(incoming: Incoming) -> Deadline | None:
    """The open deadline, else the last one it had."""
    return deadlines_for(incoming).select_related("unit").order_by("pk").last() if incoming.due_on else None


def open_clock(incoming: Incoming, actor: User, at: datetime) -> None:
    """建立期限 where a day is set."""
    if incoming.due_on is None:
        return
    open_deadline(
        kind=kind_of(incoming), target=incoming, title=incoming.spoken_title, unit=bureau(), actor=actor, at=at, start_on=incoming.received_on,
        due_on=incoming.due_on, start_event="收文", basis=basis_of(incoming), verb="办理", url=incoming.get_absolute_url(), assignee=incoming.handler,
    )  # fmt: skip


def basis_of(incoming: Incoming) -> str:
    """文书载明: what set the day."""
    if incoming.is_confidential:
        return "来文载明"
    return f"{incoming.sender_number or incoming.sender}载明"


def hand_clock_over(incoming: Incoming, at: datetime) -> None:
    """The deadline asks the present handler and is seen by those the paper is open to."""
    entrust(target=incoming, kind=kind_of(incoming), title=incoming.spoken_title, assignee=incoming.handler, at=at)


def move_clock(incoming: Incoming, due_on: date, actor: User, at: datetime, reason: str) -> None:
    """调整期限: a later day is an extension, an earlier one a change; where there was none it begins."""
    deadline = deadlines_for(incoming).open().first()
    if deadline is not None and deadline.due_on == due_on:
        raise DomainError("办理期限没有变化。")
    incoming.due_on = due_on
    if deadline is None:
        open_clock(incoming, actor, at)
    else:
        kind = DeadlineChange.Kind.EXTEND if due_on > deadline.due_on else DeadlineChange.Kind.CHANGE
        move_deadline(deadline=deadline, new_due_on=due_on, actor=actor, at=at, reason=reason, kind=kind)


def end_clock(incoming: Incoming, actor: User, at: datetime) -> None:
    """The paper is answered or done."""
    close_deadline(kind=kind_of(incoming), target=incoming, actor=actor, at=at)


def drop_clock(incoming: Incoming, actor: User, at: datetime) -> None:
    """The paper is voided."""
    cancel_deadline(kind=kind_of(incoming), target=incoming, actor=actor, at=at)


def state_of(target_id: str) -> str:
    """现状 in words, for reminders."""
    incoming = Incoming.objects.filter(pk=target_id).first()
    return incoming.get_status_display() if incoming else ""
