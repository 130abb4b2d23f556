"""每月 1 日起: last month's report is queued once; found missing on any later day of the month, it is queued then."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from accounts.models import User
from core.jobs.models import Job
from reports.models import Report, ReportKind
from reports.monthly.build import request_report
from reports.monthly.periods import Month


def build_due_reports(at: datetime) -> Job | None:
    """Queue last month's county report if no version of the whole month stands; the key makes two schedulers queue one."""
    month = Month.before(timezone.localdate(at))
    versions = Report.objects.of(ReportKind.MONTHLY, str(month), None)
    if versions.filter(cut_off_at__gte=month.ends_at).exists():
        return None
    reason = "此前的版本在月份结束前生成，现按全月数据生成。" if versions.exists() else ""
    return request_report(month=month, unit=None, actor=User.objects.system(), at=at, reason=reason, key=f"monthly:{month}:scheduled")
