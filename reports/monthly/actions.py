"""核对与锁定月报: one person checks, another locks; after that nothing of the version changes."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.recipients import bureau_holders
from accounts.separation import same_person
from core.audit.trail import record
from core.errors import DomainError
from core.notices.messages import settle, tell
from core.notices.models import Message
from reports.models import Report, ReportStatus
from reports.monthly.build import digest_of, request_files
from reports.monthly.desk import LOCK, VERIFY


def _locked_row(report: Report, actor: User, permission: str, status: ReportStatus, verb: str) -> Report:
    if not actor.has_perm(permission):
        raise PermissionDenied
    report = Report.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=report.pk)
    if report.is_trial:
        raise DomainError(f"{report}生成时本月未结束，是试算件，不能{verb}。")
    if report.status != status:
        raise DomainError(f"{report}现为“{report.get_status_display()}”，不能{verb}。")
    return report


@transaction.atomic
def verify_report(*, report: Report, actor: User, at: datetime) -> Report:
    """核对: the figures were compared with their rows; the leaders are told that it waits to be locked."""
    report = _locked_row(report, actor, VERIFY, ReportStatus.COMPUTED, "核对")
    report.status, report.verified_by, report.verified_at = ReportStatus.VERIFIED, actor, at
    report.save(update_fields=["status", "verified_by", "verified_at"])
    record(actor=actor, act="verify_report", act_label="核对月报", target=report, at=at)
    body = f"{actor}已核对{report}（{report.revision_text}），请锁定。"
    tell(recipients=bureau_holders(LOCK), title=f"待锁定：{report}", body=body, url=report.get_absolute_url(), at=at, target=report)
    return report


@transaction.atomic
def lock_report(*, report: Report, actor: User, at: datetime) -> Report:
    """锁定: figures do not change any more; refused when the data no longer has the digest it was built with.

    The files handed out until now say 未锁定: they leave the version, and those that say 已锁定 are queued.
    """
    report = _locked_row(report, actor, LOCK, ReportStatus.VERIFIED, "锁定")
    if report.verified_by and same_person(report.verified_by, actor):
        raise DomainError("核对人不能锁定本人核对的报告。")
    if digest_of(report) != report.sha256:
        raise DomainError("月报数据与生成时的摘要不符，不能锁定，请报告系统管理员。")
    report.status, report.locked_by, report.locked_at = ReportStatus.LOCKED, actor, at
    report.workbook, report.pdf, report.pdf_note = None, None, ""
    report.save(update_fields=["status", "locked_by", "locked_at", "workbook", "pdf", "pdf_note"])
    record(actor=actor, act="lock_report", act_label="锁定月报", target=report, at=at, note=report.sha256)
    settle(Message.objects.about(report), at)
    request_files(report=report, actor=actor, at=at)
    return report
