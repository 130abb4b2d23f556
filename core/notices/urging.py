"""催办: a person asks for it now, in the product at once and by mail without waiting for the digest; once a day and recipient."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from core import audit
from core.errors import DomainError
from core.jobs.bell import ring
from core.notices.actions import URGE as POWER
from core.notices.audience import Audience, channels_of
from core.notices.inapp import deliver_one, text_of
from core.notices.levels import URGE, URGE_RANK
from core.notices.messages import DELIVER
from core.notices.models import Channel, Deadline, Message, Notice, NoticeState
from core.workdays.calendar import WorkCalendar, calendar_around


@transaction.atomic
def urge(*, deadline: Deadline, actor: Any, at: datetime) -> int:
    """催办: returns how many persons are urged; those urged today already are left out."""
    if not actor.has_perm(POWER):
        raise PermissionDenied("没有催办的权限。")
    row = Deadline.objects.select_related("unit").select_for_update(of=("self",)).get(pk=deadline.pk)
    if not row.is_open or row.paused_on is not None:
        raise DomainError("期限已经办结、取消或者暂停，不用催办。")
    audience, day = Audience(), timezone.localdate(at)
    level, calendar = f"{URGE}_{day:%Y%m%d}", calendar_around(day)
    people = audience.of(row)
    if not people:
        raise DomainError(f"{row.unit}没有在岗的承办人，请电话催办并登记。")
    told = set(row.notices.filter(level=level, channel=Channel.IN_APP).values_list("recipient", flat=True))
    fresh = [user for user in people if user.pk not in told]
    for user in fresh:
        _urge_one(row, user, level, at, calendar, audience)
    if fresh:
        audit.record(actor=actor, act="urge", act_label="催办", target=row, at=at, changes={"受催办账号的编号": [None, [user.pk for user in fresh]]})
        ring(DELIVER)
    return len(fresh)


def said_of(count: int) -> str:
    """What whoever urged is told."""
    return f"已催办，提醒了 {count} 人。" if count else "今天已提醒过，本次跳过。"


def _urge_one(deadline: Deadline, user: Any, level: str, at: datetime, calendar: WorkCalendar, audience: Audience) -> None:
    common = {"deadline": deadline, "version": deadline.version, "level": level, "recipient": user}
    for channel in channels_of(user):
        notice, is_new = Notice.objects.get_or_create(**common, channel=channel, defaults={"rank": URGE_RANK, "not_before": at, "created_at": at})
        if not is_new:
            continue
        if channel == Channel.IN_APP:
            deliver_one(notice.pk, at, calendar, audience)
        else:
            _mail(notice, user, at, calendar)


def _mail(notice: Notice, user: Any, at: datetime, calendar: WorkCalendar) -> None:
    """An urgent mail of its own, waiting in the outbox."""
    deadline = notice.deadline
    text = text_of(deadline, notice.level, at, calendar)
    notice.message = Message.objects.create(
        key=f"notice:{notice.pk}",
        recipient=user,
        channel=notice.channel,
        title=text.title[:200],
        body=text.body,
        url=deadline.url or deadline.get_absolute_url(),
        target_kind=deadline.target_kind,
        target_id=deadline.target_id,
        state=NoticeState.PLANNED,
        is_urgent=True,
        created_at=at,
        next_try_at=at,
    )
    notice.save(update_fields=["message"])
