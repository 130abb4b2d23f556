"""每日汇总: the mail reminders of a person gathered into one mail a working day."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.notices.models import Channel, Deadline, Message, Notice, NoticeState
from core.notices.texts import digest_text

DIGEST = "digest"


def gather_digests(at: datetime) -> int:
    """Attach the due mail reminders of each person to that person's digest of the day, unless it is on its way already."""
    _fold_old(at)
    rows = Notice.objects.filter(state=NoticeState.PLANNED, channel=Channel.EMAIL, not_before__lte=at, message=None)
    pairs = rows.order_by("recipient", "pk").values_list("recipient", "pk")
    return sum(_attach(user, [pk for _, pk in group], at) for user, group in groupby(pairs, key=lambda pair: pair[0]))


@transaction.atomic
def _fold_old(at: datetime) -> None:
    """A digest that could not leave on its day gives its reminders back, so that one mail goes out when the server is well again."""
    today = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    waiting = Message.objects.filter(key__startswith=f"{DIGEST}:", state=NoticeState.PLANNED, created_at__lt=today)
    free = waiting.filter(Q(lease_until=None) | Q(lease_until__lt=at)).select_for_update(skip_locked=True)
    old = list(free.values_list("pk", flat=True))
    Notice.objects.filter(message__in=old, state=NoticeState.PLANNED).update(message=None)
    Message.objects.filter(pk__in=old).update(state=NoticeState.CANCELLED)


@transaction.atomic
def _attach(user: int, notices: list[int], at: datetime) -> int:
    """One digest for each recipient and day: after it has been tried, later reminders wait for tomorrow's."""
    key = f"{DIGEST}:{user}:{timezone.localdate(at):%Y%m%d}"
    row = Message(key=key, recipient_id=user, channel=Channel.EMAIL, title="今日待办", body="", url="/notices/", created_at=at, next_try_at=at)
    Message.objects.bulk_create([row], ignore_conflicts=True)
    message = Message.objects.select_for_update().get(key=key)
    if message.state != NoticeState.PLANNED or message.tries:
        return 0
    return Notice.objects.filter(pk__in=notices, state=NoticeState.PLANNED, message=None).update(message=message)


def is_digest(message: Message) -> bool:
    return message.key.startswith(f"{DIGEST}:")


def fill_digest(message: Message, notices: Iterable[Notice], at: datetime) -> None:
    """Title and body from the reminders that may still go."""
    deadlines: dict[int, Deadline] = {notice.deadline_id: notice.deadline for notice in notices}
    text = digest_text(list(deadlines.values()), timezone.localdate(at))
    message.title, message.body = text.title, text.body
