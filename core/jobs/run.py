"""Running one job: claim by lease, beat while working, end once.

Whoever dies in the middle loses the lease; the sweeper gives the job to the next worker, at most JOB_MAX_ATTEMPTS times.
A handler must be able to run twice: what it writes, it writes in one transaction at its end, or under a key.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, close_old_connections, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.module_loading import import_string

from core.errors import DomainError
from core.files.models import StoredFile
from core.jobs.ending import put_back
from core.jobs.models import OPEN_STATES, Job, JobState

logger = logging.getLogger(__name__)
RETRY_AFTER = timedelta(seconds=30)  # after the first breakdown; four times as long after each further one


class JobCancelled(Exception):
    """Raised at a beat when the job was cancelled or its lease went to another worker."""


@dataclass(frozen=True)
class Outcome:
    """What a handler leaves: a file to download, a page to go to, one sentence."""

    result: StoredFile | None = None
    url: str = ""
    summary: str = ""


class Beat:
    """心跳: progress for the page and a renewed lease; raises JobCancelled when the job is no longer ours."""

    def __init__(self, job: Job) -> None:
        self.job, self.attempt = job, job.attempts

    def __call__(self, *, done: int | None = None, total: int | None = None, stage: str | None = None) -> None:
        told = {name: value for name, value in (("done", done), ("total", total), ("stage", stage)) if value is not None}
        self.renew(**told)

    def renew(self, **told: int | str) -> None:
        lease = timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
        ours = Job.objects.filter(pk=self.job.pk, state=JobState.RUNNING, attempts=self.attempt)
        if not ours.update(lease_until=lease, **told):
            raise JobCancelled


def claim(job_id: int, at: datetime) -> Job | None:
    """Take the job if it is free: exactly one worker wins the conditional update."""
    free = Q(state__in=(JobState.QUEUED, JobState.RETRYING), lease_until=None) | Q(state__in=(JobState.RETRYING, JobState.RUNNING), lease_until__lt=at)
    lease = at + timedelta(seconds=settings.JOB_LEASE_SECONDS)
    won = Job.objects.filter(free, pk=job_id, attempts__lt=settings.JOB_MAX_ATTEMPTS).update(
        state=JobState.RUNNING, attempts=F("attempts") + 1, lease_until=lease, started_at=at, error=""
    )
    return Job.objects.select_related("requested_by").get(pk=job_id) if won else None


@contextmanager
def _pulse(beat: Beat) -> Iterator[None]:
    """Renew the lease from a thread, so that one long step does not look like a dead worker."""
    stop = threading.Event()

    def keep_alive() -> None:
        while not stop.wait(settings.JOB_HEARTBEAT_SECONDS):
            try:
                beat.renew()
            except JobCancelled:
                return
            except (OperationalError, InterfaceError):  # the next pulse tries again; the lease outlasts a few of them
                logger.warning("job %s: no pulse, the database is away", beat.job.pk)
            finally:
                close_old_connections()

    thread = threading.Thread(target=keep_alive, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)


def run_job(job_id: int) -> None:
    """Run the job if it is free; every end is written once, by the worker that holds the attempt."""
    job = claim(job_id, timezone.now())
    if job is None:
        return
    logger.info("job %s %s attempt %s", job.pk, job.kind, job.attempts)
    beat = Beat(job)
    try:
        job.requested_by.take_post_of(job.post, job.unit_id, job.acting_for_id)
        with _pulse(beat):
            outcome = import_string(settings.JOB_KINDS[job.kind])(job, beat)
    except JobCancelled:
        logger.info("job %s is no longer ours", job.pk)
    except (DomainError, PermissionDenied) as refusal:
        _end(job, JobState.FAILED, error=str(refusal) or "发起人已无权办理此事。")
    except Exception:
        logger.exception("job %s failed", job.pk)
        _end(job, JobState.FAILED if job.attempts >= settings.JOB_MAX_ATTEMPTS else JobState.RETRYING, error="处理中断，系统将自动重试。")
        raise
    else:
        _end(job, JobState.SUCCEEDED, outcome=outcome)


@transaction.atomic
def _end(job: Job, state: JobState, *, outcome: Outcome | None = None, error: str = "") -> None:
    """Write the end if the attempt is still ours; a result of a lost attempt is left to the sweeper of files."""
    outcome = outcome or Outcome()
    ours = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
    over = timezone.now() if state not in OPEN_STATES else None
    if state == JobState.FAILED and error.endswith("重试。"):
        error = "多次处理都没有完成，请把任务编号告诉系统管理员。"
    again = timezone.now() + RETRY_AFTER * 4 ** (job.attempts - 1) if state == JobState.RETRYING else None
    told = {"result": outcome.result, "result_url": outcome.url, "summary": outcome.summary[:300]}
    if ours.update(state=state, error=error[:500], finished_at=over, lease_until=again, **told) and state == JobState.FAILED:
        put_back(job)
