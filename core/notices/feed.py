"""日历订阅: deadlines as an ICS feed under a random, revocable address; titles hold the kind and the unit, never a person."""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core import audit
from core.crypto import keyed_hash
from core.notices.levels import kind_row
from core.notices.models import Deadline

PURPOSE = "calendar-feed"
TOKEN_BYTES = 24
AHEAD, MOST = timedelta(days=400), 500


@transaction.atomic
def issue_feed(*, user: Any, at: datetime) -> str:
    """签发订阅地址: a new token, shown once; the one before stops working."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    _write(user, keyed_hash(token, purpose=PURPOSE))
    audit.record(actor=user, act="issue_feed", act_label="签发日历订阅", target=user, at=at)
    return token


@transaction.atomic
def revoke_feed(*, user: Any, at: datetime) -> None:
    """停用订阅地址."""
    _write(user, "")
    audit.record(actor=user, act="revoke_feed", act_label="停用日历订阅", target=user, at=at)


def _write(user: Any, token_hash: str) -> None:
    get_user_model().objects.filter(pk=user.pk).update(calendar_token_hash=token_hash)


def owner_of(token: str) -> Any | None:
    """The active person whose feed `token` opens."""
    if not token:
        return None
    return get_user_model().objects.filter(calendar_token_hash=keyed_hash(token, purpose=PURPOSE), is_active=True).first()


def feed_rows(user: Any, at: datetime) -> list[Deadline]:
    """Deadlines of the person's own unit or given to the person: what is overdue and what comes within a year."""
    on = timezone.localdate(at)
    own = Q(assignee=user.pk) | Q(unit=user.unit_id)
    rows = Deadline.objects.visible_to(user).open().filter(own, due_on__lte=on + AHEAD)
    return list(rows.select_related("unit").order_by("due_on", "pk")[:MOST])


def as_ics(rows: Iterable[Deadline], at: datetime) -> str:
    """RFC 5545 text: one all-day event for each deadline, paused ones marked."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Mingdu//Deadlines//ZH", "CALSCALE:GREGORIAN", "X-WR-CALNAME:行政执法监督期限", "X-PUBLISHED-TTL:PT6H"]
    stamp = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for row in rows:
        summary = f"{'（已暂停）' if row.paused_on else ''}{kind_row(row.kind).label}到期（{row.unit}）"
        lines += [
            "BEGIN:VEVENT",
            f"UID:deadline-{row.pk}@mingdu",
            f"DTSTAMP:{stamp}",
            f"SEQUENCE:{row.version}",
            f"DTSTART;VALUE=DATE:{row.due_on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{row.due_on + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(summary)}",
            f"URL:{settings.BASE_URL}{row.get_absolute_url()}",
            "END:VEVENT",
        ]
    return "".join(f"{piece}\r\n" for line in [*lines, "END:VCALENDAR"] for piece in _folded(line))


def _escaped(text: str) -> str:
    for plain in ("\\", ";", ","):
        text = text.replace(plain, f"\\{plain}")
    return " ".join(text.split())


def _folded(line: str) -> list[str]:
    """Lines of at most 75 octets, never cut inside a character."""
    pieces, room = [""], 75
    for char in line:
        size = len(char.encode())
        if size > room:
            pieces.append(" ")
            room = 74
        pieces[-1] += char
        room -= size
    return pieces
