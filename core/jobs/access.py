"""Who may fetch a result: its requester, in a post that still holds the rights the job ran with."""

from __future__ import annotations

from typing import Any

from core.files.models import StoredFile
from core.jobs.models import Job


def may_see(user: Any, file: StoredFile) -> bool:
    """结果文件: only the person who asked, and only in the post the job ran in."""
    return any(job.is_handed_to(user) for job in Job.objects.filter(result=file))
