"""自评报告: written by the unit, approved inside the unit; it may still come after the draw, until the grades stand."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.separation import same_person
from cases import notices
from cases.actions.steps import require
from cases.models import BatchUnit
from cases.workflow import APPROVE, CATALOGUE, UNIT_TRANSITIONS, UnitAct, UnitState
from core import audit
from core.errors import DomainError, IllegalTransition
from core.files.actions import store
from core.files.models import StoredFile
from core.notices.actions import close_deadline
from core.workflow import next_status


def _awaiting(row: BatchUnit, actor: User, permission: str) -> BatchUnit:
    """The unit's row, locked, while its self-report may still come."""
    require(actor, permission)
    found = BatchUnit.objects.visible_to(actor).select_for_update(of=("self",)).select_related("batch", "unit").get(pk=row.pk)
    if not found.awaits_self_report:
        raise IllegalTransition("目录确认后、案卷评定前报送自评报告，报送后不能再改。")
    return found


def _submitted(row: BatchUnit, actor: User, permission: str) -> tuple[BatchUnit, User]:
    """The same, with a report that waits for the unit's own approval, and whoever submitted it."""
    row = _awaiting(row, actor, permission)
    if row.self_report_at is None or row.self_report_by is None:
        raise IllegalTransition("还没有提交自评报告。")
    return row, row.self_report_by


@transaction.atomic
def submit_self_report(*, row: BatchUnit, actor: User, at: datetime, text: str, upload: UploadedFile[bytes] | None = None) -> BatchUnit:
    """提交自评报告 for the unit's own approval; it leaves the unit only when approved. The upload is kept once power and state are judged."""
    row = _awaiting(row, actor, CATALOGUE)
    if row.self_report_at is not None:
        raise IllegalTransition("自评报告已提交本单位审核，退回后才能再改。")
    row.self_report_text, row.self_report_at, row.self_report_by, row.self_report_returned = text, at, actor, ""
    if upload is not None:
        row.self_report_file = _keep(upload, "self_report", row, actor, at)
    row.save(update_fields=["self_report_text", "self_report_file", "self_report_at", "self_report_by", "self_report_returned"])
    audit.record(actor=actor, act="submit_self_report", act_label="提交自评报告", target=row, at=at)
    notices.tell_self_report(row, at)
    return row


def _keep(upload: UploadedFile[bytes], purpose: str, row: BatchUnit, actor: User, at: datetime) -> StoredFile:
    return store(purpose=purpose, name=upload.name or "", stream_or_bytes=upload, actor=actor, at=at, unit=row.unit, owner=row)


@transaction.atomic
def return_self_report(*, row: BatchUnit, actor: User, at: datetime, reason: str) -> BatchUnit:
    """退回自评报告: the unit's leader wants it changed before it leaves; its liaisons are told why."""
    row, _ = _submitted(row, actor, APPROVE)
    row.self_report_at, row.self_report_returned = None, reason
    row.save(update_fields=["self_report_at", "self_report_returned"])
    audit.record(actor=actor, act="return_self_report", act_label="退回自评报告", target=row, at=at, note=reason)
    notices.tell_self_report_returned(row, actor, at)
    return row


@transaction.atomic
def approve_self_report(*, row: BatchUnit, actor: User, at: datetime) -> BatchUnit:
    """自评报告单位审核: by the unit's leader, never by whoever submitted it."""
    row, author = _submitted(row, actor, APPROVE)
    if same_person(actor, author):
        raise PermissionDenied("提交人不能审核本人提交的自评报告。")
    return _leave_unit(row, actor, at)


@transaction.atomic
def record_paper_approval(*, row: BatchUnit, actor: User, at: datetime, approver_name: str, approved_on: date, scan: UploadedFile[bytes]) -> BatchUnit:
    """补录线下审核: somebody else of the unit approved on paper; name, day and scan are kept. Raises DomainError for a name or day that cannot be."""
    row, author = _submitted(row, actor, CATALOGUE)
    name = approver_name.strip()
    if name in {actor.name, author.name}:
        raise DomainError("线下审核人不能是提交人或补录人本人。")
    if approved_on > timezone.localdate(at):
        raise DomainError("审核日期不能晚于今天。")
    row.approved_on_paper_by, row.approved_on_paper_on = name, approved_on
    row.approved_on_paper_scan = _keep(scan, "self_report_approval", row, actor, at)
    row.save(update_fields=["approved_on_paper_by", "approved_on_paper_on", "approved_on_paper_scan"])
    return _leave_unit(row, actor, at, note=f"线下审核人：{name}，{approved_on}")


def _leave_unit(row: BatchUnit, actor: User, at: datetime, note: str = "") -> BatchUnit:
    """The approved report goes to the bureau. A row drawn before stands further on already."""
    if row.state == UnitState.CATALOGUE_CHECKED:
        row.state = next_status(UNIT_TRANSITIONS, UnitAct.APPROVE_SELF_REPORT, row.state)
    row.approved_at, row.approved_by = at, actor
    row.save(update_fields=["state", "approved_at", "approved_by"])
    close_deadline(kind="self_report", target=row, actor=actor, at=at)
    audit.record(actor=actor, act=UnitAct.APPROVE_SELF_REPORT, target=row, at=at, note=note)
    return row
