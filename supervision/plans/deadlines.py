"""What the reminders ask about a unit's share of a task."""

from supervision.plans.models import Assignment


def state_of(target_id: str) -> str:
    """The share's state in words."""
    return Assignment.objects.get(pk=target_id).get_status_display()
