"""收文关联 of 报送: requests that a paper received may be linked to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from documents.incoming.targets import Place, listed
from submissions.models import SubmissionRequest

if TYPE_CHECKING:
    from accounts.models import User

REQUEST = "request"


def find_requests(user: User, text: str, limit: int) -> list[Place]:
    return _places(SubmissionRequest.objects.visible_to(user).filter(title__zh=text).order_by("-pk")[:limit])


def requests_in_sight(user: User, keys: Sequence[str]) -> list[Place]:
    return _places(SubmissionRequest.objects.visible_to(user).filter(pk__in=keys))


def _places(requests: Iterable[SubmissionRequest]) -> list[Place]:
    return listed(requests, str, lambda request: f"截止 {request.due_on:%Y-%m-%d}　{request.get_status_display()}")
