"""期限 as the cell of a list: the same chip as on a page, made in Python because a template per cell makes lists slow."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.notices.chip import chip_of
from core.look.marks import icon
from core.workdays.calendar import WorkCalendar

if TYPE_CHECKING:
    from core.notices.models import Deadline


def chip_cell(deadline: Deadline | None, on: date, calendar: WorkCalendar) -> SafeString | str:
    """The chip linked to the count of its days; "" without a deadline. In a list the date stands beside it, so it is left out."""
    if deadline is None:
        return ""
    chip = chip_of(deadline, on, calendar)
    words = chip.text.split(" · ")[0]
    return format_html('<a class="md-due md-due-{}" href="{}">{}<span>{}</span></a>', chip.tone, deadline.get_absolute_url(), icon(chip.icon, size=14), words)
