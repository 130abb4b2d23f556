"""每月 1 日: last month's report is queued once; found missing later, it is queued then."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from accounts.models import User
from core.jobs.models import Job
from reports.models import Report, ReportKind
from reports.monthly.build import request_report
from reports.monthly.periods import Month


def build_due_reports(at: datetime) -> Job | None:
    """Queue last month's county report if no version stands; the key makes two schedulers queue one."""
    month = Month.before(timezone.localdate(at))
    if Report.objects.of(ReportKind.MONTHLY, str(month), None).exists():
        return None
    return request_report(month=month, unit=None, actor=User.objects.system(), at=at, key=f"monthly:{month}:scheduled")
