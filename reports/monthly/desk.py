"""工作台: reports waiting to be checked or to be locked; a callable of DESK_BLOCKS."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.models import User
from core.lists.desk import Task
from reports.models import Report, ReportStatus

VERIFY, LOCK = "reports.verify_reports", "reports.lock_reports"


@dataclass(frozen=True)
class Step:
    """事项: versions that stand at this point wait for holders of `power`, who `verb` them."""

    power: str
    kind: str
    verb: str
    is_own_word: bool = False


STEPS: dict[str, Step] = {
    ReportStatus.COMPUTED: Step(VERIFY, "月报", "核对"),
    ReportStatus.VERIFIED: Step(LOCK, "待审批", "锁定", is_own_word=True),
}


def tasks(user: User, on: date) -> list[Task]:
    """核对 and 锁定 of the newest version of a month that is over; nobody locks what he checked."""
    mine = [status for status, step in STEPS.items() if user.has_perm(step.power)]
    if not mine:
        return []
    waiting = Report.objects.visible_to(user).newest().of_whole_months().filter(status__in=mine)
    own = Q(status=ReportStatus.VERIFIED, verified_by=user)
    return [_task(report) for report in waiting.exclude(own).select_related("unit", "built_by", "verified_by").order_by("-period", "-revision")]


def _task(report: Report) -> Task:
    step = STEPS[report.status]
    by = f"核对人{report.verified_by}" if report.verified_by else f"生成人{report.built_by}"
    return Task(step.kind, f"{step.verb}：{report}", report.get_absolute_url(), step.verb, note=f"{report.revision_text}　{by}", is_own_word=step.is_own_word)
