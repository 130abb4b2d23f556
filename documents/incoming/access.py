"""收文扫描件: whoever sees the paper sees its scans; added by who registers or handles it, while it is open. `target` is "incoming:<id>"."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404

from core.errors import DomainError
from core.files.models import StoredFile
from core.whole_number import whole_number
from documents.incoming.models import Incoming, IncomingQuerySet
from documents.incoming.workflow import HANDLE, OPEN, REGISTER
from documents.notices import bureau

if TYPE_CHECKING:
    from accounts.models import Unit, User

PURPOSE, OWNER = "incoming_scan", "documents.incoming"


def may_see(user: User, file: StoredFile) -> bool:
    return file.owner_kind == OWNER and Incoming.objects.visible_to(user).filter(pk=file.owner_id).exists()


def may_change_scans(incoming: Incoming, user: User) -> bool:
    """Whether `user` may add and remove scans now."""
    return incoming.status in OPEN and (user.has_perm(REGISTER) or (user.has_perm(HANDLE) and incoming.is_with(user)))


def _taking_scans(papers: IncomingQuerySet, user: User, target: str) -> Incoming:
    """The paper of `target` among `papers`, to which `user` may add now. Raises Http404, DomainError (ended), PermissionDenied."""
    kind, _, pk = target.partition(":")
    found = papers.filter(pk=pk).first() if kind == "incoming" and whole_number(pk) is not None else None
    if found is None:
        raise Http404
    if found.is_ended:
        raise DomainError(f"{found.number}{found.get_status_display()}，不能再传扫描件。")
    if not may_change_scans(found, user):
        raise PermissionDenied
    return found


def may_upload(user: User, target: str) -> Unit:
    _taking_scans(Incoming.objects.visible_to(user), user, target)
    return bureau()


def on_stored(file: StoredFile, target: str, actor: User, at: datetime) -> None:
    """Note the paper a file belongs to, in the transaction that stores it: locked and asked again, it may have ended meanwhile."""
    found = _taking_scans(Incoming.objects.visible_to(actor).select_for_update(of=("self",)), actor, target)
    file.owner_kind, file.owner_id = OWNER, str(found.pk)
    file.save(update_fields=["owner_kind", "owner_id"])
