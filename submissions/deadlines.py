"""What the reminders ask about a unit's answer."""

from submissions.models import Submission

DEADLINE = "submission"


def state_of(target_id: str) -> str:
    """The answer's state in words."""
    return Submission.objects.get(pk=target_id).state_words
