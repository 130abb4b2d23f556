"""Who may fetch a report's files: whoever may see the report."""

from __future__ import annotations

from accounts.models import User
from core.files.models import StoredFile
from reports.models import Report


def may_see(user: User, file: StoredFile) -> bool:
    return file.owner_kind == "reports.report" and Report.objects.visible_to(user).filter(pk=file.owner_id).exists()
