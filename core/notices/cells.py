"""期限 as the cell of a list: the same chip as on a page; the date stands beside it there, so it is left out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString

from core.look.marks import due_chip
from core.notices.chip import chip_of
from core.workdays.calendar import WorkCalendar

if TYPE_CHECKING:
    from core.notices.models import Deadline


def chip_cell(deadline: Deadline | None, on: date, calendar: WorkCalendar, *, named: str = "") -> SafeString:
    """The chip linked to the count of its days, `named` where it is another clock than the column's; "—" without a deadline."""
    if deadline is None:
        return due_chip(None)
    return due_chip(chip_of(deadline, on, calendar), deadline.get_absolute_url(), named=named, short=True)
