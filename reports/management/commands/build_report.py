"""生成报告: `build_report monthly 2026-10 [--unit CODE] [--out DIR]`."""

import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.models import Unit, User
from core.errors import DomainError
from core.files.actions import open_file
from core.jobs.models import Job
from core.jobs.run import run_job
from reports.models import Report
from reports.monthly.build import request_report
from reports.monthly.periods import Month


def _see_through(job: Job) -> None:
    """Run the job here, or wait for the worker that was quicker; what a lost worker leaves is taken up here."""
    limit = time.monotonic() + settings.CELERY_TASK_TIME_LIMIT
    while job.is_open and time.monotonic() < limit:
        run_job(job.pk)
        job.refresh_from_db()
        if job.is_open:
            time.sleep(1)


class Command(BaseCommand):
    help = "生成行政执法监督月报，--out 把 Excel 和 PDF 另存到文件夹。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=["monthly"])
        parser.add_argument("period")
        parser.add_argument("--unit", default="")
        parser.add_argument("--reason", default="")
        parser.add_argument("--out", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = self._build(options)
        except DomainError as refusal:
            self.stderr.write(str(refusal))
            sys.exit(2)
        for file in filter(None, (report.workbook, report.pdf)):
            if options["out"]:
                options["out"].mkdir(parents=True, exist_ok=True)
                with open_file(file) as source:
                    (options["out"] / file.original_name).write_bytes(source.read())
        self.stdout.write(f"{report}，{report.revision_text}，明细 {report.row_count} 行，摘要 {report.sha256}")

    def _build(self, options: dict[str, Any]) -> Report:
        unit = Unit.objects.filter(code=options["unit"]).first() if options["unit"] else None
        if options["unit"] and unit is None:
            raise DomainError(f"没有编码为 {options['unit']} 的单位。")
        month = Month.parse(options["period"])
        job = request_report(month=month, unit=unit, actor=User.objects.system(), at=timezone.now(), reason=options["reason"])
        _see_through(job)
        report = Report.objects.filter(job=job, workbook__isnull=False).first()
        if report is None:
            raise DomainError(job.error or "月报没有生成完，稍后在“后台任务”查看。")
        return report
