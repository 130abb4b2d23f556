"""报送的交接: answers that a unit owes wait for its posts, requests for the office; nothing here names a person."""

from __future__ import annotations

from accounts.handover import Rows
from accounts.models import User
from accounts.with_post import Matters, Named
from submissions.models import Submission, SubmissionRequest
from submissions.successions import OPEN
from submissions.workflow import APPROVE, FILL, MANAGE, REVIEW, RequestStatus


def _requests(user: User) -> Rows:
    """草拟 and 报送中."""
    requests = SubmissionRequest.objects.visible_to(user).filter(status__in=(RequestStatus.DRAFT, RequestStatus.OPEN)).order_by("due_on", "pk")
    return requests if user.has_perm(MANAGE) or user.has_perm(REVIEW) else requests.none()


def _answers(user: User) -> Rows:
    """Not accepted yet, in requests that run."""
    answers = Submission.objects.visible_to(user).of_open().filter(status__in=OPEN).for_list().order_by("due_on", "pk")
    return answers if user.has_perm(FILL) or user.has_perm(APPROVE) else answers.none()


REQUESTS = Matters("报送任务", _requests, lambda row: Named(f"{row}（{row.get_status_display()}）", row.get_absolute_url(), row.due_on))
ANSWERS = Matters("报送", _answers, lambda row: Named(f"{row.request}（{row.unit}，{row.get_status_display()}）", row.get_absolute_url(), row.due_on))
