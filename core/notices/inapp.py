"""站内信: planned notices become messages in the inbox, exactly once, under the lock of the notice."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from core.notices.audience import Audience
from core.notices.levels import kind_row
from core.notices.models import Channel, Deadline, Message, Notice, NoticeState
from core.notices.texts import Facts, Text, notice_text
from core.workdays.calendar import WorkCalendar

logger = logging.getLogger(__name__)
STALE = "期限已变动"


def due_notices(channel: Channel, at: datetime) -> list[int]:
    """Planned notices of `channel` whose time has come."""
    rows = Notice.objects.filter(state=NoticeState.PLANNED, channel=channel, not_before__lte=at, message=None)
    return list(rows.order_by("recipient", "pk").values_list("pk", flat=True)[:5000])


def deliver_in_app(at: datetime, calendar: WorkCalendar, audience: Audience) -> int:
    """Deliver what is due; a row that fails is logged and stays due."""
    done = 0
    for pk in due_notices(Channel.IN_APP, at):
        try:
            done += deliver_one(pk, at, calendar, audience)
        except Exception:  # one bad row must not stop the rest
            logger.exception("in-app delivery failed for notice %s", pk)
    return done


@transaction.atomic
def deliver_one(pk: int, at: datetime, calendar: WorkCalendar, audience: Audience) -> int:
    """Put one notice into the inbox; 0 when another process has it or it may no longer go."""
    notice = claim(pk, audience)
    if notice is None:
        return 0
    text = text_of(notice.deadline, notice.level, at, calendar)
    Message.objects.bulk_create(
        [
            Message(
                key=f"notice:{notice.pk}",
                recipient=notice.recipient,
                channel=Channel.IN_APP,
                title=text.title[:200],
                body=text.body,
                url=notice.deadline.url or notice.deadline.get_absolute_url(),
                target_kind=notice.deadline.target_kind,
                target_id=notice.deadline.target_id,
                state=NoticeState.DELIVERED,
                created_at=at,
                delivered_at=at,
            )
        ],
        ignore_conflicts=True,
    )
    notice.message = Message.objects.get(key=f"notice:{notice.pk}")
    notice.state, notice.sent_at = NoticeState.DELIVERED, at
    notice.save(update_fields=["message", "state", "sent_at"])
    return 1


def claim(pk: int, audience: Audience) -> Notice | None:
    """The notice under its row lock, still planned and still fit to go; a notice that is not is cancelled with its reason."""
    rows = Notice.objects.select_for_update(of=("self",), skip_locked=True).select_related("deadline__unit", "recipient")
    notice = rows.filter(pk=pk, state=NoticeState.PLANNED).first()
    if notice is None:
        return None
    deadline = notice.deadline
    stale = not deadline.is_open or deadline.paused_on is not None or deadline.version != notice.version
    reason = STALE if stale else audience.refusal(notice)
    if reason:
        notice.state, notice.note = NoticeState.CANCELLED, reason
        notice.save(update_fields=["state", "note"])
        return None
    return notice


def text_of(deadline: Deadline, level: str, at: datetime, calendar: WorkCalendar, state: str | None = None) -> Text:
    """The words of one reminder as of `at`; the target's `state` is asked for where the caller does not know it."""
    state_of = kind_row(deadline.kind).state_of
    if state is None:
        state = str(import_string(state_of)(deadline.target_id)) if state_of else ""
    urged = 0
    if level.startswith("escalate"):
        told = (NoticeState.SENT, NoticeState.DELIVERED, NoticeState.READ)
        urged = Notice.objects.filter(deadline=deadline, state__in=told).exclude(level="opened").values("level").distinct().count()
    return notice_text(deadline, level, Facts(on=timezone.localdate(at), state=state, urged=urged), calendar)
