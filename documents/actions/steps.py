"""Where every act on a document starts: sight, power, row lock, version and the table of transitions."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.errors import DomainError, StaleForm
from core.workflow import next_status
from documents.models import Document, Service
from documents.workflow import OBJECTION_TRANSITIONS, SERVICE_TRANSITIONS, TAKES_BACK, TRANSITIONS, Act, ObjectionAct, ServiceAct, Status

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)
SIGN_DECISION = "documents.sign_decision"
BEFORE_ISSUE = (Status.DRAFTED, Status.REVIEWED, Status.SIGNED)  # steps that leave an opinion


def permission_for(document: Document, act: Act) -> str:
    """The power an act asks for; what the government issues is signed and revoked by its own approver."""
    if document.kind.is_government and act in (Act.SIGN, Act.REVOKE):
        return SIGN_DECISION
    return TRANSITIONS[act].permission


def permissions_for(document: Document, act: ObjectionAct) -> list[str]:
    """The powers an act on its objection asks for: who changes or withdraws the document must also be one who may revoke it."""
    own = OBJECTION_TRANSITIONS[act].permission
    return [own, permission_for(document, Act.REVOKE)] if act in TAKES_BACK else [own]


def acts_for(document: Document, user: User) -> list[Act]:
    """The acts that may follow for `user`, in the order of the table; none on what was only brought into the register."""
    if document.came_by_import:
        return []
    return [act for act, rule in TRANSITIONS.items() if document.status in rule.sources and user.has_perm(permission_for(document, act))]


def lock_document(pk: int) -> Document:
    """The document before its services and objections, in every act: two of them then wait in line and never for each other."""
    return Document.objects.select_related("kind", "drafted_by", "signed_by").select_for_update(of=("self",)).get(pk=pk)


def look_at(document: Document, act: Act, actor: User, version: int | None = None) -> Document:
    """Lock the row and test power, version and state, without moving it. Raises PermissionDenied, StaleForm, IllegalTransition."""
    row = Document.objects.visible_to(actor).select_related("kind", "drafted_by", "reviewed_by").select_for_update(of=("self",)).get(pk=document.pk)
    if not actor.has_perm(permission_for(row, act)):
        raise PermissionDenied
    if row.came_by_import:
        raise DomainError(f"{row.number} 是启用前的文书，只作登记，不在系统内办理。")
    if version is not None and row.version != version:
        raise StaleForm(_overtaken(row))
    next_status(TRANSITIONS, act, row.status, lambda: _last_hand(row))
    return row


def advance(document: Document, act: Act, actor: User, version: int | None = None) -> Document:
    """The same, then move it through the table."""
    row = look_at(document, act, actor, version)
    row.status = next_status(TRANSITIONS, act, row.status)
    row.version += 1
    logger.info("document %s %s by %s", row.pk, act, actor.pk)
    return row


def _last_hand(row: Document) -> str:
    """Who brought the document to its present step of drafting, review or signature."""
    latest = row.opinions.select_related("author").last() if row.status in BEFORE_ISSUE else None
    return latest.author.name if latest is not None else ""


def _overtaken(row: Document) -> str:
    """What happened to the document since the form was opened."""
    edit, opinion = row.revisions.select_related("author").last(), row.opinions.last()
    if edit is not None and (opinion is None or edit.at > opinion.at):
        return f"{edit.author} {timezone.localtime(edit.at):%H:%M} 已修改这件文书，您的内容没有保存但仍在下方，请核对后再办。"
    name = _last_hand(row)
    return f"该文书已{f'由{name}办理' if name else '被修改'}，现为“{row.state_label()}”，请核对后再办。"


def advance_service(service: Service, act: ServiceAct, actor: User) -> Service:
    """The same for one unit's service; a recorded answer may also be entered by whoever serves."""
    row = lock_service(service, actor)
    power = SERVICE_TRANSITIONS[act].permission
    if not actor.has_perm(power) and not (act == ServiceAct.REPLY and actor.has_perm("documents.serve_document")):
        raise PermissionDenied
    if row.document.status == Status.REVOKED:
        raise DomainError(f"{row.document.number} 已撤销，不用再{act.label}。")
    row.state = next_status(SERVICE_TRANSITIONS, act, row.state)
    logger.info("service %s %s by %s", row.pk, act, actor.pk)
    return row


def lock_service(service: Service, actor: User) -> Service:
    """The service within sight of `actor`, its document locked with it."""
    in_sight = Service.objects.visible_to(actor)
    document = lock_document(in_sight.values_list("document_id", flat=True).get(pk=service.pk))
    row = in_sight.select_related("unit").select_for_update(of=("self",)).get(pk=service.pk)
    row.document = document
    return row
