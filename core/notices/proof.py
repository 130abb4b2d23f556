"""催办证明: what was sent to whom, when, and when it was seen, from the ledger of reminders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from core.notices.lists import content, outcome, read_at, recipient
from core.notices.models import Deadline, Notice, NoticeState

PROOF_STATES = (NoticeState.SENT, NoticeState.DELIVERED, NoticeState.READ, NoticeState.FAILED)


@dataclass(frozen=True)
class ProofLine:
    """One reminder that went out."""

    at: datetime
    to: str
    by: str
    what: str
    state: str
    read_at: datetime | None


def proofs_of(deadlines: Iterable[Deadline]) -> dict[int, list[ProofLine]]:
    """Deadline id → its reminders in the order they went out; one query for all."""
    found: dict[int, list[ProofLine]] = defaultdict(list)
    rows = Notice.objects.filter(deadline__in=list(deadlines), state__in=PROOF_STATES).select_related("recipient", "message")
    for row in rows.order_by("sent_at", "pk"):
        line = ProofLine(row.sent_at or row.not_before, recipient(row), row.get_channel_display(), content(row), outcome(row), read_at(row))
        found[row.deadline_id].append(line)
    return found
