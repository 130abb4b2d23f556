"""上行处理: what the app that drafted a document does when the document is issued, served, revoked or dropped, and which parts of its text it has written."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from documents.models import Document, Service

if TYPE_CHECKING:
    from accounts.models import User


def _handler(document: Document, event: str) -> str:
    row = settings.DOCUMENT_HANDLERS.get(document.kind_id)
    return getattr(row, event, "") if row else ""


def fixed_parts(document: Document) -> tuple[str, ...]:
    """来源写定的部分: parts of the text that say what the source does next, so nobody edits them here; none without a source."""
    row = settings.DOCUMENT_HANDLERS.get(document.kind_id)
    return row.fixed_parts if row and document.source_id else ()


def may_be_dropped(document: Document) -> bool:
    """A draft of its own, or one whose source has said what follows when it is dropped."""
    return not document.source_id or bool(_handler(document, "on_dropped"))


def is_for_one_unit(document: Document) -> bool:
    """Drafted by a source that acts on the service: what follows concerns the unit it was drafted for, nobody else."""
    return bool(document.source_id and _handler(document, "on_served"))


def on_document(event: str, document: Document, actor: User, at: datetime) -> None:
    """Call `on_issued`, `on_revoked` or `on_dropped` of the kind, in the present transaction."""
    if name := _handler(document, event):
        import_string(name)(document, actor, at)


def objection_place(document: Document) -> str:
    """The address at which units object to what this document tells; "" where they object to the document itself."""
    name = _handler(document, "objects_at")
    return str(import_string(name)(document)) if name else ""


def on_served(service: Service, actor: User, at: datetime) -> None:
    """Call `on_served` of the kind, in the present transaction."""
    if name := _handler(service.document, "on_served"):
        import_string(name)(service.document, service, actor, at)
