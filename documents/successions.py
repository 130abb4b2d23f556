"""文书的承继: drafts and services not made yet go to the unit that succeeds; what was served stays served on the old one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import Unit, User
from accounts.succession import Succession
from documents.models import Document, Service
from documents.workflow import Status

ENDED = (Status.REVOKED, Status.DROPPED)


def _drafts(unit: Unit) -> QuerySet[Document]:
    return Document.objects.filter(to_unit=unit, status__in=(Status.DRAFTED, Status.REVIEWED))


def _readdress(documents: Sequence[Document], unit: Unit, successor: Unit, actor: User, at: datetime) -> None:
    for document in documents:
        document.to_unit, document.version = successor, document.version + 1
        document.to_text = document.to_text.replace(unit.name, successor.name)[:200]
    Document.objects.bulk_update(documents, ["to_unit", "to_text", "version"], batch_size=500)


def _pending(unit: Unit) -> QuerySet[Service]:
    return Service.objects.pending().filter(unit=unit).exclude(document__status__in=ENDED)


def _serve_successor(services: Sequence[Service], unit: Unit, successor: Unit, actor: User, at: datetime) -> None:
    """A service belongs to its unit for good: the one not made falls away, the successor gets its own, once for each document."""
    have = set(Service.objects.filter(unit=successor, document__in=[row.document_id for row in services]).values_list("document", flat=True))
    Service.objects.filter(pk__in=[row.pk for row in services]).delete()
    Service.objects.bulk_create(
        [Service(document_id=row.document_id, unit=successor, copies=row.copies) for row in services if row.document_id not in have], batch_size=500
    )


def _served(unit: Unit) -> QuerySet[Service]:
    of_unit = Service.objects.filter(unit=unit)
    return of_unit.to_receive() | of_unit.to_answer()


def _all(services: QuerySet[Service], successor: Unit) -> QuerySet[Service]:
    return services


def _never(services: Sequence[Service], unit: Unit, successor: Unit, actor: User, at: datetime) -> None:
    """What was served is a fact."""


DRAFTS = Succession("没有签发的文书", "件", _drafts, _readdress, note="主送单位改为承接单位，正文里的名称请拟制人核对")
SERVICES = Succession("待送达的文书", "件", _pending, _serve_successor, note="改为送达承接单位")
SERVED = Succession("待签收、待回复的文书", "件", _served, _never, clashing=_all, why="送达记录不改，由承接单位签收、回复")
