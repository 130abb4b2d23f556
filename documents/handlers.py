"""上行处理: what the app that drafted a document does when the document is issued, served, signed for or revoked."""

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


def on_document(event: str, document: Document, actor: User, at: datetime) -> None:
    """Call `on_issued` or `on_revoked` of the kind, in the present transaction."""
    if name := _handler(document, event):
        import_string(name)(document, actor, at)


def on_service(event: str, service: Service, actor: User, at: datetime) -> None:
    """Call `on_served` or `on_received` of the kind, in the present transaction."""
    if name := _handler(service.document, event):
        import_string(name)(service.document, service, actor, at)
