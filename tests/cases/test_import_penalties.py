"""行政处罚: the 双公示 table of 800 rows against its key, and what a later file may and may not change."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F, Sum
from openpyxl import load_workbook
from pytest_django import DjangoDbBlocker

from cases.models import EnforcementAct
from core.sheets.models import ImportRow
from tests.fixtures.workbooks import DATA, as_csv, as_xlsx, figures, framed, kept_for_reading, renamed, run_import, shuffled, stored_text, table_of

FILE = DATA / "cases-penalty.xlsx"
KEY = json.loads((DATA / "answers" / "cases-penalty.json").read_text(encoding="utf-8"))
ALIASES = {
    "立案号": "立案编号",
    "行政处罚决定书文号": "决定书文号",
    "处罚机关": "执法机关",
    "处罚决定日期": "决定日期",
    "行政相对人名称": "当事人",
    "罚款金额(万元)": "罚款金额（万元）",
}


@pytest.fixture(scope="module")
def report(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Any]]:
    """The county's units and its penalties."""
    with kept_for_reading(django_db_blocker):
        run_import("import_units", DATA / "organisations.xlsx")
        yield run_import("import_acts", FILE, kind="penalty")


def expected(outcome: str) -> set[tuple[int, str]]:
    return {(line["excel行"], line["字段"]) for line in KEY["import"]["明细"] if line["预期"] == outcome}


def test_every_row_has_the_outcome_of_the_key(report: dict[str, Any]) -> None:
    assert figures(report) == [800, 792, 0, 0, 8]
    assert {(error["row"], error["column"]) for error in report["errors"]} == expected("拒绝")
    assert report["warnings"] == []


def test_what_was_tidied_is_kept_as_the_key_has_it(report: dict[str, Any]) -> None:
    rows = ImportRow.objects.filter(batch__kind="penalties").exclude(outcome="rejected").exclude(tidied=[])

    assert {(row.number, column) for row in rows for column, *_ in row.tidied} == expected("规范化后接受")


def test_the_library_holds_the_figures_of_the_key(report: dict[str, Any]) -> None:
    decided = EnforcementAct.objects.filter(decided_on__year=2025)
    year = KEY["statistics"]["2025"]

    assert decided.count() == year["决定数"]
    assert decided.aggregate(n=Sum(F("fine") + F("confiscated")))["n"] == Decimal(year["罚没金额_元"])
    assert EnforcementAct.objects.filter(decided_on=None).count() == KEY["未决案件数"]


def test_the_users_own_workbook_comes_back_with_the_reasons(report: dict[str, Any]) -> None:
    marked = load_workbook(report["error_workbook"]).active

    reasons = {row[0].row: row[-1].value for row in marked.iter_rows(min_row=2) if row[-1].value}
    assert set(reasons) == {row for row, _ in expected("拒绝")}


def test_no_number_of_a_person_is_left_in_the_clear(report: dict[str, Any]) -> None:
    table = table_of(FILE, 1)
    places = [place for place, head in enumerate(table[0]) if "证件号码" in str(head)]
    secrets = {str(row[place]) for row in table[1:] for place in places if row[place]}

    stored = stored_text()
    assert len(secrets) > 50
    assert [secret for secret in secrets if secret in stored] == []
    assert EnforcementAct.objects.exclude(party_identity="").exists()


# --- other forms, later files --------------------------------------------------------------------------------------
@pytest.fixture
def county(db: None) -> None:
    run_import("import_units", DATA / "organisations.xlsx")


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize("form", ["utf-8", "gb18030", "xlsx"])
def test_the_table_may_come_in_any_form(tmp_path: Path, form: str) -> None:
    table = framed(shuffled(renamed(table_of(FILE, 1), ALIASES)))
    path = as_xlsx(table, tmp_path / "acts.xlsx") if form == "xlsx" else as_csv(table, tmp_path / "acts.csv", form)

    assert figures(run_import("import_acts", path)) == [800, 792, 0, 0, 8]
    assert figures(run_import("import_acts", path)) == [800, 0, 0, 792, 8]


@pytest.mark.usefixtures("county")
def test_a_later_file_with_fewer_columns_keeps_the_others(tmp_path: Path) -> None:
    table = table_of(FILE, 1)[:3]
    run_import("import_acts", as_xlsx(table, tmp_path / "a.xlsx"))
    before = list(EnforcementAct.objects.order_by("pk").values("extra", "officers", "cause", "procedure", "party_identity"))
    kept = [table[0].index(head) for head in ("立案号", "案件名称", "行政相对人名称", "行政处罚决定书文号", "处罚决定日期", "处罚机关", "立案日期")]
    fewer = [[row[place] for place in kept] for row in table]
    fewer[1][1] = "改正后的案件名称"

    assert figures(run_import("import_acts", as_xlsx(fewer, tmp_path / "b.xlsx"))) == [2, 0, 1, 1, 0]
    after = list(EnforcementAct.objects.order_by("pk").values("extra", "officers", "cause", "procedure"))
    assert after == [{key: row[key] for key in after[0]} for row in before]
    assert EnforcementAct.objects.filter(title="改正后的案件名称").exists()


@pytest.mark.usefixtures("county")
def test_a_decision_number_of_another_case_is_refused(tmp_path: Path) -> None:
    table = table_of(FILE, 1)
    row = next(row for row in table[1:] if row[table[0].index("行政处罚决定书文号")])
    run_import("import_acts", as_xlsx([table[0], row], tmp_path / "a.xlsx"))
    other = list(row)
    other[table[0].index("立案号")] = "明某立〔2026〕999号"

    report = run_import("import_acts", as_xlsx([table[0], other], tmp_path / "b.xlsx"))

    assert [error["code"] for error in report["errors"]] == ["document_of_other"]


@pytest.mark.usefixtures("county")
def test_excluded_days_are_read_and_the_legal_representative_is_not_kept(tmp_path: Path) -> None:
    table = table_of(FILE, 1)[:2]
    place = table[0].index("法定代表人")
    company = [*table[1][:place], "孟立", *table[1][place + 1 :], 15]

    report = run_import("import_acts", as_xlsx([[*table[0], "扣除天数"], company], tmp_path / "a.xlsx"))

    act = EnforcementAct.objects.get()
    assert (figures(report), act.excluded_days) == ([1, 1, 0, 0, 0], 15)
    assert "孟立" not in stored_text()


@pytest.mark.usefixtures("county")
def test_excluded_days_are_a_number(tmp_path: Path) -> None:
    table = table_of(FILE, 1)[:2]

    report = run_import("import_acts", as_xlsx([[*table[0], "扣除天数"], [*table[1], "十五日"]], tmp_path / "a.xlsx"))

    assert [(error["column"], error["code"]) for error in report["errors"]] == [("扣除天数", "integer_text")]
