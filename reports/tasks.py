"""Doorways for Celery."""

from functools import partial

from celery import shared_task
from django.utils import timezone

from core.jobs.beats import run_once
from core.jobs.models import Job
from reports.monthly import schedule


@shared_task(name="reports.build_due_reports")
def build_due_reports() -> None:
    """Every hour: last month's report where it is missing."""
    run_once("build_due_reports", partial(schedule.build_due_reports, timezone.now()), _queued)


def _queued(job: Job | None) -> str:
    return f"已发起：{job.title}" if job is not None else "没有到期的报告"
