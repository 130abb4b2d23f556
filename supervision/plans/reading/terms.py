"""完成时限: "2024年6月底前", "长期推进", "6-10月", "分两期,6月、11月", "待定" as dates.

What is not understood comes back as `unclear` with its words kept, for the user to settle.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices


class TermKind(TextChoices):
    """时限类型."""

    DATE = "date", "具体日期"
    MONTH = "month", "当月"
    MONTH_RANGE = "month_range", "月份区间"
    INSTALMENTS = "instalments", "分期"
    ALL_YEAR = "all_year", "全年"
    TBD = "tbd", "待定"
    CONTINUING = "continuing", "长期推进"
    UNCLEAR = "unclear", "待确认"


@dataclass(frozen=True)
class Milestone:
    """A date inside a term with what must be done by then; an instalment, or the bracket of a longer sentence."""

    on: date
    what: str


@dataclass(frozen=True)
class Term:
    """What a deadline text means: last day (None when open), first day, whether it goes on afterwards, dates inside it."""

    kind: TermKind
    starts_on: date | None = None
    due_on: date | None = None
    is_continuing: bool = False
    milestones: tuple[Milestone, ...] = ()


YEAR_END = re.compile(r"(\d{4})年(?:年底|底|末|年末|12月底)(?:之?前|以?前)?")
MONTH_END = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(?:份)?(?:底|末)(?:之?前|以?前)?")
FULL_DATE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:之?前|以?前)?")
RANGE = re.compile(r"(?:(\d{4})年)?(\d{1,2})(?:月份?)?\s*[-—–~至到]\s*(\d{1,2})月(?:份)?")
MONTH = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(?:份)?")
LASTING = re.compile(r"长期|持续推进|常态化|持续开展|长期坚持")
UNDECIDED = re.compile(r"待定|适时|另行通知|根据.{0,12}(?:部署|安排)")
WHOLE_YEAR = re.compile(r"全年|年内|本年度|年度内|贯穿全年")
INSTALMENT = re.compile(r"分[两二三四五六]期|分批|每季度|每半年|[、,]")
BRACKET = re.compile(r"\(([^()]*)\)")


def _last(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _day_in(text: str, year: int) -> date | None:
    """The first date a piece of text names, or None."""
    if found := YEAR_END.search(text):
        return date(int(found[1]), 12, 31)
    if found := FULL_DATE.search(text):
        return date(int(found[1] or year), int(found[2]), int(found[3]))
    if found := MONTH_END.search(text):
        return _last(int(found[1] or year), int(found[2]))
    return None


def _milestones(text: str, year: int) -> tuple[Milestone, ...]:
    """Dates of further lines and of brackets: "(全员轮训于2024年6月底前完成)"."""
    pieces = [piece.strip(";；,，。 ") for piece in re.split(r"[;；\n]", text) if piece.strip(";；,，。 ")]
    found = []
    for piece in pieces:
        day = _day_in(piece, year)
        if day is not None:
            found.append(Milestone(day, piece))
    return tuple(found)


def _dated(text: str, year: int) -> Term | None:
    """Sentences with a year end, a month end or a day; brackets and earlier lines become milestones."""
    brackets = "\n".join(BRACKET.findall(text))
    body = BRACKET.sub("", text)
    lines = _milestones(body, year)
    if not lines:
        return None
    last = max(lines, key=lambda line: line.on)
    inner = tuple(line for line in lines if line is not last and line.on != last.on) + _milestones(brackets, year)
    lasting = bool(LASTING.search(body))
    kind = TermKind.CONTINUING if lasting else (TermKind.INSTALMENTS if len(lines) > 1 else TermKind.DATE)
    return Term(kind, None, last.on, lasting, inner)


def _by_months(text: str, year: int) -> Term | None:
    """ "6-10月", "分两期,6月、11月", "2月"."""
    if found := RANGE.search(text):
        own = int(found[1] or year)
        first, last = int(found[2]), int(found[3])
        return Term(TermKind.MONTH_RANGE, date(own, first, 1), _last(own, last)) if 1 <= first <= last <= 12 else None
    months = [(int(found[1] or year), int(found[2])) for found in MONTH.finditer(text)]
    if not months or any(not 1 <= month <= 12 for _, month in months):
        return None
    if len(months) > 1 and INSTALMENT.search(text):
        steps = tuple(Milestone(_last(own, month), f"{month}月") for own, month in months)
        return Term(TermKind.INSTALMENTS, date(months[0][0], months[0][1], 1), steps[-1].on, milestones=steps)
    if len(months) == 1:
        own, month = months[0]
        return Term(TermKind.MONTH, date(own, month, 1), _last(own, month))
    return None


def read_term(text: str, year: int) -> Term:
    """The meaning of a deadline text of a plan for `year` (the last year of a plan of several)."""
    plain = unicodedata.normalize("NFKC", text or "").replace("〇", "0").strip()
    if not plain:
        return Term(TermKind.UNCLEAR)
    try:
        term = _dated(plain, year) or _by_months(plain, year)
    except ValueError:
        return Term(TermKind.UNCLEAR)
    if term is not None:
        return term
    if UNDECIDED.search(plain):
        return Term(TermKind.TBD)
    if WHOLE_YEAR.search(plain):
        return Term(TermKind.ALL_YEAR, date(year, 1, 1), date(year, 12, 31))
    if LASTING.search(plain):
        return Term(TermKind.CONTINUING, None, date(year, 12, 31), is_continuing=True)
    return Term(TermKind.UNCLEAR)
