"""没有做成: what a kind puts back when its job ends without success, in the transaction that writes the end."""

from django.conf import settings
from django.utils.module_loading import import_string

from core.jobs.models import Job


def put_back(job: Job) -> None:
    """Ask the kind's row in JOB_ENDINGS, if it has one; `job` failed for good or was cancelled, its row is locked."""
    name = settings.JOB_ENDINGS.get(job.kind)
    if name:
        import_string(name)(job)
