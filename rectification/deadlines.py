"""What the reminders ask about an order."""

from rectification.models import Order


def state_of(target_id: str) -> str:
    """The order's state in words, for the text of a reminder."""
    return Order.objects.get(pk=target_id).get_status_display()
