"""合并后再导入: a table that calls a body by its name of before finds the cases where they are, and nothing comes in twice."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from accounts.actions import succeed_unit
from accounts.models import ChangeKind, Unit
from cases.models import EnforcementAct
from tests.factories.accounts import UserFactory
from tests.fixtures.workbooks import DATA, as_xlsx, figures, run_import, table_of

pytestmark = pytest.mark.django_db
TABLE = table_of(DATA / "cases-penalty.xlsx", 1)
HEAD = {head: place for place, head in enumerate(TABLE[0])}
UNIT, CASE, DOCUMENT, FILED, DECIDED, TITLE = (HEAD[head] for head in ("处罚机关", "立案号", "行政处罚决定书文号", "立案日期", "处罚决定日期", "案件名称"))


def merge(unit: Unit, successor: Unit) -> None:
    admin = UserFactory(role="system_admin", unit=Unit.objects.get(kind="bureau"))
    on = date(2026, 3, 1)
    succeed_unit(unit=unit, successor=successor, kind=ChangeKind.MERGE, on=on, basis="明发〔2026〕3号", actor=admin, at=datetime(2026, 3, 2, 2, tzinfo=UTC))


def rows_of(name: str) -> list[list[Any]]:
    """Two decided cases of a body and one that is not decided yet."""
    own = [row for row in TABLE[1:] if row[UNIT] == name and row[CASE]]
    return [*[row for row in own if row[DOCUMENT]][:2], next(row for row in own if not row[DOCUMENT])]


@pytest.fixture
def bodies(db: None) -> tuple[Unit, Unit]:
    """One body, and the one that it goes into."""
    run_import("import_units", DATA / "organisations.xlsx")
    return Unit.objects.get(name="明川县城市管理局"), Unit.objects.get(name="明川县交通运输局")


@pytest.fixture
def taken(bodies: tuple[Unit, Unit], tmp_path: Path) -> list[list[Any]]:
    """The rows that came in before the merger."""
    rows = rows_of(bodies[0].name)
    assert figures(run_import("import_acts", as_xlsx([TABLE[0], *rows], tmp_path / "before.xlsx"))) == [3, 3, 0, 0, 0]
    merge(*bodies)
    return rows


def changed(row: list[Any], **cells: Any) -> list[Any]:
    places = {"unit": UNIT, "case": CASE, "filed": FILED, "document": DOCUMENT, "decided": DECIDED, "title": TITLE}
    fresh = list(row)
    for name, value in cells.items():
        fresh[places[name]] = value
    return fresh


def come_in(rows: list[list[Any]], tmp_path: Path) -> list[int]:
    return figures(run_import("import_acts", as_xlsx([TABLE[0], *rows], tmp_path / "after.xlsx")))


@pytest.mark.parametrize("called", ["before", "after"])
def test_the_same_rows_change_nothing_whatever_the_body_is_called(bodies: tuple[Unit, Unit], taken: list[list[Any]], tmp_path: Path, called: str) -> None:
    unit, successor = bodies
    rows = taken if called == "before" else [changed(row, unit=successor.name) for row in taken]

    assert come_in(rows, tmp_path) == [3, 0, 0, 3, 0]
    assert list(EnforcementAct.objects.values_list("unit", flat=True)) == [unit.pk] * 3


def test_a_case_decided_after_the_merger_is_written_where_it_was_filed(bodies: tuple[Unit, Unit], taken: list[list[Any]], tmp_path: Path) -> None:
    decided = changed(taken[2], unit=bodies[1].name, document="明交罚决〔2026〕901号", decided=taken[2][FILED])

    assert come_in([decided], tmp_path) == [1, 0, 1, 0, 0]
    act = EnforcementAct.objects.get(case_no=taken[2][CASE])
    assert (act.unit, act.document_no) == (bodies[0], "明交罚决〔2026〕901号")


def test_a_case_is_found_through_two_mergers(bodies: tuple[Unit, Unit], taken: list[list[Any]], tmp_path: Path) -> None:
    last = Unit.objects.get(name="明川县应急管理局")
    merge(bodies[1], last)

    assert come_in([taken[0], changed(taken[2], unit=last.name)], tmp_path) == [2, 0, 0, 2, 0]


def test_a_case_of_before_that_was_never_here_comes_in_under_the_successor(bodies: tuple[Unit, Unit], taken: list[list[Any]], tmp_path: Path) -> None:
    fresh = changed(taken[0], case="明城管立〔2026〕951号", document="明城管罚决〔2026〕951号")

    assert come_in([fresh], tmp_path) == [1, 1, 0, 0, 0]
    assert come_in([fresh], tmp_path) == [1, 0, 0, 1, 0]
    assert EnforcementAct.objects.get(case_no="明城管立〔2026〕951号").unit == bodies[1]


def test_the_successors_case_under_the_same_number_is_another_one(bodies: tuple[Unit, Unit], taken: list[list[Any]], tmp_path: Path) -> None:
    other = changed(taken[0], unit=bodies[1].name, filed="2024-01-02", document="明交罚决〔2026〕902号", title="另一件案件")

    assert come_in([other], tmp_path) == [1, 1, 0, 0, 0]
    assert come_in([taken[0], other], tmp_path) == [2, 0, 0, 2, 0]
    assert set(EnforcementAct.objects.filter(case_no=taken[0][CASE]).values_list("unit", "title")) == {
        (bodies[0].pk, taken[0][TITLE]),
        (bodies[1].pk, "另一件案件"),
    }


def test_a_case_of_before_never_overwrites_one_of_the_successor(bodies: tuple[Unit, Unit], taken: list[list[Any]], tmp_path: Path) -> None:
    number = "2026-1"
    own = changed(taken[0], unit=bodies[1].name, case=number, document="明交罚决〔2026〕903号", title="承接单位的案件")
    old = changed(taken[1], case=number, filed="2024-01-03", document="明城管罚决〔2026〕904号")
    come_in([own], tmp_path)

    report = run_import("import_acts", as_xlsx([TABLE[0], old], tmp_path / "old.xlsx"))

    assert [(error["column"], error["code"]) for error in report["errors"]] == [("立案号", "case_of_other")]
    assert EnforcementAct.objects.get(case_no=number).title == "承接单位的案件"


def test_one_case_under_both_names_in_a_file_is_refused_once(bodies: tuple[Unit, Unit], taken: list[list[Any]], tmp_path: Path) -> None:
    assert come_in([taken[2], changed(taken[2], unit=bodies[1].name)], tmp_path) == [2, 0, 0, 1, 1]


def test_a_short_name_and_the_whole_name_mean_one_case(bodies: tuple[Unit, Unit], tmp_path: Path) -> None:
    row = rows_of(bodies[1].name)[2]

    assert come_in([row, changed(row, unit=bodies[1].short_name)], tmp_path) == [2, 1, 0, 0, 1]
