"""消息: telling persons something that is no reminder of a deadline."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from core.jobs.bell import ring
from core.notices.audience import channels_of
from core.notices.models import Channel, Message, MessageQuerySet, Notice, NoticeState
from core.notices.windows import send_time
from core.workdays.calendar import calendar_around

DELIVER = "core.deliver_notices"


@transaction.atomic
def tell(
    *,
    recipients: Iterable[Any],
    title: str,
    body: str,
    url: str = "",
    at: datetime,
    target: Model | None = None,
    key: str | None = None,
    mail_body: str = "",
) -> int:
    """告知: one message in the product for each active recipient, and one by mail in the next send window.

    `key` makes a repetition do nothing. The mail carries the title and `mail_body` only, because `body` may name persons
    or facts of a case. Returns how many persons are told.
    """
    people = {user.pk: user for user in recipients if user.is_active}.values()
    stem = (key or uuid4().hex)[:130]
    mail_at = send_time(at, calendar_around(timezone.localdate(at)))
    common = {
        "title": title[:200],
        "url": url,
        "target_kind": target._meta.label_lower if target is not None else "",
        "target_id": str(target.pk) if target is not None else "",
        "created_at": at,
    }
    rows = []
    for user in people:
        for channel in channels_of(user):
            by_mail = channel != Channel.IN_APP
            rows.append(
                Message(
                    key=f"{stem}:{user.pk}:{channel}",
                    recipient=user,
                    channel=channel,
                    body=mail_body if by_mail else body,
                    state=NoticeState.PLANNED if by_mail else NoticeState.DELIVERED,
                    delivered_at=None if by_mail else at,
                    next_try_at=mail_at if by_mail else None,
                    **common,
                )
            )
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    ring(DELIVER)
    return len(people)


def settle(messages: MessageQuerySet, at: datetime) -> None:
    """了结: unread ones of them, said before `at`, ask for nothing any more; inside the act that settled their matter."""
    messages.filter(channel=Channel.IN_APP, created_at__lt=at).unread().update(settled_at=at)


@transaction.atomic
def mark_read(*, recipient: Any, at: datetime, pk: int | None = None) -> int:
    """标为已读: one message of `recipient`, or all unread ones that were there at `at`."""
    rows = Message.objects.inbox(recipient)
    rows = rows.unread().filter(created_at__lte=at) if pk is None else rows.filter(pk=pk, read_at=None)
    keys = list(rows.select_for_update().values_list("pk", flat=True))
    Notice.objects.filter(message__in=keys).update(state=NoticeState.READ)
    return Message.objects.filter(pk__in=keys).update(read_at=at, state=NoticeState.READ)
