"""全局搜索: requests by title, within sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.search.query import Hit
from core.search.sources import Rows, Source
from submissions.models import SubmissionRequest
from submissions.workflow import VIEW

if TYPE_CHECKING:
    from accounts.models import User


def _match(found: Rows, words: str) -> Rows:
    return found.filter(title__zh=words)


def _hit(request: SubmissionRequest, user: User) -> Hit:
    return Hit("报送", str(request), request.get_absolute_url(), f"截止 {request.due_on:%Y-%m-%d}", request.get_status_display())


REQUESTS = Source(
    "报送", lambda user: SubmissionRequest.objects.visible_to(user), _hit, _match, list_name="submissions:request-list", list_query="tab=all", power=VIEW
)
