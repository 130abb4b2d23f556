"""完成时限: "2024年6月底前", "长期推进", "6-10月", "第四季度", "12月上旬", "2026/12/12", "分两期,6月、11月", "待定" as dates.

What is not understood to the last figure comes back as `unclear` with its words kept, for the user to settle.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterator
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


FIGURES = re.compile(r"(?<!\d)(\d{4})([-./])(\d{1,2})\2(\d{1,2})(?!\d|[./-]\d{1,2}(?!\d))")  # 2026-12-11, as a date cell is shown
PERIODS = {  # words for a part of a year or of a month
    **{f"{figure}季度": {"m": 3 * n - 2, "m2": 3 * n} for n, figures in enumerate(("一1", "二2", "三3", "四4"), 1) for figure in figures},
    "上半年": {"m": 1, "m2": 6},
    "下半年": {"m": 7, "m2": 12},
    "上旬": {"d": 1, "d2": 10},
    "中旬": {"d": 11, "d2": 20},
    "下旬": {"d": 21},
}
YEAR = r"(?:(?P<y>\d{4})年度?\s*)?"
MONTH = r"(?<!\d)(?P<m>\d{1,2})"
BEFORE = r"(?:之前|以前|前)?"
YEAR_PART = (  # neither "前三季度" nor the end of "一、二季度", "上下半年"
    r"(?:(?<![\d一二三四十前第])(?<![\d一二三四][、,和及至到~—–-])第?(?P<p>[一二三四1-4]季度)"
    r"|(?<![上下])(?<![上下][、,和及至到])(?P<h>[上下]半年))"
)
TO = r"\s*[-—–~至到]+\s*(?:(?P<y2>\d{4})年)?"
FORMS = (  # where two begin at the same place, the first one counts
    ("day", re.compile(rf"(?P<y>\d{{4}})年(?:年底|底|末|年末){BEFORE}")),
    ("day", re.compile(rf"(?<![\d〇零一二三四五六七八九十每各次翌明来去前两几上下年])(?:[今本当]年年?|年)[底末]{BEFORE}")),
    ("day", re.compile(rf"{YEAR}{YEAR_PART}[底末]{BEFORE}")),
    ("range", re.compile(rf"{YEAR}{YEAR_PART}")),
    ("range", re.compile(rf"{YEAR}{MONTH}月(?:份)?(?P<p>[上中下]旬)")),
    ("range", re.compile(rf"{YEAR}{MONTH}月(?P<d>\d{{1,2}})日{TO}(?:(?P<m2>\d{{1,2}})月)?(?P<d2>\d{{1,2}})日")),
    ("range", re.compile(rf"{YEAR}{MONTH}(?:月份?)?{TO}(?P<m2>\d{{1,2}})月(?:份)?(?![底末\d])")),
    ("day", re.compile(rf"{YEAR}{MONTH}月(?P<d>\d{{1,2}})日{BEFORE}")),
    ("day", re.compile(rf"{YEAR}{MONTH}月(?:份)?(?:底|末){BEFORE}")),
    ("month", re.compile(rf"{YEAR}{MONTH}月(?:份)?")),
)
LASTING = re.compile(r"长期|持续推进|常态化|持续开展|长期坚持")
UNDECIDED = re.compile(r"待定|适时|另行通知|根据.{0,12}(?:部署|安排)")
WHOLE_YEAR = re.compile(r"全年|年内|本年度|年度内|贯穿全年")
INSTALMENT = re.compile(r"分[两二三四五六]期|分批|每季度|每半年|[、,]")
UNCERTAIN = re.compile(r"[每各][年月周旬]|[次翌明来去]年|月(?:份)?(?:初|之前|以前|前)|[年月日]起|启动|开始")  # another day is meant
BRACKET = re.compile(r"\(([^()]*)\)")
LEFT_OVER = re.compile(  # figures and parts of a year beside what was read, ◇
    r"\d\s*[年月日./-]|\d\s*[、,和及至到~—–]\s*◇|◇\s*[-—–~至到]|◇(?:之前|以前|前|初|起)|旬|(?<!每)(?:季度|半年)"
)
EDGES = ";,、。和及 "


@dataclass(frozen=True)
class Span:
    """One date or stretch of time a text names: day, month or range, with the words it stands in."""

    form: str
    first: date
    last: date
    words: str


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _matches(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Every date of the text in its order, none twice."""
    at = 0
    while hits := [(found.start(), n, found) for n, (_, form) in enumerate(FORMS) if (found := form.search(text, at))]:
        _, n, found = min(hits, key=lambda hit: hit[:2])
        yield FORMS[n][0], found
        at = found.end()


