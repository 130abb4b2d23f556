"""异议: raised by the unit within its days, checked by somebody who did not draft or sign the document. Basis: REG825-30."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.separation import accounts_of, same_person
from core.audit.trail import record
from core.errors import DomainError
from core.workflow import next_status
from documents import notices
from documents.actions.issuing import finish_revoking
from documents.actions.steps import lock_document, lock_service, permissions_for
from documents.authors import made, made_by
from documents.contexts import chinese_date
from documents.handlers import objection_place
from documents.models import Document, Objection, Service
from documents.workflow import OBJECTION_TRANSITIONS, OPEN_OBJECTIONS, TRANSITIONS, Act, ObjectionAct, ObjectionState, Status

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def object_to(*, service: Service, actor: User, at: datetime, reason: str) -> Objection:
    """提出异议: in writing with reasons, up to the last day of the term, once for each service."""
    if not actor.has_perm("documents.receive_document"):
        raise PermissionDenied
    service = lock_service(service, actor)
    if service.document.status == Status.REVOKED:
        raise DomainError(f"{service.document.number} 已撤销，不用再提异议。")
    if service.objection_due_on is None:
        raise DomainError("这类文书不适用异议程序。")
    if objection_place(service.document):
        raise DomainError("这件文书的异议逐卷提出，请从文书页进入。")
    if timezone.localdate(at) > service.objection_due_on:
        raise DomainError(f"已过异议期限，应于{chinese_date(service.objection_due_on)}前提出。")
    if not reason.strip():
        raise DomainError("请写明异议理由。")
    if (earlier := service.objections.last()) is not None:
        raise DomainError("已有一件异议在复查中。" if earlier.state in OPEN_OBJECTIONS else f"贵单位的异议已经复查，结论：{earlier.get_state_display()}。")
    objection = Objection.objects.create(service=service, reason=reason.strip(), filed_at=at, filed_by=actor)
    record(actor=actor, act="file_objection", act_label="提出异议", target=service.document, at=at)
    notices.tell_objection(objection, actor, at)
    return objection


def is_barred(document: Document, user: User) -> bool:
    """Made or signed by `user` himself, who therefore does not check what a unit objects to. Basis: SEPARATION."""
    return made(document, user) or (document.signed_by is not None and same_person(document.signed_by, user))


def barred_to(user: User) -> Q:
    """The same of rows: documents of which `user` may not judge the objections, under whichever account."""
    return made_by(user) | Q(signed_by__in=accounts_of(user))


def objection_acts(document: Document, user: User) -> list[ObjectionAct]:
    """What `user` may do to the objections against `document`, each in its state: what desk and page offer."""
    return [] if is_barred(document, user) else [act for act in ObjectionAct if user.has_perms(permissions_for(document, act))]


def _advance(objection: Objection, act: ObjectionAct, actor: User) -> Objection:
    """Lock the document and the objection, test power and separation, move it through the table."""
    document = lock_document(objection.service.document_id)
    objection = Objection.objects.select_related("service__unit").select_for_update(of=("self",)).get(pk=objection.pk)
    objection.service.document = document
    if not actor.has_perms(permissions_for(document, act)):
        raise PermissionDenied
    if is_barred(document, actor):
        raise DomainError("拟制、修改、接手或者签发过文书的人，不能复查对这件文书的异议。")
    objection.state = next_status(OBJECTION_TRANSITIONS, act, objection.state)
    return objection


@transaction.atomic
def check_objection(*, objection: Objection, actor: User, at: datetime) -> Objection:
    """受理复查."""
    objection = _advance(objection, ObjectionAct.CHECK, actor)
    objection.checker = actor
    objection.save(update_fields=["state", "checker"])
    record(actor=actor, act=ObjectionAct.CHECK, target=objection.service.document, at=at)
    return objection


@transaction.atomic
def decide_objection(*, objection: Objection, act: ObjectionAct, actor: User, at: datetime, opinion: str) -> Objection:
    """复查决定: 维持, 变更 (a new document follows) or 撤销原文书 (the document is revoked with it)."""
    objection = _advance(objection, act, actor)
    if not opinion.strip():
        raise DomainError("请填写复查意见。")
    objection.opinion, objection.decided_at, objection.decided_by = opinion.strip(), at, actor
    objection.save(update_fields=["state", "opinion", "decided_at", "decided_by"])
    record(actor=actor, act=act, target=objection.service.document, at=at, note=opinion)
    notices.tell_objection_decided(objection, actor, at)
    if objection.state == ObjectionState.WITHDRAWN:
        document = objection.service.document
        document.status = next_status(TRANSITIONS, Act.REVOKE, document.status)
        document.version += 1
        finish_revoking(document, actor, at, f"异议复查：{opinion.strip()}")
    return objection
