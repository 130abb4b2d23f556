"""月报和材料包样例: the last three months, the oldest locked, the next one checked, the last one just built; and the Word pack of one unit."""

from __future__ import annotations

from accounts.models import Unit, User
from core.jobs.models import Job
from reports.demo.calendar import Days
from reports.demo.jobs import finish
from reports.models import Report
from reports.monthly.actions import lock_report, verify_report
from reports.monthly.build import files_key, request_report
from reports.monthly.periods import Month
from reports.units.packs import request_pack


def seed_reports(users: dict[str, User], days: Days) -> None:
    """Build three months; check the first two, lock the first."""
    month = Month.before(days.today)
    months = [month]
    for _ in range(2):
        month = Month.before(month.first_on)
        months.append(month)
    for place, one in enumerate(reversed(months)):
        job = request_report(month=one, unit=None, actor=users["jiandu"], at=days.ago(1))
        finish(job, days.ago(1))
        report = Report.objects.get(job=job)
        if place < 2:
            verify_report(report=report, actor=users["jiandu"], at=days.ago(1, 14))
        if place == 0:
            lock_report(report=report, actor=users["juzhang"], at=days.ago(1, 16))
            finish(Job.objects.get(key=files_key(report)), days.ago(1, 16))


def seed_pack(users: dict[str, User], unit: Unit, days: Days) -> None:
    """材料包: what the staff take along to the unit."""
    finish(request_pack(unit=unit, actor=users["jiandu"], at=days.ago(1, 15)), days.ago(1, 15))
