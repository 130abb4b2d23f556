"""期限文字: what a deadline says of itself, in the words of every list, page and desk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from core.workdays.calendar import WorkCalendar
from core.workdays.counting import workdays_between

if TYPE_CHECKING:
    from core.notices.models import Deadline

SOON = 3  # working days


@dataclass(frozen=True)
class Chip:
    """`tone` plain, soon, today, late, paused, done, late-done or off; `text` what the chip says, `detail` what stands beside or under it."""

    tone: str
    icon: str
    text: str
    detail: str = ""

    @property
    def is_late(self) -> bool:
        return self.tone == "late"


def day_cn(day: date) -> str:
    """3月12日."""
    return f"{day.month}月{day.day}日"


def chip_of(deadline: Deadline, on: date, calendar: WorkCalendar) -> Chip:
    """The chip of `deadline` as of `on`."""
    if deadline.cancelled_on is not None:
        return Chip("off", "ban", "已取消")
    if deadline.done_on is not None:
        return _done(deadline, calendar)
    if deadline.paused_on is not None:
        reason = f"{deadline.pause_reason}，" if deadline.pause_reason else ""
        return Chip("paused", "player-pause", "已暂停", f"{reason}自{day_cn(deadline.paused_on)}起")
    hour = f" {timezone.localtime(deadline.due_at):%H:%M} " if deadline.due_at else ""
    return replace(chip_of_day(deadline.due_on, on, calendar, hour), detail=_detail(deadline))


def _done(deadline: Deadline, calendar: WorkCalendar) -> Chip:
    done_on = deadline.done_on or deadline.due_on
    if done_on <= deadline.due_on:
        return Chip("done", "check", "按期办结")
    return Chip("late-done", "alert-triangle", f"{_lateness(deadline.due_on, done_on, calendar)}办结")


def chip_of_day(due_on: date, on: date, calendar: WorkCalendar, hour: str = "") -> Chip:
    """What a day that is still to be kept says of itself as of `on`."""
    if due_on < on:
        return Chip("late", "alert-triangle", f"{_lateness(due_on, on, calendar)} · 应于{day_cn(due_on)}")
    if due_on - on <= timedelta(days=1):
        return Chip("today", "clock", f"{'今日' if due_on == on else '明日'}{hour}到期")
    left = workdays_between(on, due_on, calendar)
    return Chip("soon" if left <= SOON else "plain", "clock", f"剩 {_distance(on, due_on, calendar)} · {day_cn(due_on)}到期")


def _lateness(due_on: date, on: date, calendar: WorkCalendar) -> str:
    """逾期 in working days, as everywhere; over a weekend it is less than one."""
    days = workdays_between(due_on, on, calendar)
    return f"逾期 {days} 个工作日" if days else "逾期不足 1 个工作日"


def _distance(first: date, last: date, calendar: WorkCalendar) -> str:
    """Working days, or days where there is no working day between."""
    days = workdays_between(first, last, calendar)
    return f"{days} 个工作日" if days else f"{(last - first).days} 日"


def _detail(deadline: Deadline) -> str:
    parts = [
        f"依据 {deadline.basis}" if deadline.basis else "",
        deadline.extension_note,
        f"估算（{deadline.due_on.year}年放假安排未公布）" if deadline.is_estimated else "",
    ]
    return " · ".join(part for part in parts if part)
