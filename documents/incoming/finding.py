"""全局搜索: papers received by number, sender and title, within sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.search.query import Hit, search
from core.search.sources import Rows, Source
from documents.incoming.models import Incoming
from documents.incoming.workflow import VIEW

if TYPE_CHECKING:
    from accounts.models import User

FIELDS = ("number", "title", "sender", "sender_number")


def _match(found: Rows, words: str) -> Rows:
    return search(found, FIELDS, words)


def _hit(row: Incoming, user: User) -> Hit:
    note = f"{row.title}　{row.sender}{row.sender_number}"
    return Hit("收文", row.number, row.get_absolute_url(), note, row.get_status_display(), row.number)


INCOMING = Source("收文", lambda user: Incoming.objects.visible_to(user), _hit, _match, list_name="documents:incoming-list", list_query="tab=all", power=VIEW)
