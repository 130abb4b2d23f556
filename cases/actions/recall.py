"""调卷: the files of all drawn units are called in; the scans that come, matched by 文号 or by hand."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from cases.actions.recall_notice import called_in, draft_notice
from cases.actions.steps import follow, follow_files, lock_from_top, lock_row, move_file, take_batch
from cases.matching import match_name
from cases.models import BatchUnit, DrawnFile, FileScan, ReviewBatch, UnmatchedScan
from cases.outline import Entry, outline_of
from cases.workflow import TAKES_SCAN, UNIT_TRANSITIONS, BatchAct, FileAct, FileState, UnitAct, UnitState, may_send_files
from core import audit
from core.errors import DomainError, IllegalTransition
from core.files.models import StoredFile
from core.files.pages import page_count, page_text
from core.jobs.bell import ring
from core.workflow import next_status


@transaction.atomic
def request_files(*, batch: ReviewBatch, actor: User, at: datetime) -> ReviewBatch:
    """拟制调卷通知: for each drawn unit one for signature; the unit's days begin when it is served. Basis: REVIEW-RECALL."""
    batch = take_batch(batch, BatchAct.REQUEST_FILES, actor)
    record = batch.current_draw()
    if record is None or not record.seed:
        raise IllegalTransition("还没有抽取案卷。")
    batch.save(update_fields=["state"])
    for row in batch.rows.select_for_update(of=("self",)).select_related("unit").filter(state=UnitState.DRAWN):
        _request_row(row, batch, record.number, actor, at)
    audit.record(actor=actor, act=BatchAct.REQUEST_FILES, target=batch, at=at)
    follow(batch, actor=actor, at=at)
    return batch


def _request_row(row: BatchUnit, batch: ReviewBatch, record: str, actor: User, at: datetime) -> None:
    row.batch = batch
    row.state = next_status(UNIT_TRANSITIONS, UnitAct.REQUEST, row.state)
    row.requested_at = at
    files = list(called_in(row).select_for_update(of=("self",)))
    for file in files:
        move_file(file, FileAct.REQUEST)
        file.save(update_fields=["state"])
    row.recall = draft_notice(row, files, record, actor, at)
    row.save(update_fields=["state", "requested_at", "recall"])


@transaction.atomic
def receive_scan(*, row: BatchUnit, file: StoredFile, actor: User, at: datetime) -> FileScan | UnmatchedScan:
    """报送案卷: a stored upload finds its drawn file by the 文号 in its name, else waits for a person to choose."""
    drawn = {item.entry.number: item for item in row.files.standing().select_related("entry") if item.entry.number}
    found = match_name(file.original_name, drawn)
    if found is not None:
        return attach_scan(drawn=found, file=file, actor=actor, at=at)
    BatchUnit.objects.select_for_update(of=("self",)).get(pk=row.pk)  # two uploads of one file come one after the other
    if row.unmatched.filter(settled_at=None, file__sha256=file.sha256).exists():
        raise DomainError("同一文件已在待对应的文件里，没有重复保存。")
    waiting = UnmatchedScan.objects.create(row=row, file=file, added_at=at, added_by=actor, on_behalf=file.on_behalf)
    audit.record(actor=actor, act="receive_unmatched", act_label="收到待对应文件", target=row, at=at, note=file.original_name)
    return waiting


@transaction.atomic
def attach_scan(*, drawn: DrawnFile, file: StoredFile, actor: User, at: datetime) -> FileScan:
    """The scan of one drawn file; an earlier one stays as a replaced version. Refused once a reviewer has begun."""
    drawn = lock_from_top(drawn)
    if drawn.review_state not in TAKES_SCAN:
        raise DomainError(f"{drawn} 的评查已经开始，不能再更换扫描件。")
    move_file(drawn, FileAct.RECEIVE)
    drawn.received_at = at
    drawn.save(update_fields=["state", "received_at"])
    drawn.scans.filter(replaced_at=None).update(replaced_at=at)
    scan = FileScan.objects.create(drawn=drawn, file=file, added_at=at, added_by=actor, on_behalf=file.on_behalf)
    file.owner_kind, file.owner_id = drawn._meta.label_lower, str(drawn.pk)
    file.save(update_fields=["owner_kind", "owner_id"])
    audit.record(actor=actor, act=FileAct.RECEIVE, target=drawn, at=at, note="代传" if file.on_behalf else "")
    follow_files(drawn.row, actor=actor, at=at)
    ring("cases.outline_scans")
    return scan


def outline_scans(limit: int = 50) -> int:
    """文书目录: read which document begins on which page of the scans that have none yet; returns how many. A scan that cannot be read gets an empty one."""
    waiting = FileScan.objects.filter(outline__isnull=True, replaced_at=None).select_related("file").order_by("pk")[:limit]
    for scan in waiting:
        FileScan.objects.filter(pk=scan.pk).update(outline=_outline(scan.file))
    return len(waiting)


def _outline(file: StoredFile) -> list[Entry]:
    try:
        return outline_of(page_text(file, number) for number in range(1, page_count(file) + 1))
    except DomainError:
        return []


@transaction.atomic
def assign_scan(*, waiting: UnmatchedScan, drawn: DrawnFile, actor: User, at: datetime) -> FileScan:
    """对应案卷: a person says which drawn file an unmatched upload belongs to."""
    waiting = _take_waiting(waiting, actor)
    if drawn.row_id != waiting.row_id or drawn.state == FileState.REPLACED:
        raise DomainError("请选择本单位在本批次抽中的案卷。")
    waiting.settled_at, waiting.settled_note = at, f"对应到 {drawn}"
    waiting.save(update_fields=["settled_at", "settled_note"])
    return attach_scan(drawn=drawn, file=waiting.file, actor=actor, at=at)


@transaction.atomic
def set_scan_aside(*, waiting: UnmatchedScan, actor: User, at: datetime, reason: str) -> UnmatchedScan:
    """不予采用: the upload belongs to no drawn file; it is kept, and out of the way."""
    waiting = _take_waiting(waiting, actor)
    waiting.settled_at, waiting.settled_note = at, f"不予采用：{reason}"[:200]
    waiting.save(update_fields=["settled_at", "settled_note"])
    audit.record(actor=actor, act="set_scan_aside", act_label="不予采用", target=waiting.row, at=at, note=f"{waiting}：{reason}")
    return waiting


def require_sender(actor: User) -> None:
    """PermissionDenied unless `actor` may send files, for the own unit or on behalf of one."""
    if not may_send_files(actor):
        raise PermissionDenied("没有报送案卷的权限。")


def _take_waiting(waiting: UnmatchedScan, actor: User) -> UnmatchedScan:
    require_sender(actor)
    row = lock_row(BatchUnit.objects.visible_to(actor).get(pk=waiting.row_id))
    found = UnmatchedScan.objects.select_for_update(of=("self",)).select_related("row", "file").get(pk=waiting.pk, row=row)
    if found.settled_at is not None:
        raise IllegalTransition("这个文件已经处理过。")
    return found
