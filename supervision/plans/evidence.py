"""进展佐证: who may add evidence to a unit's share and who may look at it. `target` is "share:<id>"."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import Http404

from accounts.models import Unit, User
from core.audit.trail import record
from core.errors import DomainError
from core.files.models import StoredFile
from core.whole_number import whole_number
from supervision.plans.models import Assignment
from supervision.plans.workflow import FILL, RUNNING, ShareStatus

OWNER = "supervision.assignment"
CLOSED = (ShareStatus.SUBMITTED, ShareStatus.DONE)


def _share(user: User, target: str) -> Assignment:
    kind, _, pk = target.partition(":")
    if kind != "share" or whole_number(pk) is None:
        raise Http404
    share = Assignment.objects.visible_to(user).select_related("unit", "item__plan").filter(pk=pk).first()
    if share is None:
        raise Http404
    return share


def may_upload(user: User, target: str) -> Unit | None:
    """The unit's liaison while the share is with the unit."""
    share = _share(user, target)
    if not user.has_perm(FILL):
        raise PermissionDenied
    if share.status in CLOSED or share.item.plan.status not in RUNNING:
        now = share.get_status_display() if share.status in CLOSED else share.item.plan.get_status_display()
        raise DomainError(f"现为“{now}”，不能再加佐证。")
    return share.unit


def on_stored(file: StoredFile, target: str, actor: User, at: datetime) -> None:
    """Hang the file on its share, in the transaction that stores it."""
    share = _share(actor, target)
    file.owner_kind, file.owner_id = OWNER, str(share.pk)
    file.save(update_fields=["owner_kind", "owner_id"])
    record(actor=actor, act="add-evidence", act_label="上传进展佐证", target=share, at=at)


def may_see(user: User, file: StoredFile) -> bool:
    """Whoever sees the share sees its evidence."""
    return file.owner_kind == OWNER and Assignment.objects.visible_to(user).filter(pk=file.owner_id).exists()


def has_evidence(share: Assignment) -> bool:
    """Whether anything proves this share."""
    return StoredFile.objects.filter(owner_kind=OWNER, owner_id=str(share.pk), removed_at=None).exists()


def evidence_of(share: Assignment) -> list[StoredFile]:
    """Files of the share, oldest first."""
    return list(StoredFile.objects.filter(owner_kind=OWNER, owner_id=str(share.pk), removed_at=None).order_by("created_at"))
