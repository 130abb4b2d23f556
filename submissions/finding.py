"""全局搜索: requests by title, within sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.search.query import Hit
from submissions.models import SubmissionRequest

if TYPE_CHECKING:
    from accounts.models import User


def hits(user: User, query: str, limit: int) -> list[Hit]:
    found = SubmissionRequest.objects.visible_to(user).filter(title__zh=query)[:limit]
    return [
        Hit(kind="报送", title=str(request), url=request.get_absolute_url(), note=f"截止 {request.due_on:%Y-%m-%d}", state=request.get_status_display())
        for request in found
    ]
