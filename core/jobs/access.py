"""Who may fetch a result: its requester, in a post that still holds the rights the job ran with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.files.models import StoredFile
from core.jobs.models import Job

if TYPE_CHECKING:
    from accounts.models import User


def may_see(user: User, file: StoredFile) -> bool:
    """结果文件: only the person who asked, and only in the post the job ran in."""
    return Job.objects.filter(result=file, requested_by=user, post=user.role_code).exists()
