"""文书的交接: documents go on with another handler, objections with another checker. Who drafted, checked and signed stays on record.

What was served on a unit waits for its post.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.handover import Judge, Source
from accounts.models import Post, User
from accounts.with_post import Matters, Named
from documents.actions.objections import is_barred
from documents.authors import load_authors
from documents.models import Document, Objection, Service, TakeOver
from documents.models.document import HANDLER
from documents.workflow import ObjectionState, ServiceState, Status

UNDER_WAY = (Status.DRAFTED, Status.REVIEWED, Status.SIGNED, Status.ISSUED, Status.SEALED)


def _open_documents() -> Any:
    """Not served yet, or served with somebody still to sign for it or to answer."""
    waiting = Service.objects.to_receive() | Service.objects.to_answer()
    open_now = Q(status__in=UNDER_WAY) | Q(status=Status.SERVED) & Exists(waiting.filter(document=OuterRef("pk")))
    return Document.objects.filter(open_now).annotate(handler_id=HANDLER).select_related("kind", "to_unit")


def _pass_documents(rows: Sequence[Document], giver: User, taker: User, post: Post, actor: User, at: datetime) -> None:
    Document.objects.filter(pk__in=[row.pk for row in rows]).update(handled_by=taker)
    TakeOver.objects.bulk_create([TakeOver(document=row, taker=taker, at=at) for row in rows], batch_size=500)


def _pass_objections(rows: Sequence[Objection], giver: User, taker: User, post: Post, actor: User, at: datetime) -> None:
    Objection.objects.filter(pk__in=[row.pk for row in rows]).update(checker=taker)


def _objection_bars(rows: Sequence[Objection], takers: Sequence[User]) -> Judge:
    load_authors(row.service.document for row in rows)
    return lambda row, taker: f"{taker}拟制、修改、接手或者签发过这件文书，不能复查对它的异议。" if is_barred(row.service.document, taker) else ""


def _words(row: Document) -> Named:
    """Its number; before it has one, the day on which it was drafted."""
    which = row.number or f"{timezone.localtime(row.drafted_at):%Y-%m-%d}拟制"
    return Named(f"{row.kind.short_name}　{which}　{row.listed_title}（{row.state_label()}）", row.get_absolute_url(), row.reply_due_on)


def _received(user: User) -> Any:
    """待签收, 待回复 of the unit."""
    services = Service.objects.visible_to(user)
    found = (services.to_receive() | services.to_answer()).select_related("document", "unit").order_by("served_at", "pk")
    return found if user.has_perm("documents.receive_document") else found.none()


def _service_words(row: Service) -> Named:
    asked = "待签收" if row.state == ServiceState.SERVED else "待回复"
    return Named(f"{row.document.number}　{row.document.title}（{row.unit}，{asked}）", row.document.get_absolute_url(), row.reply_due_on)


DOCUMENTS = Source(
    "document",
    "承办的文书",
    _open_documents,
    "handler_id",
    _words,
    _pass_documents,
    power="documents.draft_document",
)
OBJECTIONS = Source(
    "document_objection",
    "复查中的异议",
    lambda: Objection.objects.filter(state=ObjectionState.CHECKING).select_related(
        "service__document__drafted_by", "service__document__signed_by", "service__unit"
    ),
    "checker",
    lambda row: Named(f"异议复查：{row.service.document.number}　{row.service.document.title}（{row.service.unit}）", row.get_absolute_url()),
    _pass_objections,
    power="documents.decide_objection",
    why_not=_objection_bars,
)

RECEIVED = Matters("收到的文书", _received, _service_words)
