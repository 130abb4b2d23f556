"""放假安排的导入: a workbook of 休 and 班 days; a year that was estimated is replaced, a year with a notice is corrected."""

from collections import Counter
from collections.abc import Sequence

from core.sheets import parse
from core.sheets.sheet import Column, Context, Row, Sheet, good, refuse_repeats, settle
from core.workdays.estimate import Days, notice_of
from core.workdays.models import CalendarDay, CalendarYear, DayKind
from core.workdays.years import MANAGE_CALENDAR, days_of, replace_year

SATURDAY = 5
FEWEST_DAYS_OFF = 11  # statutory days of a year before 2025, the least any notice can give


def check(rows: Sequence[Row], context: Context) -> None:
    """班 falls on a weekend, a date stands once, a new year is there as a whole."""
    for row in good(rows):
        if row["kind"] == DayKind.WORK and row["date"].weekday() < SATURDAY:
            row.refuse("kind", "work_on_weekday", f"{row['date']:%Y-%m-%d}本来就是工作日，不用标“班”。", "核对放假通知")
    refuse_repeats(rows, "date")
    estimated = _estimated()
    off = Counter(row["date"].year for row in good(rows) if row["kind"] == DayKind.REST)
    for row in good(rows):
        year = row["date"].year
        if year in estimated and off[year] < FEWEST_DAYS_OFF:
            row.warn("date", "year_incomplete", f"{year}年只有 {off[year]} 天放假，请核对是否完整。")
    stored = CalendarDay.objects.exclude(year__in=estimated).values_list("date", "kind", "name")
    settle(rows, {day: {"kind": kind, "name": name} for day, kind, name in stored}, ("kind", "name"), context)


def _estimated() -> set[int]:
    return set(CalendarYear.objects.filter(is_estimated=True).values_list("year", flat=True))


def commit(rows: Sequence[Row], context: Context) -> None:
    """Load year by year; open deadlines move only on the recompute page."""
    estimated = _estimated()
    notices = dict(CalendarYear.objects.values_list("year", "notice"))
    years: dict[int, Days] = {}
    for row in rows:
        year = row["date"].year
        if year not in years:
            years[year] = {} if year in estimated else days_of(year)
        years[year][row["date"]] = (row["kind"], row["name"])
    for year, days in sorted(years.items()):
        replace_year(year=year, days=days, notice=notices.get(year) or notice_of(year), actor=context.actor, at=context.at)


HOLIDAYS = Sheet(
    kind="holidays",
    title="放假安排",
    columns=(
        Column("date", "日期", ("放假日期",), parse.day, required=True),
        Column(
            "kind",
            "类型",
            ("休/班", "安排"),
            parse.choice({"休": DayKind.REST.value, "班": DayKind.WORK.value}),
            required=True,
            choices=("休", "班"),
            help="休：放假；班：周末上班",
        ),
        Column("name", "名称", ("节日", "节假日"), required=True, max_length=20),
    ),
    key=("date",),
    check=check,
    commit=commit,
    permission=MANAGE_CALENDAR,
    back="core:calendar",
    examples=({"date": "2027-01-01", "kind": "休", "name": "元旦"}, {"date": "2027-01-03", "kind": "班", "name": "元旦"}),
    note="按国务院办公厅放假通知逐日填写。估算的年份整体替换；已有通知的年份按行更正。",
)
