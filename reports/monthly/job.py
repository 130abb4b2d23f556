"""月报任务: 归集 → 计算 → Excel → PDF. Killed anywhere, the next attempt finds the frozen version and goes on from there."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import Unit
from core.errors import DomainError
from core.files.actions import store
from core.jobs.models import Job
from core.jobs.run import Beat, Outcome
from documents.render import RenderRefused
from reports.models import Report, ReportStatus
from reports.monthly.build import finish, freeze, hand_out
from reports.monthly.paper import paper_of
from reports.monthly.periods import Month
from reports.monthly.workbook import workbook_of

STAGES = ("归集数据", "排 Excel", "排 PDF", "保存")


def run(job: Job, beat: Beat) -> Outcome:
    """Build one version; the parameters are {"period", "unit", "reason"}."""
    actor, at = job.requested_by, timezone.now()
    if not actor.has_perm("reports.build_reports"):
        raise DomainError("发起人已无生成报告的权限。")
    month, unit = Month.parse(job.params["period"]), Unit.objects.filter(pk=job.params.get("unit")).first()
    beat(done=0, total=len(STAGES), stage=STAGES[0])
    report = freeze(job=job, month=month, unit=unit, actor=actor, at=at, reason=job.params.get("reason", ""))
    if report.status == ReportStatus.COLLECTING:
        files = _files(report, job, beat)
        report = finish(report=report, **files, actor=actor, at=timezone.now())
    return Outcome(result=report.workbook, url=report.get_absolute_url(), summary=f"{report}，{report.revision_text}，明细 {report.row_count} 行。")


def run_files(job: Job, beat: Beat) -> Outcome:
    """锁定件: the files of a locked version anew; the parameters are {"report"}."""
    report = Report.objects.visible_to(job.requested_by).filter(pk=job.params["report"], status=ReportStatus.LOCKED).first()
    if report is None:
        raise DomainError("月报没有锁定，不生成锁定件。")
    beat(done=0, total=len(STAGES), stage=STAGES[0])
    files = _files(report, job, beat)
    report = hand_out(report=report, **files, actor=job.requested_by, at=timezone.now())
    return Outcome(result=report.workbook, url=report.get_absolute_url(), summary=f"{report}，{report.revision_text}，{report.lock_text}。")


def _files(report: Report, job: Job, beat: Beat) -> dict[str, Any]:
    """Workbook and paper as the version stands now, stored; the paper is left out with a note when it cannot be set."""
    actor, mark = job.requested_by, "，已锁定" if report.is_locked else ""
    name = f"{report.period_text}行政执法监督月报（{report.revision_text.replace(' ', '')}{mark}）"
    beat(done=1, stage=STAGES[1])
    book = workbook_of(report)
    beat(done=2, stage=STAGES[2])
    pdf, note = b"", ""
    try:
        pdf = paper_of(report)
    except RenderRefused as refusal:
        note = str(refusal)[:200]
    beat(done=3, stage=STAGES[3])
    at = timezone.now()
    workbook = store(purpose="report", name=f"{name}.xlsx", stream_or_bytes=book, actor=actor, at=at, owner=report)
    paper = store(purpose="report", name=f"{name}.pdf", stream_or_bytes=pdf, actor=actor, at=at, owner=report) if pdf else None
    beat(done=4)
    return {"workbook": workbook, "pdf": paper, "pdf_note": note}
