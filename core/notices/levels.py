"""提醒级别: which reminders a deadline of a kind gives, and on which day each falls."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.conf import settings
from django.utils import timezone

from core.notices.models import Deadline
from core.workdays.calendar import WorkCalendar
from core.workdays.counting import add_workdays

OPENED = "opened"
URGE = "urge"
URGE_RANK = 90  # between the day before and the day itself: it makes earlier reminders superfluous, later ones not
DUE_RANK = 100
REPEATS = (7, 15, 30, 60)  # working days after the day; then silence, the superior knows


class KindRow(Protocol):
    """A line of DEADLINE_KINDS."""

    @property
    def label(self) -> str: ...
    @property
    def levels(self) -> tuple[int, ...]: ...
    @property
    def state_of(self) -> str: ...
    @property
    def escalation_permission(self) -> str: ...
    @property
    def escalate_after(self) -> int: ...
    @property
    def tells_opening(self) -> bool: ...
    @property
    def way_out(self) -> str: ...


@dataclass(frozen=True)
class PlainKind:
    """What holds for a kind without a line of its own."""

    label: str = "期限"
    levels: tuple[int, ...] = (7, 3, 1, 0, -1)
    state_of: str = ""
    escalation_permission: str = ""
    escalate_after: int = 3
    tells_opening: bool = True
    way_out: str = ""


@dataclass(frozen=True)
class Level:
    """One reminder: its code, its order, its day, and whether it goes to the superior instead."""

    code: str
    rank: int
    on: date
    to_superior: bool = False


def kind_row(kind: str) -> KindRow:
    """The line of `kind`."""
    row: KindRow = settings.DEADLINE_KINDS.get(kind) or PlainKind()
    return row


def levels_of(deadline: Deadline, calendar: WorkCalendar) -> list[Level]:
    """All reminders of the present version, lowest first. Those that fell before it began are told by what began it."""
    row, due_on = kind_row(deadline.kind), deadline.due_on
    began = timezone.localdate(deadline.version_at)
    found = [Level(f"before_{n}", DUE_RANK - n, add_workdays(due_on, -n, calendar)) for n in row.levels if n > 0]
    found = [level for level in found if level.on > began]
    if deadline.version == 1 and row.tells_opening:
        found.append(Level(OPENED, 0, began))
    if 0 in row.levels:
        found.append(Level("due", DUE_RANK, due_on))
    follows_up = min(row.levels, default=0) < 0
    after = sorted({-n for n in row.levels if n < 0} | (set(REPEATS) if follows_up else set()))
    found += [Level(f"overdue_{n}", DUE_RANK + n, add_workdays(due_on, n, calendar)) for n in after]
    if follows_up and row.escalation_permission:
        days = row.escalate_after
        found.append(Level(f"escalate_{days}", DUE_RANK + days, add_workdays(due_on, days, calendar), to_superior=True))
    return sorted(found, key=lambda level: (level.rank, level.code))


def next_day(levels: list[Level], after: date) -> date | None:
    """The first day later than `after` on which a reminder falls."""
    return min((level.on for level in levels if level.on > after), default=None)
