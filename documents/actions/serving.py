"""送达、签收、回复: one unit at a time; the document follows when all its units have got there. Basis: REG825-27."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from core.audit.trail import record
from core.errors import DomainError
from core.files.models import StoredFile
from core.notices.actions import close_deadline
from core.workdays.calendar import calendar_around
from core.workdays.counting import due_by_rule
from core.workdays.models import DeadlineRule
from documents import notices
from documents.actions.steps import advance, advance_service
from documents.actions.terms import latest_reply_day
from documents.contexts import chinese_date
from documents.handlers import on_served
from documents.models import Document, Method, Service
from documents.workflow import Act, ServiceAct, ServiceState, Status

if TYPE_CHECKING:
    from accounts.models import User

BY_NOTICE = "service_by_notice"
IN_PERSON = (Method.DIRECT, Method.LEAVE)
SERVE_FIELDS = ["state", "method", "place", "servers", "copies", "note", "served_on", "posted_on", "served_at", "served_by", "file"]
TERM_FIELDS = ["reply_due_on", "objection_due_on"]


@transaction.atomic
def serve(
    *,
    document: Document,
    actor: User,
    at: datetime,
    method: str = Method.ELECTRONIC,
    served_on: date | None = None,
    posted_on: date | None = None,
    services: Iterable[Service] | None = None,
    servers: str = "",
    place: str = "",
    copies: int = 1,
    note: str = "",
    receiver_name: str = "",
    proxy_reason: str = "",
    version: int | None = None,
) -> Document:
    """登记送达: to all units that have not got it, or to `services`; the answer's term begins and the unit's liaisons are told.

    All terms count from `served_on`, the stated day; service by notice takes effect when the days after `posted_on` are over.
    With `receiver_name` (送达回证 signed on paper) it is signed for at once. Other than electronic service names two servers.
    """
    document = advance(document, Act.SERVE, actor, version)
    if method in IN_PERSON and len([name for name in servers.replace("，", "、").split("、") if name.strip()]) < 2:
        raise DomainError("直接送达、留置送达须有两名送达人，用“、”隔开。")
    day = _day_of_service(document, method, served_on, posted_on, timezone.localdate(at))
    pending = _chosen(document, services, is_single=bool(receiver_name) or method in IN_PERSON)
    for service in pending:
        service.document, service.served_on, service.posted_on = document, day, posted_on if method == Method.NOTICE else None
        service.method, service.place, service.servers, service.copies, service.note = method, place, servers, copies, note
        _serve_one(service, actor, at, receiver_name, proxy_reason)
    _follow_service(document, at)
    record(actor=actor, act=Act.SERVE, target=document, at=at, note="、".join(str(service.unit) for service in pending))
    if document.status == Status.SERVED:
        close_deadline(kind=notices.SERVE, target=document, actor=actor, at=at)
    return document


def _chosen(document: Document, services: Iterable[Service] | None, *, is_single: bool) -> list[Service]:
    """The services to be registered, locked. Who handed over, where, and who signed is a fact of one unit: 送达回证 is one per unit. Basis: REG825-27."""
    pending = document.services.pending().select_related("unit").select_for_update(of=("self",))
    found = list(pending if services is None else pending.filter(pk__in=[service.pk for service in services]))
    if not found:
        raise DomainError("没有待送达的单位。")
    if is_single and len(found) > 1:
        raise DomainError("直接送达、留置送达和有人签收的送达，每次登记一个受送达单位。")
    return found


def _day_of_service(document: Document, method: str, stated: date | None, posted_on: date | None, today: date) -> date:
    """送达日期: today in the system, the stated day on paper, the end of the notice where it was posted. Basis: SERVE-NOTICE."""
    if method == Method.ELECTRONIC and stated not in (None, today):
        raise DomainError("电子送达以登记当日为送达日期。")
    first = day = stated or today
    if method == Method.NOTICE:
        if posted_on is None:
            raise DomainError("公告送达须写明公告日期。")
        first, day = posted_on, due_by_rule(DeadlineRule.objects.get(code=BY_NOTICE), posted_on, calendar_around(posted_on)).due_on
        if day > today:
            raise DomainError(f"公告期满视为送达，{chinese_date(day)}期满后再登记。")
    if day > today:
        raise DomainError("送达日期不能晚于今天。")
    if document.dated_on and first < document.dated_on:
        raise DomainError(f"送达日期不能早于成文日期（{chinese_date(document.dated_on)}）。")
    return day


def _serve_one(service: Service, actor: User, at: datetime, receiver_name: str, proxy_reason: str) -> None:
    document, day = service.document, service.served_on or timezone.localdate(at)
    service.state, service.served_at, service.served_by = ServiceState.SERVED, at, actor
    service.file_id = document.served_file_id  # type: ignore[assignment]
    service.reply_due_on, service.objection_due_on = notices.reply_due(document, day), notices.objection_due(document, day)
    if receiver_name:
        service.state, service.received_at, service.receiver_name, service.proxy_reason = ServiceState.RECEIVED, at, receiver_name, proxy_reason
    service.save(update_fields=[*SERVE_FIELDS, *TERM_FIELDS, "received_at", "receiver_name", "proxy_reason"])
    notices.open_reply(service, actor, at)
    notices.tell_served(service, at)
    on_served(service, actor, at)


def _follow_service(document: Document, at: datetime) -> None:
    """已送达 when the last unit has it; until then the document keeps its state."""
    services = list(document.services.all())
    if any(service.state == ServiceState.PENDING for service in services):
        document.status = Status.SEALED if document.sealed_file_id else Status.ISSUED
    is_served = document.status == Status.SERVED
    document.served_at = at if is_served else None
    document.served_on = max((service.served_on for service in services if service.served_on), default=None) if is_served else None
    document.reply_due_on = latest_reply_day(document)
    document.save(update_fields=["status", "served_at", "served_on", "reply_due_on", "version"])


@transaction.atomic
def receive(*, service: Service, actor: User, at: datetime) -> Service:
    """签收: by the unit's own liaison, in the system."""
    service = advance_service(service, ServiceAct.RECEIVE, actor)
    service.received_at, service.received_by, service.receiver_name = at, actor, actor.name
    service.save(update_fields=["state", "received_at", "received_by", "receiver_name"])
    record(actor=actor, act=ServiceAct.RECEIVE, target=service.document, at=at, note=str(service.unit))
    notices.settle_served(service, at)
    return service


