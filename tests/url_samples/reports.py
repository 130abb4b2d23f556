"""A finished version of a month without a single row."""

from datetime import date
from typing import Any

from reports.models import Report, ReportKind, ReportStatus
from tests.url_samples import World


def report(world: World) -> dict[str, Any]:
    made = Report.objects.create(
        kind=ReportKind.MONTHLY, period="2026-01", revision=Report.objects.count() + 1, status=ReportStatus.COMPUTED, first_on=date(2026, 1, 1), last_on=date(2026, 1, 31), cut_off_at=world.at,
        built_at=world.at, built_by=world.people["bureau_staff"], sha256="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    )  # fmt: skip
    return {"pk": made.pk}


def report_part(world: World) -> dict[str, Any]:
    return {**report(world), "query": {"section": "orders"}}


SAMPLES = {"report": report, "report-part": report_part}
