"""清扫: jobs whose bell was lost or whose worker died are rung again; spent ones end in words."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from core.jobs.bell import ring
from core.jobs.ending import put_back
from core.jobs.models import OPEN_STATES, Job, JobState


def lost_jobs(at: datetime) -> list[int]:
    """Ids of jobs that wait too long or whose lease ran out."""
    waited = at - timedelta(seconds=settings.SWEEP_SECONDS)
    waiting = Q(state__in=(JobState.QUEUED, JobState.RETRYING), lease_until=None, created_at__lt=waited)
    over = Q(state__in=(JobState.RETRYING, JobState.RUNNING), lease_until__lt=at)
    return list(Job.objects.filter(waiting | over).order_by("pk").values_list("pk", flat=True)[:500])


def sweep(at: datetime) -> int:
    """Ring every lost job again; those that used up their attempts become 未完成."""
    _end_spent(at)
    lost = lost_jobs(at)
    for job_id in lost:
        ring("core.run_job", job_id=job_id)
    return len(lost)


@transaction.atomic
def _end_spent(at: datetime) -> None:
    """Jobs that used up their attempts, in the order of their rows; one that a worker just holds waits for the next sweep."""
    spent = Job.objects.filter(state__in=OPEN_STATES, attempts__gte=settings.JOB_MAX_ATTEMPTS).filter(Q(lease_until__lt=at) | Q(lease_until=None))
    for job in spent.order_by("pk").select_for_update(skip_locked=True):
        job.state, job.finished_at, job.lease_until, job.error = JobState.FAILED, at, None, "多次处理都没有完成，请把任务编号告诉系统管理员。"
        job.save(update_fields=["state", "finished_at", "lease_until", "error"])
        put_back(job)
