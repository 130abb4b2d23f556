"""工作台: papers received that wait for a person: 待批示 of the leaders, 收文 of the handler, 待分办 of who keeps the register."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q

from core.lists.desk import Task
from documents.incoming.clock import kind_of
from documents.incoming.models import AWAITS_INSTRUCTION, Incoming
from documents.incoming.workflow import HANDLE, HANDLED, INSTRUCT, REGISTER, Status

if TYPE_CHECKING:
    from accounts.models import User

MOST = 50
TO_ASSIGN = Q(status=Status.REGISTERED) & ~AWAITS_INSTRUCTION  # what lies before the leaders is handed out when they have written


def tasks(user: User, on: date) -> list[Task]:
    """One statement for all that waits for this person; the deadline gives the day where there is one."""
    parts = [(INSTRUCT, AWAITS_INSTRUCTION), (HANDLE, Q(handler__in=user.acting_as, status__in=(*HANDLED, Status.REPLIED))), (REGISTER, TO_ASSIGN)]
    mine = [condition for power, condition in parts if user.has_perm(power)]
    if not mine:
        return []
    found = Incoming.objects.visible_to(user).filter(reduce(or_, mine)).order_by("due_on", "pk")[:MOST]
    return [_task(row, user) for row in found]


def _task(row: Incoming, user: User) -> Task:
    kind, verb = _asked(row, user)
    note = "　".join(filter(None, (row.number, row.sender, row.sender_number)))
    is_timed = row.due_on is not None and row.status != Status.REPLIED
    return Task(
        kind,
        row.title,
        row.get_absolute_url(),
        verb,
        note=note,
        due_on=row.due_on if is_timed else None,
        target=row if is_timed else None,
        clock=kind_of(row) if is_timed else "",
        is_own_word=kind == "待批示",
    )


def _asked(row: Incoming, user: User) -> tuple[str, str]:
    """What is asked of this person, and the verb that does it."""
    if row.awaits_instruction and user.has_perm(INSTRUCT):
        return "待批示", "批示"
    if row.status == Status.REGISTERED:
        return "收文", "分办"
    return "收文", "办结" if row.status == Status.REPLIED else "办理"
