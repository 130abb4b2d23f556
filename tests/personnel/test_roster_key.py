"""执法人员名册: the roster of 1,200 rows against its key as of 2026-06-30; nothing plain stays in the database."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from pytest_django import DjangoDbBlocker

from core.audit.models import AuditEntry
from core.sheets.models import ImportBatch, ImportRow
from personnel.models import Certificate, Officer
from tests.fixtures.workbooks import DATA, FIGURES, figures, kept_for_reading, run_import, stored_text, table_of

ROSTER = DATA / "officers.xlsx"
KEY = json.loads((DATA / "answers" / "officers.json").read_text(encoding="utf-8"))
AS_OF = date(2026, 6, 30)


@pytest.fixture(scope="module")
def report(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Any]]:
    """The county's units and its roster, imported on the day of the key."""
    with pytest.MonkeyPatch.context() as patch, kept_for_reading(django_db_blocker):
        run_import("import_units", DATA / "organisations.xlsx")
        patch.setattr(timezone, "localdate", lambda value=None, timezone=None: AS_OF)
        yield run_import("import_officers", ROSTER)


def expected(outcome: str) -> set[tuple[int, str]]:
    """Row and column of every line of the key with that outcome."""
    return {(line["excel行"], line["字段"]) for line in KEY["明细"] if line["预期"] == outcome}


def test_every_row_has_the_outcome_of_the_key(report: dict[str, Any]) -> None:
    assert figures(report) == [1200, KEY["接受"], 0, 0, KEY["拒绝"]]
    assert {error["row"] for error in report["errors"]} == set(KEY["拒绝行"])
    assert {(error["row"], error["column"]) for error in report["errors"]} == expected("拒绝")
    assert {(line["row"], line["column"]) for line in report["warnings"]} == expected("接受并提示")


def test_the_report_has_the_documented_shape(report: dict[str, Any]) -> None:
    assert set(report) == {*FIGURES, "errors", "warnings", "error_workbook"}
    assert {frozenset(line) for line in report["errors"] + report["warnings"]} == {frozenset({"row", "column", "code", "message"})}


def test_what_was_tidied_is_kept_as_the_key_has_it(report: dict[str, Any]) -> None:
    rows = {row.number: row for row in ImportRow.objects.filter(batch__kind="officers").exclude(outcome="rejected").exclude(tidied=[])}

    assert {(number, column) for number, row in rows.items() for column, *_ in row.tidied} == expected("规范化后接受")
    for line in KEY["明细"]:
        if line["预期"] == "规范化后接受" and line["字段"] not in {"身份证号", "手机号"}:
            assert line["入库值"] in map(str, rows[line["excel行"]].values.values())


def test_the_register_holds_the_figures_of_the_key(report: dict[str, Any]) -> None:
    after = KEY["入库后"]

    assert Counter(Officer.objects.values_list("unit__name", flat=True)) == after["单位人数"]
    valid = Counter(Certificate.objects.valid_on(AS_OF).values_list("officer__unit__name", flat=True))
    assert valid == {unit: count for unit, count in after["有效证件数"].items() if count}
    said = Counter(card.get_status_display().removeprefix("已") for card in Certificate.objects.all())
    assert said == after["证件状态分布"]
    assert Counter(card.status_on(AS_OF).label for card in Certificate.objects.all())["已过期"] == after["证件状态分布"]["过期"] + 3


def test_the_users_own_workbook_comes_back_with_the_reasons(report: dict[str, Any]) -> None:
    marked = load_workbook(report["error_workbook"]).active

    reasons = {row[0].row: str(row[-1].value) for row in marked.iter_rows(min_row=3) if row[-1].value}
    assert set(reasons) == set(KEY["拒绝行"])
    assert "与第 236 行重复" in reasons[410]


def test_no_identity_or_telephone_number_is_left_in_the_clear(report: dict[str, Any]) -> None:
    table = table_of(ROSTER, 2)
    places = [table[0].index("身份证号"), table[0].index("手机号")]
    secrets = {str(row[place]).strip() for row in table[1:] for place in places if row[place]}

    stored = stored_text()
    assert "16992100075" in stored  # a card number, so the dump is whole
    assert [secret for secret in secrets if len(secret) >= 11 and secret in stored] == []


def test_an_error_shows_an_identity_number_only_masked(report: dict[str, Any]) -> None:
    shown = [error["value"] for row in ImportRow.objects.filter(outcome="rejected") for error in row.errors if error["column"] == "身份证号"]

    assert len(shown) == 8
    assert all("*" in value for value in shown)


def test_one_audit_entry_names_the_file_and_its_figures(report: dict[str, Any]) -> None:
    entry = AuditEntry.objects.get(act="import", note__contains="officers.xlsx")

    assert "读到 1200 行，新增 1183" in entry.note
    assert ImportBatch.objects.get(kind="officers").file.sha256 in entry.note


def test_a_number_with_leading_zero_keeps_it(report: dict[str, Any]) -> None:
    assert Certificate.objects.filter(number="0419921000737").exists()
