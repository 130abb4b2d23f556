"""批示: what a leader writes on a paper, in person or written down from the paper; several, none ever changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from core.errors import DomainError
from documents.incoming.actions.steps import advance, keep
from documents.incoming.models import Incoming, Instruction
from documents.incoming.notices import settle_instruction, tell_instructed
from documents.incoming.workflow import Act

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def instruct(*, incoming: Incoming, actor: User, at: datetime, text: str, version: int | None = None) -> Incoming:
    """批示 by the leader in person; who handles and who registered the paper are told."""
    row = advance(incoming, Act.INSTRUCT, actor, version)
    written = Instruction(leader=actor, leader_name=actor.signed_name, text=text.strip(), given_on=timezone.localdate(at))
    return _keep(row, Act.INSTRUCT, written, actor, at)


@transaction.atomic
def record_instruction(*, incoming: Incoming, actor: User, at: datetime, leader_name: str, given_on: date, text: str, version: int | None = None) -> Incoming:
    """补录批示: written on paper by somebody who need not have an account."""
    row = advance(incoming, Act.RECORD_INSTRUCTION, actor, version)
    if given_on > timezone.localdate(at):
        raise DomainError("批示日期不能晚于今天。")
    if not leader_name.strip():
        raise DomainError("请填写批示人。")
    written = Instruction(leader_name=leader_name.strip(), text=text.strip(), given_on=given_on)
    return _keep(row, Act.RECORD_INSTRUCTION, written, actor, at)


def _keep(row: Incoming, act: Act, written: Instruction, actor: User, at: datetime) -> Incoming:
    if not written.text:
        raise DomainError("请填写批示内容。")
    written.incoming, written.recorded_at, written.recorded_by = row, at, actor
    written.save(force_insert=True)
    row.instructed_at = row.instructed_at or at
    keep(row, act, actor, at, "instructed_at", note=f"{written.leader_name}：{written.text}")
    settle_instruction(row, at)
    tell_instructed(row, written, actor, at)
    return row
