"""Doorways for Celery: each fetches by id, calls one function, lets errors surface. All of them may run twice."""

from functools import partial

from celery import shared_task
from django.utils import timezone

from core.audit.verify import write_anchor
from core.jobs.beats import run_once
from core.jobs.run import run_job as run_one_job
from core.jobs.sweep import sweep


@shared_task(name="core.run_job")
def run_job(*, job_id: int) -> None:
    """后台任务: run one job row."""
    run_one_job(job_id)


@shared_task(name="core.sweep_jobs")
def sweep_jobs() -> None:
    """Every half minute: ring lost jobs again."""
    run_once("sweep_jobs", partial(sweep, timezone.now()))


@shared_task(name="core.anchor_audit")
def anchor_audit() -> None:
    """Hourly: keep the signed head of the audit chain in an independent place."""
    run_once("anchor_audit", write_anchor)


@shared_task(name="core.scheduler_heartbeat")
def scheduler_heartbeat() -> None:
    """Every minute: proof that scheduler and worker are alive."""
    run_once("scheduler", lambda: "ok")
