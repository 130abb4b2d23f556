"""步骤条与办理记录 of one paper received."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from core.look import Event, Step
from documents.incoming.models import Incoming
from documents.incoming.workflow import Status

LABELS = ("登记", "分办", "承办", "回复", "办结")
PLACES = {Status.REGISTERED: 1, Status.ASSIGNED: 2, Status.HANDLING: 2, Status.REPLIED: 4, Status.CLOSED: 5}


def _day(at: datetime | None) -> str:
    if at is None:
        return ""
    on = timezone.localdate(at)
    return f"{on.month}月{on.day}日"


def steps_of(incoming: Incoming) -> list[Step]:
    """Five stops; two for 阅知; what is voided stops there."""
    registered = Step(LABELS[0], "done", _day(incoming.registered_at))
    if incoming.is_voided:
        return [registered, Step("作废", "now", _day(incoming.voided_at))]
    if incoming.is_for_reading:
        return [registered, Step("阅知办结", "done", _day(incoming.closed_at))]
    days = (incoming.registered_at, incoming.assigned_at, None, incoming.replied_at, incoming.closed_at)
    here = PLACES[Status(incoming.status)]
    skips_reply = incoming.status == Status.CLOSED and incoming.replied_at is None  # closed without an answer of its own
    return [
        Step(label, "done" if place < here else ("now" if place == here else "later"), _day(at) if place < here else "")
        for place, (label, at) in enumerate(zip(LABELS, days, strict=True))
        if not (skips_reply and label == "回复")
    ]


def story_of(incoming: Incoming) -> list[Event]:
    """办理记录, newest first."""
    rows = sorted(incoming.steps.all(), key=lambda step: step.pk, reverse=True)
    return [
        Event(row.get_act_display(), f"{timezone.localtime(row.at):%Y-%m-%d %H:%M}　{row.actor}{f'　{row.note}' if row.note else ''}", "act") for row in rows
    ]