@transaction.atomic
def attach_receipt(*, service: Service, actor: User, at: datetime, file: StoredFile) -> Service:
    """上传送达回证: the signed receipt of a service on paper."""
    service = Service.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=service.pk)
    if service.served_at is None:
        raise DomainError("还没有送达，不能上传送达回证。")
    service.receipt = file
    service.save(update_fields=["receipt"])
    record(actor=actor, act="attach_receipt", act_label="上传送达回证", target=service.document, at=at, note=str(service.unit))
    return service


@transaction.atomic
def record_reply(*, service: Service, actor: User, at: datetime, note: str, file: StoredFile | None = None) -> Service:
    """登记回复: what the unit answers, with its report; the document is 已回复 when all its units have answered."""
    service = advance_service(service, ServiceAct.REPLY, actor)
    service.replied_at, service.replied_by, service.reply_note, service.reply_file = at, actor, note, file
    service.received_at = service.received_at or at
    service.save(update_fields=["state", "replied_at", "replied_by", "reply_note", "reply_file", "received_at"])
    close_deadline(kind=notices.REPLY, target=service, actor=actor, at=at)
    record(actor=actor, act=ServiceAct.REPLY, target=service.document, at=at, note=str(service.unit))
    _follow_reply(service.document, at)
    notices.tell_replied(service, at)
    return service


def _follow_reply(document: Document, at: datetime) -> None:
    if document.status == Status.SERVED and not document.services.exclude(state=ServiceState.RESPONDED).exists():
        document.status, document.responded_at = Status.RESPONDED, at
        document.version += 1
        document.save(update_fields=["status", "responded_at", "version"])
