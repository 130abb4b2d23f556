"""办理记录 of one answer, newest first."""

from __future__ import annotations

from django.utils import timezone

from core.look import Event
from submissions.models import Submission, SubmissionStep


def story_of(submission: Submission) -> list[Event]:
    steps = submission.steps.select_related("actor").order_by("-at", "-pk")
    return [_event(step) for step in steps]


def _event(step: SubmissionStep) -> Event:
    who = f"　{step.actor_words}" if step.actor else ""
    note = f"　{step.note}" if step.note else ""
    return Event(step.label, f"{timezone.localtime(step.at):%Y-%m-%d %H:%M}{who}{note}", "act")
