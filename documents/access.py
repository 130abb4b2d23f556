"""文书文件的查看与上传: who may look at the issued files, sealed scans, approvals and receipts; who may add them.

`target` of an upload is "document:<id>" or "service:<id>".
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404

from core.files.models import StoredFile, StoredFileQuerySet
from core.whole_number import whole_number
from documents.models import Document, Service

if TYPE_CHECKING:
    from accounts.models import Unit, User

DOCUMENT, SERVICE = "documents.document", "documents.service"
APPROVAL, ISSUED = "document_approval", "document_issued"


def _document(user: User, target: str) -> Document:
    kind, _, pk = target.partition(":")
    found = Document.objects.visible_to(user).filter(pk=pk).first() if kind == "document" and whole_number(pk) is not None else None
    if found is None:
        raise Http404
    return found


def _service(user: User, target: str) -> Service:
    kind, _, pk = target.partition(":")
    found = Service.objects.visible_to(user).select_related("unit").filter(pk=pk).first() if kind == "service" and whole_number(pk) is not None else None
    if found is None:
        raise Http404
    return found


def may_see(user: User, file: StoredFile) -> bool:
    """Whoever sees the document sees its files; approvals on paper stay inside the bureau, answers with their unit."""
    if file.owner_kind == SERVICE:
        return Service.objects.visible_to(user).filter(pk=file.owner_id).exists()
    if file.owner_kind != DOCUMENT or not Document.objects.visible_to(user).filter(pk=file.owner_id).exists():
        return False
    return file.purpose != APPROVAL or user.unit_ids() is None


def files_in_sight(user: User) -> StoredFileQuerySet:
    """The same as a set, without the issued files, which are found by their document."""
    present = StoredFile.objects.present()
    own = present.owned_among(Document.objects.visible_to(user)).exclude(purpose=ISSUED)
    if user.unit_ids() is not None:
        own = own.exclude(purpose=APPROVAL)
    return own | present.owned_among(Service.objects.visible_to(user))


def may_add_approval(user: User, target: str) -> Unit | None:
    if not user.has_perm("documents.record_paper_approval"):
        raise PermissionDenied
    return _document(user, target).to_unit


def may_add_sealed(user: User, target: str) -> Unit | None:
    if not user.has_perm("documents.issue_document"):
        raise PermissionDenied
    return _document(user, target).to_unit


def may_add_receipt(user: User, target: str) -> Unit:
    if not user.has_perm("documents.serve_document"):
        raise PermissionDenied
    return _service(user, target).unit


def may_add_reply(user: User, target: str) -> Unit:
    if not (user.has_perm("documents.receive_document") or user.has_perm("documents.serve_document")):
        raise PermissionDenied
    return _service(user, target).unit


def on_stored(file: StoredFile, target: str, actor: User, at: datetime) -> None:
    """Note the row a file belongs to, in the transaction that stores it."""
    kind, _, pk = target.partition(":")
    file.owner_kind, file.owner_id = (DOCUMENT if kind == "document" else SERVICE), pk
    file.save(update_fields=["owner_kind", "owner_id"])
