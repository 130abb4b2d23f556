"""发件箱: messages claimed by row lock and lease, sent outside the transaction, every try kept."""

import logging
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from core import audit
from core.errors import DomainError
from core.jobs.bell import ring
from core.notices.audience import Audience
from core.notices.channels import Answer, sender_of
from core.notices.digests import fill_digest, is_digest
from core.notices.inapp import claim as claim_notice
from core.notices.models import Attempt, Channel, Message, NoticeState

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)
BACKOFF = (timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=1), timedelta(hours=4))
MAX_TRIES = len(BACKOFF) + 1
MOST_IN_A_RUN = 500
SILENCES = 3  # a server that does not answer so many times in a row is left in peace until the next run
KEEP = "core.view_health"
BROKEN_OFF = "上次发送中断，对方是否收到不明"


def send_messages(at: datetime, audience: Audience, *, window_open: bool) -> int:
    """Send what is due, at most MOST_IN_A_RUN; outside the window urgent ones only."""
    sent = silent = 0
    begun = monotonic()
    for _ in range(MOST_IN_A_RUN):
        message = _claim(_now(at, begun), audience, window_open=window_open) if silent < SILENCES else None
        if message is None:
            break
        if message.state != NoticeState.PLANNED:
            continue
        answer = sender_of(message.channel).send(message)
        _finish(message, answer, at)
        sent += answer.accepted
        silent = 0 if answer.accepted or answer.is_final else silent + 1
    return sent


def _now(at: datetime, begun: float) -> datetime:
    """The instant of one step of a run that began at `at`: a long run takes its last lease as fresh as its first."""
    return at + timedelta(seconds=monotonic() - begun)


@transaction.atomic
def _claim(at: datetime, audience: Audience, *, window_open: bool) -> Message | None:
    """Take the next message under a lease. A message that may no longer go is cancelled and comes back cancelled."""
    due = Message.objects.filter(state=NoticeState.PLANNED, next_try_at__lte=at).exclude(channel=Channel.IN_APP)
    free = due.filter(Q(lease_until=None) | Q(lease_until__lt=at))
    if not window_open:
        free = free.filter(is_urgent=True)
    rows = free.select_related("recipient").order_by("next_try_at", "pk")
    message = rows.select_for_update(of=("self",), skip_locked=True).first()
    if message is None:
        return None
    if message.lease_until is not None:
        Attempt.objects.create(message=message, at=at, succeeded=False, answer=BROKEN_OFF)
    message.tries += 1
    message.lease_until = at + LEASE
    _check(message, at, audience)
    message.save(update_fields=["tries", "lease_until", "title", "body", "state"])
    return message


def _check(message: Message, at: datetime, audience: Audience) -> None:
    """Look again at the recipient and at the deadlines just before sending."""
    fit = [claim_notice(pk, audience) for pk in message.notices.filter(state=NoticeState.PLANNED).values_list("pk", flat=True)]
    left = [notice for notice in fit if notice is not None]
    hangs_on_notices = is_digest(message) or message.notices.exists()
    if not message.recipient.is_active or (hangs_on_notices and not left) or message.tries > MAX_TRIES:
        message.state = NoticeState.FAILED if message.tries > MAX_TRIES else NoticeState.CANCELLED
    elif is_digest(message):
        fill_digest(message, left, at)


@transaction.atomic
def _finish(message: Message, answer: Answer, at: datetime) -> None:
    """Keep the try and its answer; a failure waits longer each time and ends in the list of what could not be sent."""
    Attempt.objects.create(message=message, at=at, succeeded=answer.accepted, answer=answer.text[:300])
    row = Message.objects.select_for_update().get(pk=message.pk)
    if row.state != NoticeState.PLANNED:
        return
    row.lease_until = None
    if answer.accepted:
        row.state, row.delivered_at = NoticeState.SENT, at
    elif answer.is_final or row.tries >= MAX_TRIES:
        row.state = NoticeState.FAILED
        logger.warning("message %s could not be sent after %s tries", row.pk, row.tries)
    else:
        row.next_try_at = at + BACKOFF[min(row.tries, len(BACKOFF)) - 1]
    row.save(update_fields=["state", "lease_until", "delivered_at", "next_try_at"])
    if row.state != NoticeState.PLANNED:
        row.notices.filter(state=NoticeState.PLANNED).update(state=row.state, sent_at=at)


@transaction.atomic
def resend(*, message: Message, actor: Any, at: datetime) -> None:
    """重新发送: put a message that could not be sent back into the queue."""
    if not actor.has_perm(KEEP):
        raise PermissionDenied("没有查看运行状况的权限。")
    row = Message.objects.select_for_update().get(pk=message.pk)
    if row.state != NoticeState.FAILED:
        raise DomainError("只有发送失败的消息可以重新发送。")
    row.state, row.tries, row.next_try_at, row.lease_until = NoticeState.PLANNED, 0, at, None
    row.save(update_fields=["state", "tries", "next_try_at", "lease_until"])
    row.notices.filter(state=NoticeState.FAILED).update(state=NoticeState.PLANNED)
    audit.record(actor=actor, act="resend_message", act_label="重新发送", target=row, at=at)
    ring("core.deliver_notices")
