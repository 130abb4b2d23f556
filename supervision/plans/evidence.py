"""进展佐证: who may add evidence to a unit's share and who may look at it. `target` is "share:<id>"."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import Unit, User
from core.audit.trail import record
from core.errors import DomainError
from core.files.models import StoredFile
from core.whole_number import whole_number
from supervision.plans.models import Assignment
from supervision.plans.workflow import FILL, RUNNING, ShareAct, ShareStatus

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
    if not takes_evidence(share):
        raise DomainError(f"现为“{standing_of(share)}”，不能再加佐证。")
    return share.unit


def takes_evidence(share: Assignment) -> bool:
    """Whether the share is with the unit in a plan that runs."""
    return share.status not in CLOSED and share.item.plan.status in RUNNING


def standing_of(share: Assignment) -> str:
    """Why it takes none: the state of the share, or of the plan that does not run."""
    return share.get_status_display() if share.status in CLOSED else share.item.plan.get_status_display()


def is_removable(share: Assignment, file: StoredFile) -> bool:
    """Whether no report the bureau took note of was made while the file was there."""
    taken = share.progress.filter(at__gte=file.created_at).exclude(answer__in=("", ShareAct.WITHDRAW.label, ShareAct.RETURN.label))
    return not taken.exists()


def on_stored(file: StoredFile, target: str, actor: User, at: datetime) -> None:
    """Hang the file on its share, in the transaction that stores it."""
    share = _share(actor, target)
    Assignment.objects.select_for_update(of=("self",)).get(pk=share.pk)  # two uploads of one file come one after the other
    if files_of(share).filter(sha256=file.sha256).exclude(pk=file.pk).exists():
        raise DomainError("同一文件已在本项，没有重复保存。")
    file.owner_kind, file.owner_id = OWNER, str(share.pk)
    file.save(update_fields=["owner_kind", "owner_id"])
    record(actor=actor, act="add-evidence", act_label="上传进展佐证", target=share, at=at)


def may_see(user: User, file: StoredFile) -> bool:
    """Whoever sees the share sees its evidence."""
    return file.owner_kind == OWNER and Assignment.objects.visible_to(user).filter(pk=file.owner_id).exists()


def files_of(share: Assignment) -> QuerySet[StoredFile]:
    """佐证材料 of the share that was not removed, oldest first."""
    return StoredFile.objects.present().filter(owner_kind=OWNER, owner_id=str(share.pk)).order_by("created_at")


def has_evidence(share: Assignment) -> bool:
    """Whether anything proves this share."""
    return files_of(share).exists()
