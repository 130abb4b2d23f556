"""Where every act on a paper received starts and ends: sight, power, row lock, version and the table; then the record of it."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from accounts.models import acted
from accounts.recipients import bureau_holders
from core.audit.trail import record
from core.errors import DomainError, StaleForm
from core.look.numbers import moment_in_words
from core.workflow import next_status
from documents.incoming.models import Incoming, IncomingLink, IncomingStep
from documents.incoming.workflow import HANDLE, OF_THE_HANDLER, TRANSITIONS, Act

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)


def advance(incoming: Incoming, act: Act, actor: User, version: int | None = None) -> Incoming:
    """Lock the row within the actor's sight, test power and version, move it through the table.

    Raises PermissionDenied, StaleForm, IllegalTransition.
    """
    if not actor.has_perm(TRANSITIONS[act].permission):
        raise PermissionDenied
    row = Incoming.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=incoming.pk)
    if act in OF_THE_HANDLER and not row.may_handle(actor):
        raise PermissionDenied
    if version is not None and row.version != version:
        raise StaleForm(_overtaken(row))
    row.status = next_status(TRANSITIONS, act, row.status, lambda: _last_hand(row)) or row.status
    row.version += 1
    return row


def keep(incoming: Incoming, act: Act, actor: User, at: datetime, *fields: str, note: str = "", about: IncomingLink | None = None) -> Incoming:
    """Save the row's `fields`, its status and version; leave the step and the audit entry."""
    incoming.save(update_fields=[*fields, "status", "version"])
    leave_step(incoming, act, actor, at, note, about)
    return incoming


def leave_step(incoming: Incoming, act: Act, actor: User, at: datetime, note: str = "", about: IncomingLink | None = None) -> None:
    """办理记录 and audit; the words stay with the paper, the audit names it by its number, a link by its target."""
    target = {"kind": about.kind, "target_id": about.target_id} if about is not None else {}
    IncomingStep.objects.create(incoming=incoming, at=at, act=act, note=note, status=incoming.status, **acted(actor), **target)
    record(actor=actor, act=act, target=incoming, at=at)
    logger.info("incoming %s %s by %s", incoming.pk, act, actor.pk)


def _last_hand(row: Incoming) -> str:
    latest = row.steps.select_related("actor").last()
    return latest.actor.name if latest is not None else ""


def _overtaken(row: Incoming) -> str:
    """What happened since the form was opened."""
    latest = row.steps.select_related("actor").last()
    told = f"{latest.actor}于{moment_in_words(latest.at)}{latest.get_act_display()}" if latest is not None else "他人已经办理"
    return f"您打开本页后，{told}，现为“{row.get_status_display()}”。您的内容没有保存但仍在下方，请核对后再办。"


def require_handlers(handler: User, co_handlers: Collection[User]) -> None:
    """承办人 and 协办人 are people of the bureau who handle papers; the handler does not also help."""
    able = {person.pk for person in bureau_holders(HANDLE)}
    unable = [person.name for person in (handler, *co_handlers) if person.pk not in able]
    if unable:
        raise DomainError(f"{'、'.join(unable)}没有办理收文的岗位，请另选承办人。")
    if handler.pk in {person.pk for person in co_handlers}:
        raise DomainError(f"{handler}已是承办人，不用再列为协办人。")


def require_reason(reason: str) -> str:
    """改派、退回、重新办理、作废、调整期限 are always told why."""
    if not reason.strip():
        raise DomainError("请填写理由。")
    return reason.strip()
