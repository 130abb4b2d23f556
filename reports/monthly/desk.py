"""工作台 of the leaders: reports checked and waiting to be locked; a callable of DESK_BLOCKS."""

from __future__ import annotations

from datetime import date

from accounts.models import User
from core.lists.desk import Task
from reports.models import Report, ReportStatus

LOCK = "reports.lock_reports"


def tasks(user: User, on: date) -> list[Task]:
    """待审批: a checked version, for whoever may lock it and did not check it."""
    if not user.has_perm(LOCK):
        return []
    checked = Report.objects.visible_to(user).filter(status=ReportStatus.VERIFIED).exclude(verified_by=user).select_related("unit", "verified_by")
    return [
        Task("待审批", f"锁定：{report}", report.get_absolute_url(), "锁定", note=f"{report.revision_text}　核对人{report.verified_by}", is_own_word=True)
        for report in checked.order_by("-period", "-revision")
    ]
