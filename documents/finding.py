"""全局搜索: documents by number and title, within sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from core.search.query import Hit
from documents.models import Document

if TYPE_CHECKING:
    from accounts.models import User


def hits(user: User, query: str, limit: int) -> list[Hit]:
    found = Document.objects.visible_to(user).select_related("kind").filter(Q(number__contains=query) | Q(title__contains=query))[:limit]
    return [
        Hit(
            kind="文书",
            title=document.number or document.title,
            url=document.get_absolute_url(),
            note=f"{document.title}　{document.to_text}",
            state=document.state_label(),
        )
        for document in found
    ]
