"""催办: a person asks for it now, in the product at once and by mail without waiting for the digest; once a day and recipient."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core.audit.trail import record_each
from core.errors import DomainError
from core.jobs.bell import ring
from core.notices.actions import URGE as POWER
from core.notices.audience import Audience, channels_of
from core.notices.inapp import text_of
from core.notices.levels import URGE, URGE_RANK
from core.notices.messages import DELIVER
from core.notices.models import Channel, Deadline, DeadlineQuerySet, Message, Notice, NoticeQuerySet, NoticeState
from core.notices.texts import Text
from core.workdays.calendar import calendar_around


@transaction.atomic
def urge(*, deadline: Deadline, actor: Any, at: datetime) -> int:
    """催办: returns how many persons are urged; those urged today already are left out."""
    row = Deadline.objects.select_related("unit").get(pk=deadline.pk)
    counts = urge_many(deadlines=Deadline.objects.filter(pk=row.pk), actor=actor, at=at)
    if row.target_id not in counts:
        if not Deadline.objects.running().filter(pk=row.pk).exists():
            raise DomainError("期限已经办结、取消或者暂停，不用催办。")
        raise DomainError(f"{row.unit}没有在岗的承办人，请电话催办并登记。")
    return counts[row.target_id]


@transaction.atomic
def urge_many(*, deadlines: DeadlineQuerySet, actor: Any, at: datetime, states: Mapping[str, str] | None = None) -> dict[str, int]:
    """批量催办 of the running ones among deadlines of one kind: target id → persons urged, 0 where all were today; a target is absent
    where nobody is in post. `states` are the targets' states in words where the caller knows them."""
    if not actor.has_perm(POWER):
        raise PermissionDenied("没有催办的权限。")
    rows = list(deadlines.running().select_related("unit", "assignee").select_for_update(of=("self",)).order_by("pk"))
    audience, day = Audience(), timezone.localdate(at)
    audience.learn(rows)
    told = set(_urged_on(rows, day).values_list("deadline", "recipient"))
    fresh = [(row, user) for row in rows for user in audience.of(row) if (row.pk, user.pk) not in told]
    _send(fresh, at, states or {})
    urged = {row.pk: [user.pk for one, user in fresh if one is row] for row in rows if audience.of(row)}
    changed = [(row, {"受催办账号的编号": [None, urged[row.pk]]}) for row in rows if urged.get(row.pk)]
    record_each(actor=actor, act="urge", act_label="催办", changed=changed, at=at)
    return {row.target_id: len(urged[row.pk]) for row in rows if row.pk in urged}


def _urged_on(rows: Sequence[Deadline], day: date) -> NoticeQuerySet:
    return Notice.objects.filter(deadline__in=rows, level=level_on(day), channel=Channel.IN_APP)


def urged_today(deadlines: DeadlineQuerySet, day: date) -> int:
    """Of how many of them somebody was urged on that day already."""
    return Notice.objects.filter(deadline__in=deadlines, level=level_on(day), channel=Channel.IN_APP).values("deadline").distinct().count()


def level_on(day: date) -> str:
    """催办 of one day: nobody is urged twice in it."""
    return f"{URGE}_{day:%Y%m%d}"


def said_of(count: int) -> str:
    """What whoever urged is told."""
    return f"已催办，提醒了 {count} 人。" if count else "今天已提醒过，本次跳过。"


def _send(fresh: Sequence[tuple[Deadline, Any]], at: datetime, states: Mapping[str, str]) -> None:
    """In the product at once, by mail at once: notice and message of each, in a handful of statements."""
    day = timezone.localdate(at)
    calendar, level = calendar_around(day), level_on(day)
    notices = [
        Notice(
            deadline=row, version=row.version, level=level, recipient=user, channel=channel, rank=URGE_RANK, not_before=at, created_at=at,
            state=NoticeState.DELIVERED if channel == Channel.IN_APP else NoticeState.PLANNED, sent_at=at if channel == Channel.IN_APP else None,
        )
        for row, user in fresh
        for channel in channels_of(user)
    ]  # fmt: skip
    Notice.objects.bulk_create(notices, batch_size=500)
    texts = {row.pk: text_of(row, level, at, calendar, states.get(row.target_id)) for row, _ in fresh}
    messages = Message.objects.bulk_create([_message(notice, texts[notice.deadline_id], at) for notice in notices], batch_size=500)
    for notice, message in zip(notices, messages, strict=True):
        notice.message = message
    Notice.objects.bulk_update(notices, ["message"], batch_size=500)
    if notices:
        ring(DELIVER)


def _message(notice: Notice, text: Text, at: datetime) -> Message:
    """The words of one notice: in the inbox, or waiting in the outbox as a mail of its own."""
    deadline, is_mail = notice.deadline, notice.channel != Channel.IN_APP
    return Message(
        key=f"notice:{notice.pk}",
        recipient=notice.recipient,
        channel=notice.channel,
        title=text.title[:200],
        body=text.body,
        url=deadline.url or deadline.get_absolute_url(),
        target_kind=deadline.target_kind,
        target_id=deadline.target_id,
        state=NoticeState.PLANNED if is_mail else NoticeState.DELIVERED,
        is_urgent=is_mail,
        created_at=at,
        delivered_at=None if is_mail else at,
        next_try_at=at if is_mail else None,
    )
