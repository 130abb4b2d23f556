"""全局搜索: papers received by number, sender and title, within sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.search.query import Hit, search
from documents.incoming.models import Incoming

if TYPE_CHECKING:
    from accounts.models import User

FIELDS = ("number", "title", "sender", "sender_number")


def hits(user: User, query: str, limit: int) -> list[Hit]:
    found = search(Incoming.objects.visible_to(user), FIELDS, query).order_by("-pk")[:limit]
    return [
        Hit(kind="收文", title=row.number, url=row.get_absolute_url(), note=f"{row.title}　{row.sender}{row.sender_number}", state=row.get_status_display())
        for row in found
    ]
