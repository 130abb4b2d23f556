"""自评报告: written by the unit, approved inside the unit; it may still come after the draw, until the grades stand."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.separation import same_person
from cases import notices
from cases.actions.steps import require
from cases.models import BatchUnit
from cases.workflow import APPROVE, CATALOGUE, UNIT_TRANSITIONS, UnitAct, UnitState
from core import audit
from core.errors import IllegalTransition
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
def submit_self_report(*, row: BatchUnit, actor: User, at: datetime, text: str, file: StoredFile | None = None) -> BatchUnit:
    """提交自评报告 for the unit's own approval; it leaves the unit only when approved."""
    row = _awaiting(row, actor, CATALOGUE)
    if row.self_report_at is not None:
        raise IllegalTransition("自评报告已提交本单位审核，退回后才能再改。")
    row.self_report_text, row.self_report_at, row.self_report_by = text, at, actor
    row.self_report_file = file or row.self_report_file
    row.save(update_fields=["self_report_text", "self_report_file", "self_report_at", "self_report_by"])
    audit.record(actor=actor, act="submit_self_report", act_label="提交自评报告", target=row, at=at)
    notices.tell_self_report(row, at)
    return row


@transaction.atomic
def return_self_report(*, row: BatchUnit, actor: User, at: datetime, reason: str) -> BatchUnit:
    """退回自评报告: the unit's leader wants it changed before it leaves."""
    row, _ = _submitted(row, actor, APPROVE)
    row.self_report_at = None
    row.save(update_fields=["self_report_at"])
    audit.record(actor=actor, act="return_self_report", act_label="退回自评报告", target=row, at=at, note=reason)
    return row


@transaction.atomic
def approve_self_report(*, row: BatchUnit, actor: User, at: datetime, paper_by: str = "") -> BatchUnit:
    """自评报告单位审核: by the unit's leader online, or recorded by the liaison with the name of whoever approved on paper."""
    row, author = _submitted(row, actor, CATALOGUE if paper_by else APPROVE)
    if not paper_by and same_person(actor, author):
        raise PermissionDenied("提交人不能审核本人提交的自评报告。")
    if row.state == UnitState.CATALOGUE_CHECKED:  # drawn before: the row stands further on already
        row.state = next_status(UNIT_TRANSITIONS, UnitAct.APPROVE_SELF_REPORT, row.state)
    row.approved_at, row.approved_by, row.approved_on_paper_by = at, actor, paper_by
    row.save(update_fields=["state", "approved_at", "approved_by", "approved_on_paper_by"])
    close_deadline(kind="self_report", target=row, actor=actor, at=at)
    audit.record(actor=actor, act=UnitAct.APPROVE_SELF_REPORT, target=row, at=at, note=f"线下审核人：{paper_by}" if paper_by else "")
    return row
