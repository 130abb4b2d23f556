"""后台导出: the export of a long list, with the rights its requester has when it runs."""

import tempfile
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.module_loading import import_string

from core.files.actions import store
from core.jobs.models import Job
from core.jobs.run import Beat, Outcome
from core.lists.asked import Asked
from core.lists.counts import counts_of
from core.lists.export import blocks, file_name, is_in_database, note_export
from core.lists.page import ListPage

BEAT_EVERY = 1024 * 1024
MOST_ROWS = 1_000_000


def export(job: Job, beat: Beat) -> Outcome:
    """导出台账: rows are read again as they are now; the file holds its own row count."""
    asked = _asked(job)
    at = timezone.now()
    total = counts_of([asked.found], MOST_ROWS)[0]
    beat(done=0, total=total, stage="写入文件")
    busy = is_in_database(asked, job.params["form"])
    with tempfile.TemporaryFile() as target:
        size = told = 0
        for block in blocks(asked, job.params["form"], at):  # outside a transaction: a beat in one would hold the job's row
            size += target.write(block)
            if not busy and size - told > BEAT_EVERY:
                beat(stage=f"写入文件，已写 {size // 1024 // 1024} MB")
                told = size
        target.seek(0)
        with transaction.atomic():
            note_export(asked, at, f"{total} 行")
            file = store(purpose="job_result", name=file_name(asked, job.params["form"]), stream_or_bytes=target, actor=asked.user, at=at, owner=job)
    return Outcome(result=file, summary=f"共 {total} 行")


def _asked(job: Job) -> Asked:
    page: Any = import_string(job.params["list"])
    if not isinstance(page, ListPage):
        raise TypeError(job.params["list"])
    if page.permission and not job.requested_by.has_perm(page.permission):
        raise PermissionDenied
    return Asked(page, job.requested_by, QueryDict(job.params["query"]), timezone.localdate())
