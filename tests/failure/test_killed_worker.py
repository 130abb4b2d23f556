"""A worker is killed in the middle of the monthly report: the report is there afterwards, once, whole."""

from __future__ import annotations

import io
import os
import signal
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command

from accounts.models import User
from core.files.actions import open_file
from core.files.models import StoredFile
from core.jobs.models import Job, JobState
from rectification.actions import ProblemText, issue_order
from reports.models import Report, ReportStatus
from reports.monthly.build import canonical_csv, request_report
from reports.monthly.periods import Month
from tests.factories.accounts import UnitFactory, UserFactory
from tests.fixtures.live import LiveApp, wait_until

pytestmark = pytest.mark.e2e
UNDER_WAY = ("排 Excel", "排 PDF")
ORDERS = 12


@pytest.fixture
def inspector(app: LiveApp) -> User:
    """Somebody who may build the report, with something to report on."""
    inspector, unit, at = UserFactory(role="bureau_staff"), UnitFactory(), datetime.now(UTC)
    for place in range(ORDERS):
        issue_order(unit=unit, title=f"问题{place}", problems=[ProblemText("送达回证缺签名")], source_kind="manual", source_label="", actor=inspector, at=at)
    return inspector


def _begin(inspector: User) -> Job:
    """Ask for the report and come back when the worker is in the middle of it."""
    at = datetime.now(UTC)
    job = request_report(month=Month(at.year, at.month), unit=None, actor=inspector, at=at)
    wait_until(lambda: Job.objects.filter(pk=job.pk, state=JobState.RUNNING, stage__in=UNDER_WAY).exists(), "the report to be under way")
    return job


def _is_whole(job: Job) -> None:
    wait_until(lambda: Job.objects.filter(pk=job.pk, state=JobState.SUCCEEDED).exists(), "the report after the kill", patience=50)
    job.refresh_from_db()
    report = Report.objects.get()
    assert report.status == ReportStatus.COMPUTED
    assert job.attempts == 2
    assert report.rows.filter(section="orders").count() == ORDERS
    assert canonical_csv(report).count("\n") == report.rows.count() + report.figures.count()
    assert set(StoredFile.objects.values_list("pk", flat=True)) == {report.workbook_id, report.pdf_id}
    with open_file(report.workbook) as file:
        assert openpyxl.load_workbook(io.BytesIO(file.read())).sheetnames
    call_command("verify_integrity")


def test_report_is_whole_and_once_after_the_worker_was_killed(app: LiveApp, inspector: User) -> None:
    app.start_worker()
    job = _begin(inspector)

    app.stop_worker(signal.SIGKILL)
    app.start_worker()
    app.start_scheduler()

    _is_whole(job)


def test_report_is_whole_and_once_after_a_child_of_the_worker_was_killed(app: LiveApp, inspector: User) -> None:
    app.start_worker()
    app.start_scheduler()
    job = _begin(inspector)
    assert app.worker is not None

    for child in Path(f"/proc/{app.worker.pid}/task/{app.worker.pid}/children").read_text().split():
        os.kill(int(child), signal.SIGKILL)

    _is_whole(job)
