"""Versions of a month's report, without their files."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from reports.models import Report
from reports.monthly.build import freeze, request_report
from reports.monthly.periods import Month


def frozen_month(month: Month, actor: User, at: datetime) -> Report:
    """The county's rows and figures of `month` as somebody builds them at `at`."""
    job = request_report(month=month, unit=None, actor=actor, at=at)
    return freeze(job=job, month=month, unit=None, actor=actor, at=at)
