"""生成月报: one transaction freezes the rows and the figures, the files follow, and the version appears whole or not at all."""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import Unit, User
from core.audit.trail import record
from core.errors import DomainError
from core.jobs.models import Job
from core.jobs.queue import submit
from reports.models import Figure, FrozenRow, Report, ReportKind, ReportStatus
from reports.monthly.figures import compute
from reports.monthly.periods import Month
from reports.monthly.sections import SECTIONS, Scope

JOB = "monthly_report"
FILES = "monthly_files"


def request_report(*, month: Month, unit: Unit | None, actor: User, at: datetime, reason: str = "", key: str | None = None) -> Job:
    """生成报告: queue a new version, once however often one clicks; after a locked version a reason (更正说明) is asked."""
    if not actor.has_perm("reports.build_reports"):
        raise PermissionDenied
    if month.first_on > timezone.localdate(at):
        raise DomainError(f"{month} 还没有开始，不能生成月报。")
    versions = Report.objects.of(ReportKind.MONTHLY, str(month), unit.pk if unit else None)
    locked = versions.filter(status=ReportStatus.LOCKED).first()
    if locked is not None and not reason:
        raise DomainError(f"{locked.period_text}月报已锁定。再生成须写明更正说明。")
    params = {"period": str(month), "unit": unit.pk if unit else None, "reason": reason}
    title = f"{month.in_words}行政执法监督月报{f'（{unit}）' if unit else ''}"
    click = f"{JOB}:{month}:{unit.pk if unit else ''}:{actor.pk}:{versions.count()}"  # free again once the version stands
    return submit(kind=JOB, title=title, actor=actor, at=at, params=params, key=key or click)


def request_files(*, report: Report, actor: User, at: datetime) -> Job:
    """锁定件: queue the files of a locked version, set anew from its frozen rows so that they say 已锁定, by whom and when."""
    return submit(kind=FILES, title=f"{report}锁定件", actor=actor, at=at, params={"report": report.pk}, key=files_key(report))


def files_key(report: Report) -> str:
    """One job a locked version."""
    return f"{FILES}:{report.pk}"


def scope_of(month: Month, unit: Unit | None, at: datetime) -> Scope:
    """The month as of its end, or as of now while it runs."""
    ids = None if unit is None else tuple(Unit.objects.below(unit).values_list("pk", flat=True))
    return Scope(month.first_on, month.last_on, min(month.ends_at, at), ids)


@transaction.atomic
def freeze(*, job: Job, month: Month, unit: Unit | None, actor: User, at: datetime, reason: str = "") -> Report:
    """归集与计算: rows, figures and digest of one version. A second run of the same job finds its version again."""
    existing = Report.objects.select_for_update().filter(job=job).first()
    if existing is not None:
        return existing
    scope = scope_of(month, unit, at)
    last = Report.objects.filter(kind=ReportKind.MONTHLY, period=str(month), unit=unit).aggregate(last=Max("revision"))["last"] or 0
    report = Report.objects.create(
        kind=ReportKind.MONTHLY, period=str(month), unit=unit, revision=last + 1, first_on=month.first_on, last_on=month.last_on, cut_off_at=scope.cut_off_at,
        built_by=actor, reason=reason, job=job,
    )  # fmt: skip
    rows = [
        FrozenRow(
            report=report,
            section=section.code,
            position=n,
            unit_id=line.unit_id,
            source_kind=line.source_kind,
            source_id=str(line.source_id),
            url=line.url,
            cells=[plain(cell) for cell in line.cells],
            flags=list(line.flags),
        )
        for section in SECTIONS
        for n, line in enumerate(section.collect(scope), 1)
    ]
    FrozenRow.objects.bulk_create(rows, batch_size=1000)
    figures = [Figure(report=report, code=c.code, unit_id=c.unit_id, numerator=c.numerator, denominator=c.denominator, value=c.value) for c in compute(rows)]
    Figure.objects.bulk_create(figures, batch_size=1000)
    report.row_count, report.sha256 = len(rows), digest_of(report)
    report.save(update_fields=["row_count", "sha256"])
    record(actor=actor, act="freeze_report", act_label="归集月报数据", target=report, at=at, note=report.sha256)
    return report


def plain(cell: Any) -> Any:
    """A cell as it is kept: dates as text, numbers as numbers."""
    return cell.isoformat() if isinstance(cell, date) else (float(cell) if isinstance(cell, Decimal) else cell)


def canonical_csv(report: Report) -> str:
    """The version's data in one canonical form: figures, then rows, in fixed order; equal data gives equal text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for figure in report.figures.order_by("code", "unit_id").values_list("code", "unit_id", "numerator", "denominator", "value"):
        writer.writerow(["figure", *figure])
    for row in report.rows.order_by("section", "position").values_list("section", "position", "unit_id", "source_kind", "source_id", "cells", "flags"):
        writer.writerow(["row", *row[:5], *row[5], *sorted(row[6])])
    return out.getvalue()


def digest_of(report: Report) -> str:
    """SHA-256 of the canonical form."""
    return hashlib.sha256(canonical_csv(report).encode()).hexdigest()


@transaction.atomic
def finish(*, report: Report, workbook: Any, pdf: Any, pdf_note: str, actor: User, at: datetime) -> Report:
    """成文: the files hang on the version, and it shows as 已计算."""
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.status != ReportStatus.COLLECTING:
        return report
    report.status, report.built_at, report.workbook, report.pdf, report.pdf_note = ReportStatus.COMPUTED, at, workbook, pdf, pdf_note
    report.save(update_fields=["status", "built_at", "workbook", "pdf", "pdf_note"])
    record(actor=actor, act="build_report", act_label="生成月报", target=report, at=at)
    return report


@transaction.atomic
def hand_out(*, report: Report, workbook: Any, pdf: Any, pdf_note: str, actor: User, at: datetime) -> Report:
    """锁定件成文: the files of a locked version are those that say so; its data and digest stay."""
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    report.workbook, report.pdf, report.pdf_note = workbook, pdf, pdf_note
    report.save(update_fields=["workbook", "pdf", "pdf_note"])
    record(actor=actor, act="hand_out_report", act_label="生成月报锁定件", target=report, at=at)
    return report
