"""后台导入: the check and the commit of large files, with the rights the requester has when they run."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from core.errors import DomainError
from core.jobs.models import Job
from core.jobs.run import Beat, Outcome
from core.sheets.actions import check_batch, commit_batch, confirm
from core.sheets.models import BatchState, ImportBatch


def check(job: Job, beat: Beat) -> Outcome:
    """检查导入文件: leaves the preview."""
    batch = _batch(job)
    batch = check_batch(batch=batch, actor=job.requested_by, at=timezone.now(), told=_progress(beat, "读表"))
    if batch.state == BatchState.REFUSED:
        raise DomainError(batch.refusal)
    counts = batch.counts
    summary = f"读到 {counts['rows']} 行，{counts['rejected']} 行有问题，请核对后导入" if counts else "有列没有认出来，请指定"
    return Outcome(url=batch.get_absolute_url(), summary=summary)


def commit(job: Job, beat: Beat) -> Outcome:
    """写入导入文件: one transaction; a second run finds it done, a job started anew confirms again what its failure put back."""
    with transaction.atomic():
        beat(stage="读表")  # holds the job's row: who cancels meanwhile waits, and puts back what is confirmed here
        batch = _batch(job)
        if batch.state == BatchState.CHECKED:
            batch = confirm(batch=batch, actor=job.requested_by, at=timezone.now())
    batch = commit_batch(batch=batch, actor=job.requested_by, at=timezone.now(), told=_progress(beat, "读表"))
    counts = batch.counts
    return Outcome(url=batch.get_absolute_url(), summary=f"已导入 {counts['rows'] - counts['rejected']} 行，{counts['rejected']} 行未导入")


def _batch(job: Job) -> ImportBatch:
    return ImportBatch.objects.select_related("file").get(pk=job.params["batch"], created_by=job.requested_by)


def _progress(beat: Beat, stage: str) -> Callable[[int], None]:
    return lambda done: beat(done=done, stage=stage)
