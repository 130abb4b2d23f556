"""步骤条与办理记录 of one paper received."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from core.look import Event, Step
from documents.incoming.models import Incoming, IncomingStep
from documents.incoming.targets import Place, label_of
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


def story_of(incoming: Incoming, places: Mapping[tuple[str, str], Place]) -> list[Event]:
    """办理记录, newest first; of what was linked the name only where it is among the `places` that the reader sees."""
    rows = sorted(incoming.steps.all(), key=lambda step: step.pk, reverse=True)
    return [_event(row, places) for row in rows]


def _event(row: IncomingStep, places: Mapping[tuple[str, str], Place]) -> Event:
    place = places.get((row.kind, row.target_id))
    about = f"{label_of(row.kind)}{f'：{place.label}' if place else '（不在您的查看范围内）'}" if row.kind else ""
    return Event(row.get_act_display(), "　".join(filter(None, (f"{timezone.localtime(row.at):%Y-%m-%d %H:%M}", row.actor_words, row.note, about))), "act")
