"""Reads of jobs and putting them in the queue."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from core.audit.trail import record
from core.errors import DomainError
from core.jobs.bell import ring
from core.jobs.ending import put_back
from core.jobs.models import OPEN_STATES, Job, JobState


def submit(*, kind: str, title: str, actor: Any, at: datetime, params: dict[str, Any], key: str | None = None) -> Job:
    """发起后台任务: write the outbox row and ring the bell; with a `key` a second click returns the first job.

    A job that failed or was cancelled gives its key free again.
    """
    if key:
        Job.objects.filter(key=key, state__in=(JobState.FAILED, JobState.CANCELLED)).update(key=None)
    try:
        with transaction.atomic():
            post = {"post": actor.role_code, "unit_id": actor.post_unit_id, "acting_for": actor.stands_in_for}
            job = Job.objects.create(kind=kind, title=title[:200], params=params, key=key, requested_by=actor, created_at=at, **post)
            record(actor=actor, act="submit_job", act_label="发起后台任务", target=job, at=at)
    except IntegrityError:
        return Job.objects.get(key=key)
    ring("core.run_job", job_id=job.pk)
    return job


def _locked(job: Job, actor: Any) -> Job:
    """The row under its lock, for the person who asked for the job."""
    if job.requested_by_id != actor.pk:
        raise PermissionDenied("后台任务只由发起人办理。")
    return Job.objects.select_for_update().get(pk=job.pk)


@transaction.atomic
def cancel(*, job: Job, actor: Any, at: datetime) -> Job:
    """取消后台任务: only its requester, only while it has not ended; a running handler stops at its next beat."""
    job = _locked(job, actor)
    if job.state not in OPEN_STATES:
        raise DomainError(f"任务{job.get_state_display()}，不能取消。")
    job.state, job.finished_at = JobState.CANCELLED, at
    job.save(update_fields=["state", "finished_at"])
    put_back(job)
    record(actor=actor, act="cancel_job", act_label="取消后台任务", target=job, at=at)
    return job


@transaction.atomic
def retry(*, job: Job, actor: Any, at: datetime) -> Job:
    """重新发起: only by its requester; a job that failed starts anew with its attempts counted from zero."""
    job = _locked(job, actor)
    if job.state != JobState.FAILED:
        raise DomainError("只有未完成的任务可以重新发起。")
    job.state, job.attempts, job.error, job.finished_at, job.lease_until = JobState.QUEUED, 0, "", None, None
    job.save(update_fields=["state", "attempts", "error", "finished_at", "lease_until"])
    record(actor=actor, act="retry_job", act_label="重新发起后台任务", target=job, at=at)
    ring("core.run_job", job_id=job.pk)
    return job
