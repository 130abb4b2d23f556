"""Doorways for Celery: each fetches by id, calls one function, lets errors surface. All of them may run twice."""

from functools import partial
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from core.audit.verify import ANCHOR_BEAT, write_anchor
from core.files.scan import ring_waiting
from core.files.scan import scan_file as scan_one_file
from core.files.sweep import sweep_files as sweep_old_files
from core.jobs.beats import run_once
from core.jobs.run import run_job as run_one_job
from core.jobs.sweep import sweep
from core.notices.delivery import deliver_notices as deliver_due_notices
from core.notices.planning import plan_notices as plan_due_notices
from core.workdays.years import ensure_calendar as fill_calendar


@shared_task(name="core.run_job")
def run_job(*, job_id: int) -> None:
    """后台任务: run one job row."""
    run_one_job(job_id)


@shared_task(name="core.sweep_jobs")
def sweep_jobs() -> None:
    """Every half minute: ring lost jobs again."""
    run_once("sweep_jobs", partial(sweep, timezone.now()), "找回 {} 个任务".format)


@shared_task(name="core.scan_file")
def scan_file(*, file_id: str) -> None:
    """查毒: ask the scanner about one file."""
    scan_one_file(UUID(file_id), timezone.now())


@shared_task(name="core.scan_waiting_files")
def scan_waiting_files() -> None:
    """Every five minutes: ask again about files the scanner has not answered for."""
    run_once("scan_files", partial(ring_waiting, timezone.now()), "{} 个文件等待查毒".format)


@shared_task(name="core.sweep_files")
def sweep_files() -> None:
    """Nightly: what unfinished uploads and crashes left behind."""
    run_once("sweep_files", partial(sweep_old_files, timezone.now()), _swept)


def _swept(counts: dict[str, int]) -> str:
    return "清理" + "，".join(f"{name} {count} 个" for name, count in counts.items())


@shared_task(name="core.anchor_audit")
def anchor_audit() -> None:
    """Hourly: keep the signed head of the audit chain in an independent place."""
    run_once(ANCHOR_BEAT, write_anchor)


@shared_task(name="core.scheduler_heartbeat")
def scheduler_heartbeat() -> None:
    """Every minute: proof that scheduler and worker are alive."""
    run_once("scheduler", lambda: "正常")


@shared_task(name="core.plan_notices")
def plan_notices() -> None:
    """Every two minutes: plan the reminders whose day has come."""
    run_once("plan_notices", partial(plan_due_notices, timezone.now()), "查看 {} 个期限".format)


@shared_task(name="core.deliver_notices")
def deliver_notices() -> None:
    """Every two minutes, and when something urgent is written: deliver what is due."""
    run_once("deliver_notices", partial(deliver_due_notices, timezone.now()), "送达或者发出 {} 条".format)


@shared_task(name="core.ensure_calendar")
def ensure_calendar() -> None:
    """Daily: keep the next two years in the calendar."""
    now = timezone.now()
    run_once("ensure_calendar", partial(fill_calendar, on=timezone.localdate(now), at=now), _years)


def _years(written: list[int]) -> str:
    return f"补齐 {'、'.join(map(str, written))} 年" if written else "没有要补的年份"
