"""安排提醒: from due deadlines to planned notices. May run any number of times, in any number of processes."""

import logging
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from core.notices.audience import Audience, channels_of
from core.notices.levels import Level, levels_of, next_day
from core.notices.models import Channel, Deadline, Notice, NoticeState
from core.notices.windows import send_time
from core.workdays.calendar import WorkCalendar, load_calendar

logger = logging.getLogger(__name__)
YEARS_BACK, YEARS_AHEAD = 2, 3
CHUNK = 200
SUPERSEDED_NOTE = "已并入较高级别的提醒"


def plan_notices(at: datetime) -> int:
    """Plan every reminder whose day has come by `at` and which is not planned yet. Returns how many deadlines were looked at.

    Days missed while nothing ran are made up by one reminder of the highest level; the lower ones are kept as superseded.
    """
    on = timezone.localdate(at)
    calendar = load_calendar(on.year - YEARS_BACK, on.year + YEARS_AHEAD)
    audience = Audience()
    failed: list[int] = []
    done = 0
    while chunk := _next(on, failed):
        for pk in chunk:
            try:
                done += _plan_one(pk, at, calendar, audience)
            except Exception:  # one bad row must not stop the rest; it stays due, is logged, and is tried again next time
                logger.exception("planning failed for deadline %s", pk)
                failed.append(pk)
    return done


def _next(on: date, failed: list[int]) -> list[int]:
    rows = Deadline.objects.running().filter(next_plan_on__lte=on).exclude(pk__in=failed)
    return list(rows.order_by("next_plan_on", "pk").values_list("pk", flat=True)[:CHUNK])


@transaction.atomic
def _plan_one(pk: int, at: datetime, calendar: WorkCalendar, audience: Audience) -> int:
    """Plan one deadline under its lock; 0 when another process was there first."""
    on = timezone.localdate(at)
    due = Deadline.objects.running().filter(pk=pk, next_plan_on__lte=on).select_related("unit")
    deadline = due.select_for_update(of=("self",)).first()
    if deadline is None:
        return 0
    levels = levels_of(deadline, calendar)
    for to_superior in (False, True):
        reached = [level for level in levels if level.on <= on and level.to_superior is to_superior]
        if reached:
            insert(deadline, reached, audience, at, calendar)
    Deadline.objects.filter(pk=pk).update(next_plan_on=next_day(levels, on))
    return 1


def insert(deadline: Deadline, reached: list[Level], audience: Audience, at: datetime, calendar: WorkCalendar) -> None:
    """Insert what is not there yet (ON CONFLICT DO NOTHING): the highest level planned, the others superseded."""
    top = max(reached, key=lambda level: level.rank)
    people = audience.of(deadline, to_superior=top.to_superior)
    rows = [
        Notice(
            deadline=deadline,
            version=deadline.version,
            level=level.code,
            rank=level.rank,
            recipient=user,
            channel=channel,
            not_before=at if channel == Channel.IN_APP else send_time(at, calendar),
            state=NoticeState.PLANNED if level is top else NoticeState.SUPERSEDED,
            note="" if level is top else SUPERSEDED_NOTE,
            created_at=at,
        )
        for user in people
        for channel in channels_of(user)
        for level in reached
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    lower = Notice.objects.filter(deadline=deadline, recipient__in=people, rank__lt=top.rank, state=NoticeState.PLANNED)
    lower.update(state=NoticeState.SUPERSEDED, note=SUPERSEDED_NOTE)
