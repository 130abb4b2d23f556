"""清扫: jobs whose bell was lost or whose worker died are rung again; spent ones end in words."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from core.jobs.bell import ring
from core.jobs.models import OPEN_STATES, Job, JobState


def lost_jobs(at: datetime) -> list[int]:
    """Ids of jobs that wait too long or whose lease ran out."""
    waited = at - timedelta(seconds=settings.SWEEP_SECONDS)
    waiting = Q(state__in=(JobState.QUEUED, JobState.RETRYING), created_at__lt=waited)
    dead = Q(state=JobState.RUNNING, lease_until__lt=at)
    return list(Job.objects.filter(waiting | dead).order_by("pk").values_list("pk", flat=True)[:500])


def sweep(at: datetime) -> int:
    """Ring every lost job again; those that used up their attempts become 未完成."""
    spent = Job.objects.filter(state__in=OPEN_STATES, attempts__gte=settings.JOB_MAX_ATTEMPTS).filter(Q(lease_until__lt=at) | Q(lease_until=None))
    spent.update(state=JobState.FAILED, finished_at=at, lease_until=None, error="多次处理都没有完成，请把任务编号告诉系统管理员。")
    lost = lost_jobs(at)
    for job_id in lost:
        ring("core.run_job", job_id=job_id)
    return len(lost)
