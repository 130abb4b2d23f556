"""报送的文件: the bureau's blank, the unit's workbook, its materials and the sealed scan. `target` is "submission:<id>" or "request:<id>"."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import Unit, User
from core.audit.trail import record
from core.errors import DomainError
from core.files.models import StoredFile, StoredFileQuerySet
from core.whole_number import whole_number
from submissions.models import RequestSeries, Submission, SubmissionRequest
from submissions.workflow import FILL

OWNER = "submissions.submission"
MATERIAL, SCAN, WORKBOOK, BLANK = "submission_material", "submission_scan", "submission_workbook", "submission_blank"


def _submission(user: User, target: str) -> Submission:
    kind, _, pk = target.partition(":")
    if kind != "submission" or whole_number(pk) is None:
        raise Http404
    found = Submission.objects.visible_to(user).for_list().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def may_upload(user: User, target: str) -> Unit | None:
    """The unit's liaison while the answer is being written."""
    submission = _submission(user, target)
    if not user.has_perm(FILL):
        raise PermissionDenied
    if not submission.is_fillable_by(user):
        raise DomainError(f"现为“{submission.state_words}”，不能再加材料。")
    return submission.unit


def on_stored(file: StoredFile, target: str, actor: User, at: datetime) -> None:
    """Hang the file on its answer, in the transaction that stores it."""
    seen = _submission(actor, target)
    rows = Submission.objects.select_for_update(of=("self",)).select_related("request", "unit")
    submission = rows.get(pk=seen.pk)  # two uploads of one file come one after the other, and none after the answer has left
    if not submission.is_fillable_by(actor):
        raise DomainError(f"现为“{submission.state_words}”，不能再加材料。")
    if files_of(submission, file.purpose).filter(sha256=file.sha256).exclude(pk=file.pk).exists():
        raise DomainError("同一文件已在本项，没有重复保存。")
    file.owner_kind, file.owner_id = OWNER, str(submission.pk)
    file.save(update_fields=["owner_kind", "owner_id"])
    record(actor=actor, act="add-file", act_label="上传报送材料", target=submission, at=at, note=str(file))


def may_see(user: User, file: StoredFile) -> bool:
    """Whoever sees the answer sees its files."""
    return file.owner_kind == OWNER and Submission.objects.visible_to(user).filter(pk=file.owner_id).exists()


def files_in_sight(user: User) -> StoredFileQuerySet:
    """The same as a set."""
    return StoredFile.objects.present().owned_among(Submission.objects.visible_to(user))


def may_see_blank(user: User, file: StoredFile) -> bool:
    """Whoever sees a request or a series that uses the blank."""
    return SubmissionRequest.objects.visible_to(user).filter(blank=file).exists() or RequestSeries.objects.visible_to(user).filter(blank=file).exists()


def files_of(submission: Submission, purpose: str) -> QuerySet[StoredFile]:
    """Files of one purpose that were not removed, oldest first."""
    return StoredFile.objects.present().filter(owner_kind=OWNER, owner_id=str(submission.pk), purpose=purpose).order_by("created_at")
