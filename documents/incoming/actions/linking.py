"""关联: the matter, order, document or request a paper concerns, out of those its linker sees."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from core.errors import DomainError
from documents.incoming.actions.steps import advance, keep
from documents.incoming.models import Incoming, IncomingLink
from documents.incoming.targets import place_of
from documents.incoming.workflow import Act

if TYPE_CHECKING:
    from accounts.models import User

UNLINKED = "取消关联"


@transaction.atomic
def link(*, incoming: Incoming, actor: User, at: datetime, kind: str, target_id: str, version: int | None = None) -> IncomingLink:
    """关联 what the actor sees; the same thing once."""
    row = advance(incoming, Act.LINK, actor, version)
    place = place_of(actor, kind, target_id)
    if place is None:
        raise DomainError("没有找到要关联的事项，请重新查找后选择。")
    if row.links.filter(kind=kind, target_id=target_id).exists():
        raise DomainError(f"已经关联过{place.label}。")
    made = IncomingLink.objects.create(incoming=row, kind=kind, target_id=target_id, label=place.label[:200], url=place.url, linked_at=at, linked_by=actor)
    keep(row, Act.LINK, actor, at, about=made)
    return made


@transaction.atomic
def unlink(*, incoming: Incoming, link: IncomingLink, actor: User, at: datetime) -> Incoming:
    """取消关联 of what does not belong there; the record keeps that it was. Only what the actor sees himself."""
    row = advance(incoming, Act.LINK, actor)
    if place_of(actor, link.kind, link.target_id) is None:
        raise PermissionDenied
    link.delete()
    return keep(row, Act.LINK, actor, at, note=UNLINKED, about=link)
