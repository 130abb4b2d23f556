"""报送期限: one runs while the unit owes its answer, none while the bureau has it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from accounts.models import User
from core.notices.actions import NamedDay, cancel_deadline, close_deadline, open_named_days
from core.notices.messages import settle
from core.notices.models import Message
from submissions.deadlines import DEADLINE
from submissions.models import Submission


def run_clock(submission: Submission, due_on: date, actor: User, at: datetime, start_event: str) -> None:
    """The unit owes its answer by `due_on`."""
    submission.due_on = due_on
    run_clocks([submission], actor, at, start_event)


def run_clocks(submissions: Sequence[Submission], actor: User, at: datetime, start_event: str) -> None:
    """Each unit owes its answer by its day."""
    days = [NamedDay(row, str(row.request), row.unit, row.due_on, row.request.basis, row.get_absolute_url()) for row in submissions]
    open_named_days(kind=DEADLINE, days=days, actor=actor, at=at, start_event=start_event, verb="报送")


def stop_clock(submission: Submission, actor: User, at: datetime) -> None:
    """The answer is in."""
    close_deadline(kind=DEADLINE, target=submission, actor=actor, at=at)


def drop_clock(submission: Submission, actor: User, at: datetime) -> None:
    """The answer is owed no more."""
    cancel_deadline(kind=DEADLINE, target=submission, actor=actor, at=at)


def settle_messages(submission: Submission, at: datetime) -> None:
    """What was said about the answer before this act asks for nothing any more."""
    settle(Message.objects.about(submission), at)
