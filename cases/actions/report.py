"""整改报告: written by the unit once every order is reported, approved inside the unit, sent back by the bureau where it will not do."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.separation import same_person
from cases import notices
from cases.actions.steps import fall_back, follow, lock_row, require, take_row
from cases.models import BatchUnit, Finding
from cases.models.batch import REPORT_FIELDS
from cases.workflow import APPROVE, BATCH_FOLLOWS, CATALOGUE, REPORTING_UNITS, UnitAct, UnitState
from core import audit
from core.errors import DomainError, IllegalTransition
from rectification.workflow import WITH_UNIT


def unreported_count(row: BatchUnit) -> int:
    """How many findings of the unit wait for the report on their own order."""
    return Finding.objects.filter(file__row=row, order__status__in=WITH_UNIT).count()


def _refuse_unreported(row: BatchUnit) -> None:
    count = unreported_count(row)
    if count:
        raise DomainError(f"还有 {count} 个问题没有报送整改情况，逐项报送后再报送整改报告。")


@transaction.atomic
def submit_report(*, row: BatchUnit, actor: User, at: datetime, text: str) -> BatchUnit:
    """提交整改报告 for the unit's own approval: what was put right, and why something was not. It leaves the unit only when approved."""
    require(actor, CATALOGUE)
    row = lock_row(BatchUnit.objects.visible_to(actor).get(pk=row.pk))
    if row.state not in REPORTING_UNITS:
        raise IllegalTransition("反馈函送达后、复核前报送整改报告，报送后不能再改。")
    if row.report_filed_at is not None:
        raise IllegalTransition("整改报告已提交本单位审核，退回后才能再改。")
    _refuse_unreported(row)
    row.report_text, row.report_filed_at, row.report_filed_by, row.report_returned = text, at, actor, ""
    row.save(update_fields=["report_text", *REPORT_FIELDS])
    audit.record(actor=actor, act="submit_report", act_label="提交整改报告", target=row, at=at)
    notices.tell_report_filed(row, at)
    return row


def _author(row: BatchUnit) -> User:
    """Whoever submitted the report that waits for the unit's own approval."""
    if row.report_filed_by is None or row.report_filed_at is None:
        raise IllegalTransition("还没有提交整改报告。")
    return row.report_filed_by


@transaction.atomic
def approve_report(*, row: BatchUnit, actor: User, at: datetime) -> BatchUnit:
    """整改报告单位审核: by the unit's leader, never by whoever submitted it; with that the report goes to the bureau."""
    row = take_row(row, UnitAct.SUBMIT_REPORT, actor)
    if same_person(actor, _author(row)):
        raise PermissionDenied("提交人不能审核本人提交的整改报告。")
    _refuse_unreported(row)
    row.report_at, row.report_approved_by = at, actor
    row.save(update_fields=["state", "report_at", "report_approved_by"])
    audit.record(actor=actor, act=UnitAct.SUBMIT_REPORT, target=row, at=at)
    notices.tell_report_in(row, at)
    follow(row.batch, actor=actor, at=at)
    return row


@transaction.atomic
def send_back_report(*, row: BatchUnit, actor: User, at: datetime, reason: str) -> BatchUnit:
    """单位退回整改报告: the unit's leader wants it changed before it leaves."""
    require(actor, APPROVE)
    row = lock_row(BatchUnit.objects.visible_to(actor).get(pk=row.pk))
    author = _author(row)
    if row.state not in REPORTING_UNITS:
        raise IllegalTransition("整改报告已报送司法局，不能再退回修改。")
    row.clear_report(returned=reason)
    row.save(update_fields=REPORT_FIELDS)
    audit.record(actor=actor, act="send_back_report", act_label="退回整改报告修改", target=row, at=at, note=reason)
    notices.tell_report_returned(row, [author], reason, at)
    return row


@transaction.atomic
def return_report(*, row: BatchUnit, actor: User, at: datetime, reason: str) -> BatchUnit:
    """复核退回: the bureau does not take the report; it is kept with the reason, and the unit reports anew."""
    row = take_row(row, UnitAct.RETURN_REPORT, actor)
    row.returned_reports = [*row.returned_reports, _as_returned(row, at, reason)]
    row.clear_report(returned=reason)
    row.save(update_fields=["state", "returned_reports", *REPORT_FIELDS])
    audit.record(actor=actor, act=UnitAct.RETURN_REPORT, target=row, at=at, note=reason)
    notices.tell_report_returned(row, notices.liaisons(row), reason, at)
    fall_back(row.batch, BATCH_FOLLOWS[UnitState.RECTIFYING], actor=actor, at=at)
    return row


def _as_returned(row: BatchUnit, at: datetime, reason: str) -> dict[str, Any]:
    reported_on = timezone.localdate(row.report_at) if row.report_at else None
    return {"text": row.report_text, "reported_on": reported_on, "returned_on": timezone.localdate(at), "reason": reason}