def _days(found: re.Match[str], form: str, year: int) -> tuple[date, date]:
    """First and last day; ValueError when there is no such day or the end lies before the beginning."""
    named: dict[str, int] = {}
    for name, words in found.groupdict().items():
        named |= PERIODS.get(words) or {name: int(words)} if words else {}
    month, until = named.get("m", 12), named.get("y2", year)
    last_month = named.get("m2", month)
    end = named.get("d2") or (named.get("d") if form == "day" else None)
    last = date(until, last_month, end) if end else _month_end(until, last_month)
    first = last if form == "day" else date(year, month, named.get("d", 1))
    if last < first:
        raise ValueError(found[0])
    return first, last


def _spans(text: str, year: int) -> list[Span]:
    """The dates of a text; a year named once holds for those behind it. ValueError when a figure beside them is not understood."""
    spans, rest, at = [], "", 0
    for form, found in _matches(text):
        year = int(found.groupdict().get("y") or year)
        spans.append(Span(form, *_days(found, form, year), _words(text, found)))
        rest, at = f"{rest}{text[at : found.start()]}◇", found.end()
    if spans and (LEFT_OVER.search(rest + text[at:]) or UNCERTAIN.search(text)):
        raise ValueError(text)
    return spans


def _words(text: str, found: re.Match[str]) -> str:
    """The line a date stands in; where the line names several, the part between its commas."""
    line = _part(text, found, ";\n")
    return line if len(list(_matches(line))) == 1 else _part(text, found, ";\n,、")


def _part(text: str, found: re.Match[str], ends: str) -> str:
    first = max(text.rfind(end, 0, found.start()) for end in ends) + 1
    last = min((place for end in ends if (place := text.find(end, found.end())) >= 0), default=len(text))
    return text[first:last].strip(EDGES)


def _milestones(text: str, year: int) -> tuple[Milestone, ...]:
    """Dates of brackets: "(全员轮训于2024年6月底前完成)"."""
    return tuple(Milestone(span.last, span.words) for span in _spans(text, year) if span.form == "day")


def _dated(text: str, year: int) -> Term | None:
    """What a text with dates means: all of one form, in their order; None without a date, ValueError when it could mean several things."""
    brackets, body = "\n".join(BRACKET.findall(text)), BRACKET.sub("", text)
    spans = _spans(body, year)
    if not spans:
        spans, brackets = _spans(text, year), ""
    if not spans:
        return None
    forms, last, lasting = {span.form for span in spans}, max(spans, key=lambda span: span.last), bool(LASTING.search(body))
    if len(forms) > 1 or (forms != {"day"} and (spans != sorted(spans, key=lambda span: span.last) or (len(spans) > 1 and not INSTALMENT.search(text)))):
        raise ValueError(text)
    if forms == {"day"}:
        kind = TermKind.CONTINUING if lasting else (TermKind.INSTALMENTS if len(spans) > 1 else TermKind.DATE)
        earlier = tuple(Milestone(span.last, span.words) for span in spans if span.last != last.last)
        return Term(kind, None, last.last, lasting, earlier + _milestones(brackets, year))
    if len(spans) > 1:
        return Term(TermKind.INSTALMENTS, spans[0].first, last.last, milestones=tuple(Milestone(span.last, span.words) for span in spans))
    return Term(TermKind.MONTH if forms == {"month"} else TermKind.MONTH_RANGE, last.first, last.last)


def read_term(text: str, year: int) -> Term:
    """The meaning of a deadline text of a plan for `year` (the last year of a plan of several)."""
    plain = FIGURES.sub(r"\1年\3月\4日", unicodedata.normalize("NFKC", text or "").replace("〇", "0").strip())
    if not plain:
        return Term(TermKind.UNCLEAR)
    try:
        term = _dated(plain, year)
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
