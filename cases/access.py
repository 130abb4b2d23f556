"""案卷文件: who may upload case files and who may see them; named in FILE_PURPOSES."""

from datetime import datetime

from django.db.models import Q
from django.http import Http404

from accounts.models import Unit, User
from cases.actions.recall import receive_scan, require_sender
from cases.models import BatchUnit, DrawnFile, FileScan, UnmatchedScan
from cases.workflow import UnitState
from core.errors import DomainError
from core.files.models import StoredFile
from core.whole_number import whole_number

RECEIVING = (UnitState.FILES_REQUESTED, UnitState.FILES_RECEIVED)


def row_of(user: User, target: str) -> BatchUnit:
    """The unit's row named by `target` (its pk), if `user` may see it."""
    row = BatchUnit.objects.visible_to(user).select_related("unit", "batch").filter(pk=whole_number(target) or 0).first()
    if row is None:
        raise Http404
    return row


def may_upload(user: User, target: str) -> Unit:
    """The unit's own liaison, or the bureau on its behalf (代传), while files are called in."""
    require_sender(user)
    row = row_of(user, target)
    if row.state not in RECEIVING:
        raise DomainError("现在不是调卷阶段，不能报送案卷。")
    return row.unit


def on_stored(file: StoredFile, target: str, actor: User, at: datetime) -> None:
    """In the transaction of the upload: find the drawn file by its number, else wait for a person."""
    receive_scan(row=row_of(actor, target), file=file, actor=actor, at=at)


def may_see(user: User, file: StoredFile) -> bool:
    """Whoever may see the drawn file sees its scans; reviewers only the one under review. Unmatched ones: the unit and the office."""
    scan = FileScan.objects.filter(file=file).first()
    if scan is not None:
        is_reviewer_only = not user.has_perm("cases.view_reviews")
        return not (is_reviewer_only and scan.replaced_at) and DrawnFile.objects.visible_to(user).filter(pk=scan.drawn_id).exists()
    waiting = UnmatchedScan.objects.filter(file=file).first()
    return waiting is not None and BatchUnit.objects.visible_to(user).filter(pk=waiting.row_id).exists()


def may_see_self_report(user: User, file: StoredFile) -> bool:
    """自评报告 and the scan of its approval on paper: the unit, and the office once it was approved."""
    row = BatchUnit.objects.visible_to(user).filter(Q(self_report_file=file) | Q(approved_on_paper_scan=file)).first()
    return row is not None and row.shows_self_report_to(user)
