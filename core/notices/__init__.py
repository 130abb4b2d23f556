"""期限与提醒: obligations (`actions`), reminders planned from them (`planning`), messages (`messages`), every try to hand one over (`outbox`)."""

from core.notices.actions import (
    cancel_deadline,
    close_deadline,
    deadline_of,
    deadlines_of,
    entrust,
    move_deadline,
    note_phone_urging,
    open_deadline,
    pause,
    resume,
)
from core.notices.delivery import deliver_notices
from core.notices.messages import mark_read, tell
from core.notices.planning import plan_notices
from core.notices.urging import urge

__all__ = [
    "cancel_deadline",
    "close_deadline",
    "deadline_of",
    "deadlines_of",
    "deliver_notices",
    "entrust",
    "mark_read",
    "move_deadline",
    "note_phone_urging",
    "open_deadline",
    "pause",
    "plan_notices",
    "resume",
    "tell",
    "urge",
]
