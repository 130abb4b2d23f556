"""期限的变动: the day for the answer, where a served document states it, follows the deadline counted for it.

The end of the term for objections stands as it was told at service: that record is frozen.
"""

from __future__ import annotations

from datetime import date, datetime

from accounts.models import User
from documents.models import Document, Service


def reply_day_moved(target_id: str, day: date, actor: User, at: datetime) -> None:
    """文书回复: named in DEADLINE_KINDS; the service states the new day."""
    service = Service.objects.get(pk=target_id)
    carry_reply_day(service.document_id, service.unit_id, day)


def carry_reply_day(document_id: int | None, unit_id: int, day: date, *, instead_of: date | None = None) -> None:
    """The unit's 回复期限 where it was served a letter that states one (`instead_of`, if given); the document is locked first, as in every act on it."""
    if document_id is None:
        return
    document = Document.objects.select_for_update(of=("self",)).get(pk=document_id)
    stated = {"reply_due_on": instead_of} if instead_of else {"reply_due_on__isnull": False}
    document.services.filter(unit=unit_id, **stated).update(reply_due_on=day)
    document.reply_due_on = latest_reply_day(document)
    document.save(update_fields=["reply_due_on"])


def latest_reply_day(document: Document) -> date | None:
    """回复期限 of a document: that of the unit which has longest."""
    return max((service.reply_due_on for service in document.services.all() if service.reply_due_on), default=None)
