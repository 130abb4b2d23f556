"""为什么是这一天: the weeks of a deadline as a little calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.workdays import DayLine, DayType

LONGEST = 75  # days; a longer count is told by its facts only
NOTES = {DayType.REST: "休", DayType.HOLIDAY: "休", DayType.MADE_UP: "班", DayType.WORK: ""}


@dataclass(frozen=True)
class DayCell:
    """One square: its date, its class and the word or number under it."""

    day: date
    css: str
    note: str


def _cell(day: date, line: DayLine | None, lines: Sequence[DayLine], due_on: date, on: date) -> DayCell:
    today = " md-day-today" if day == on else ""
    if line is None:
        past = "md-day-before" if day < lines[0].day and day.weekday() < 5 else "md-day-after"
        return DayCell(day, past + today, "休" if day.weekday() > 4 else "")
    rest = f"{NOTES[line.kind]}{'（估）' if line.is_estimated and not line.nth else ''}"
    if day == due_on:
        return DayCell(day, "md-day-due" + today, str(line.nth) if line.nth else "止")
    if line is lines[0]:
        return DayCell(day, "md-day-start" + today, "起")
    if line.nth:
        return DayCell(day, "md-day-counted" + today, f"{line.nth}{'班' if line.kind == DayType.MADE_UP else ''}")
    word = "停" if line.note.startswith("暂停") else "延" if line.note == "延期" else rest
    return DayCell(day, "md-day-rest" + today, word)


def weeks(lines: Sequence[DayLine], due_on: date, on: date) -> list[list[DayCell]]:
    """Rows of Monday to Sunday from the start to the day due; none where the count is too long to be seen."""
    if not lines or (lines[-1].day - lines[0].day).days > LONGEST:
        return []
    known = {line.day: line for line in lines}
    monday = lines[0].day - timedelta(days=lines[0].day.weekday())
    rows = []
    while monday <= lines[-1].day:
        days = [monday + timedelta(days=number) for number in range(7)]
        rows.append([_cell(day, known.get(day), lines, due_on, on) for day in days])
        monday += timedelta(days=7)
    return rows
