"""放假安排的导入: what a workbook of 休 and 班 days does to the calendar."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from core.sheets.engine import judge, outcome_of, read
from core.sheets.sheet import Context
from core.workdays import load_calendar
from core.workdays.estimate import estimated_days, notice_of, published_days
from core.workdays.imports import HOLIDAYS
from core.workdays.models import CalendarDay, CalendarYear

pytestmark = pytest.mark.django_db
KINDS = {"rest": "休", "work": "班"}


@pytest.fixture
def examine(tmp_path: Path, inspector, at):
    """Read and judge a workbook of (date, 休 or 班, name)."""

    def look(rows):
        book = Workbook()
        for row in [("日期", "类型", "名称"), *rows]:
            book.active.append(row)
        path = tmp_path / "holidays.xlsx"
        book.save(path)
        context = Context(actor=inspector, at=at, on=date(2026, 3, 5))
        return judge(read(HOLIDAYS, path, path.name), context), context

    return look


def as_rows(days):
    return [(day, KINDS[kind], name) for day, (kind, name) in sorted(days.items())]


def test_the_published_years_are_unchanged(examine):
    examined, _ = examine(as_rows(published_days(2025) | published_days(2026)))

    assert {outcome_of(row) for row in examined.rows} == {"unchanged"}
    assert len(examined.rows) == 33 + 39


def test_a_notice_replaces_the_estimate(examine):
    days = {day: row for day, row in estimated_days(2027).items() if day.month > 1} | {date(2027, 1, 4): ("rest", "元旦"), date(2027, 1, 9): ("work", "元旦")}
    examined, context = examine(as_rows(days))

    HOLIDAYS.commit([row for row in examined.rows if row.is_good], context)

    row, calendar = CalendarYear.objects.get(year=2027), load_calendar(2027, 2027)
    assert (row.is_estimated, row.version, row.notice) == (False, 2, notice_of(2027))
    assert [calendar.is_workday(date(2027, 1, day)) for day in (1, 4, 9)] == [True, False, True]


def test_a_correction_keeps_the_other_days_of_the_year(examine):
    examined, context = examine([(date(2026, 10, 8), "休", "国庆节")])
    HOLIDAYS.commit(examined.rows, context)

    assert CalendarDay.objects.filter(year=2026).count() == 40
    assert CalendarYear.objects.get(year=2026).version == 2


def test_faulty_rows_are_named(examine):
    examined, _ = examine(
        [(date(2027, 1, 1), "休", "元旦"), (date(2027, 1, 1), "休", "元旦"), (date(2027, 1, 5), "班", "元旦"), (date(2027, 1, 2), "半", "元旦")]
    )

    assert [[problem.code for problem in row.errors] for row in examined.rows] == [[], ["repeated"], ["work_on_weekday"], ["choice"]]
    assert [problem.code for problem in examined.rows[0].warnings] == ["year_incomplete"]


def test_the_command_loads_a_year(tmp_path, capsys):
    book = Workbook()
    for row in [("日期", "类型", "名称"), *as_rows(estimated_days(2027))]:
        book.active.append(row)
    book.save(tmp_path / "2027.xlsx")

    call_command("import_holidays", str(tmp_path / "2027.xlsx"), "--json")

    report = json.loads(capsys.readouterr().out)
    assert (report["rows"], report["created"], report["rejected"], report["errors"]) == (19, 19, 0, [])
    assert CalendarYear.objects.get(year=2027).is_estimated is False
