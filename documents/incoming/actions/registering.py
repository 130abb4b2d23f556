"""登记、修改、作废: a paper enters the register under the next number, is corrected while it is open, and is voided where it should not stand there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core.errors import DomainError
from core.notices.messages import settle
from core.notices.models import Message
from documents.incoming.actions.assigning import assign, mark_read
from documents.incoming.actions.steps import advance, keep, leave_step, require_reason
from documents.incoming.clock import drop_clock, hand_clock_over, open_clock
from documents.incoming.models import Incoming, Kind
from documents.incoming.notices import ask_for_instruction, tell_voided
from documents.incoming.numbers import take_incoming_number
from documents.incoming.secrecy import refuse_secret
from documents.incoming.workflow import REGISTER, Act, Status

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Paper:
    """What the register says of a paper received, as it is typed."""

    sender: str
    title: str
    received_on: date
    kind: str = Kind.LETTER
    sender_number: str = ""
    paper_on: date | None = None
    demand: str = ""
    proposal: str = ""
    is_for_instruction: bool = False
    is_confidential: bool = False

    def check(self, on: date) -> None:
        """Raises DomainError for a marked paper and for days that cannot be."""
        refuse_secret(self.sender_number, self.title)
        if self.received_on > on:
            raise DomainError("收文日期不能晚于今天。")
        if self.paper_on is not None and self.paper_on > self.received_on:
            raise DomainError("来文日期不能晚于收文日期。")


FIELDS = tuple(Paper.__dataclass_fields__)


@transaction.atomic
def register(
    *,
    paper: Paper,
    actor: User,
    at: datetime,
    due_on: date | None = None,
    is_for_reading: bool = False,
    handler: User | None = None,
    co_handlers: Collection[User] = (),
) -> Incoming:
    """登记收文 under the next number of the year of receipt; with a handler it is handed out at once, for reading it is closed at once.

    Raises PermissionDenied, DomainError (marked secret, registered before, days out of order).
    """
    if not actor.has_perm(REGISTER):
        raise PermissionDenied
    paper.check(timezone.localdate(at))
    _check_way(paper, due_on, is_for_reading, handler)
    seq, number = take_incoming_number(paper.received_on.year)
    _refuse_doubled(paper, actor)
    incoming = Incoming(
        **asdict(paper),
        year=paper.received_on.year,
        seq=seq,
        number=number,
        due_on=due_on,
        is_for_reading=is_for_reading,
        registered_at=at,
        registered_by=actor,
    )
    incoming.save(force_insert=True)
    leave_step(incoming, Act.REGISTER, actor, at)
    open_clock(incoming, actor, at)
    ask_for_instruction(incoming, at)
    if is_for_reading:
        return mark_read(incoming=incoming, actor=actor, at=at, readers=co_handlers)
    return assign(incoming=incoming, actor=actor, at=at, handler=handler, co_handlers=co_handlers) if handler is not None else incoming


def _check_way(paper: Paper, due_on: date | None, is_for_reading: bool, handler: User | None) -> None:
    """阅知 asks for nothing, so it has neither a day, nor a handler, nor a leader to wait for."""
    if is_for_reading and (due_on is not None or handler is not None or paper.is_for_instruction):
        raise DomainError("阅知件登记后即办结，不设办理期限和承办人，也不呈批；需要办理的，请选“承办”。")
    if due_on is not None and due_on < paper.received_on:
        raise DomainError("办理期限不能早于收文日期。")


def _refuse_doubled(paper: Paper, actor: User, besides: int = 0) -> None:
    """The same number of the same sender stands in the register once; who may not see that paper is not told which it is."""
    if not paper.sender_number:
        return
    same = Incoming.objects.filter(sender=paper.sender, sender_number=paper.sender_number).exclude(status=Status.VOIDED).exclude(pk=besides)
    if same.exists():
        seen = same.visible_to(actor).first()
        raise DomainError(f"{paper.sender}{paper.sender_number}已经登记过{f'，为{seen.number}' if seen else ''}。")


@transaction.atomic
def edit(*, incoming: Incoming, paper: Paper, actor: User, at: datetime, version: int | None = None) -> Incoming:
    """修改登记 while the paper is open. The number stays, so the year of receipt stays with it."""
    row = advance(incoming, Act.EDIT, actor, version)
    paper.check(timezone.localdate(at))
    if paper.received_on.year != row.year:
        raise DomainError(f"收文编号为{row.number}，收文日期应在{row.year}年内；年份登记错了的，请作废后重新登记。")
    if row.due_on is not None and row.due_on < paper.received_on:
        raise DomainError("办理期限不能早于收文日期。")
    _refuse_doubled(paper, actor, besides=row.pk)
    changed = [name for name in FIELDS if getattr(row, name) != getattr(paper, name)]
    if not changed:
        raise DomainError("登记内容没有变化。")
    for name in changed:
        setattr(row, name, getattr(paper, name))
    if row.is_for_instruction and "is_for_instruction" in changed:
        row.instructed_at = None  # laid before the leaders anew
    labels = "、".join(str(field.verbose_name) for field in Incoming._meta.fields if field.name in changed)
    keep(row, Act.EDIT, actor, at, *changed, "instructed_at", note=labels)
    hand_clock_over(row, at)
    if "is_for_instruction" in changed:
        ask_for_instruction(row, at)
    return row


@transaction.atomic
def void(*, incoming: Incoming, actor: User, at: datetime, reason: str, version: int | None = None) -> Incoming:
    """作废: registered by mistake; the number stays in the register with the reason and is not given again."""
    row = advance(incoming, Act.VOID, actor, version)
    if row.replied_at is not None:
        raise DomainError("已经回复来文单位，不能作废；登记内容有误的，请修改登记。")
    row.voided_at, row.void_reason = at, require_reason(reason)[:200]
    keep(row, Act.VOID, actor, at, "voided_at", "void_reason", note=row.void_reason)
    drop_clock(row, actor, at)
    settle(Message.objects.about(row), at)
    tell_voided(row, actor, at)
    return row
