"""全局搜索: documents by number, title and addressee, within sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from core.search.query import Hit, numbered
from core.search.sources import Rows, Source
from documents.models import Document

if TYPE_CHECKING:
    from accounts.models import User


def _match(found: Rows, words: str) -> Rows:
    return found.filter(numbered("number", words) | Q(title__contains=words) | Q(to_text__contains=words))


def _hit(document: Document, user: User) -> Hit:
    note, title = f"{document.title}　{document.to_text}", document.number or document.title
    return Hit("文书", title, document.get_absolute_url(), note, document.state_label(), document.number)


DOCUMENTS = Source(
    "文书",
    lambda user: Document.objects.visible_to(user).select_related("kind"),
    _hit,
    _match,
    list_name="documents:document-list",
    power="documents.view_documents",
)
