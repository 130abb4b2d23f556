"""完整性: reminders stand once, messages end in a state that fits their facts, counted deadlines can be counted again."""

from django.db.models import Count, F

from core.notices.models import Channel, Deadline, Message, Notice, NoticeState
from core.notices.recount import count_again
from core.workdays.calendar import WorkCalendar, load_calendar
from core.workdays.models import CountUnit

GONE = (NoticeState.SENT, NoticeState.DELIVERED, NoticeState.READ)


def check() -> list[str]:
    """One sentence for each thing that is broken."""
    return [*_doubled(), *_gone_without_message(), *_of_ended_deadlines(), *_miscounted()]


def _doubled() -> list[str]:
    rows = Notice.objects.filter(channel=Channel.IN_APP, state__in=GONE).values("message").annotate(n=Count("pk")).filter(n__gt=1)
    return [f"站内信 {row['message']} 对应 {row['n']} 条提醒" for row in rows if row["message"]]


def _gone_without_message() -> list[str]:
    rows = Notice.objects.filter(state__in=GONE, message=None).exclude(channel=Channel.PHONE)
    silent = Message.objects.filter(state=NoticeState.SENT).exclude(attempts__succeeded=True)
    return [
        *(f"提醒 {pk} 已发出而没有消息" for pk in rows.values_list("pk", flat=True)),
        *(f"消息 {pk} 已发送而没有成功的发送记录" for pk in silent.values_list("pk", flat=True)),
    ]


def _of_ended_deadlines() -> list[str]:
    rows = Notice.objects.filter(state=NoticeState.PLANNED)
    ended = rows.exclude(deadline__done_on=None, deadline__cancelled_on=None) | rows.exclude(version=F("deadline__version"))
    return [f"提醒 {pk} 所属期限已办结或变动，仍待发送" for pk in ended.values_list("pk", flat=True)]


def _miscounted() -> list[str]:
    """Running deadlines whose day differs from the count by the calendar they rest on."""
    found: list[str] = []
    calendars: dict[tuple[int, int], WorkCalendar] = {}
    rows = Deadline.objects.running().filter(count_days__isnull=False).exclude(count_unit=CountUnit.HOURS).prefetch_related("changes")
    for row in rows.iterator(chunk_size=500):
        start_on = row.start_on or row.due_on
        key = (start_on.year, row.due_on.year)
        calendar = calendars.setdefault(key, load_calendar(start_on.year - 1, row.due_on.year + 1))
        if calendar.version_of(*key)[:40] == row.calendar_version and count_again(row, calendar).due_on != row.due_on:
            found.append(f"期限 {row.pk} 的到期日 {row.due_on} 与重算结果不符")
    return found
