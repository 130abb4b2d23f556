"""导出流: whatever text goes out comes back the same, nothing becomes a formula, both ways of building rows agree."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db.models import F, Value
from hypothesis import given, settings
from hypothesis import strategies as st

from core.sheets.read_child import Book, Text
from core.sheets.reading import open_workbook
from core.sheets.sql_rows import sql_rows
from core.sheets.stream import RISKY, Heading, clean, csv_stream, python_rows, xlsx_stream
from core.workdays.models import DeadlineRule

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"), max_size=40)
RISKY_TEXTS = st.builds(lambda sign, rest: sign + rest, st.sampled_from([*"=+-@＝＋－＠", "\t", "'=", "''+", "'"]), TEXTS)
HEADINGS = [Heading("甲"), Heading("乙")]


def xlsx_of(rows: list[list[Any]], headings: list[Heading] = HEADINGS) -> bytes:
    return b"".join(xlsx_stream("导出", headings, python_rows(rows), lambda count: [("行数", str(count))]))


def read_back(path: Path, content: bytes, name: str) -> list[list[Any]]:
    """What the reading child would tell, asked in this process because a property asks often."""
    path.write_bytes(content)
    rows = Book(path).table(0) if name.endswith("xlsx") else Text(path, name).table(0)
    return [[cell or None for cell in [*cells, "", ""][:2]] for _, cells in rows if any(cells)][1:]


def as_read(text: str) -> str | None:
    return clean(text) or None


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(st.one_of(TEXTS, RISKY_TEXTS), st.one_of(TEXTS, RISKY_TEXTS)).filter(any), min_size=1, max_size=40))
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_exported_text_is_imported_exactly(tmp_path_factory: pytest.TempPathFactory, form: str, rows: list[tuple[str, str]]) -> None:
    rows = [row for row in rows if any(clean(text).strip() for text in row)]
    content = xlsx_of([list(row) for row in rows]) if form == "xlsx" else b"".join(csv_stream(HEADINGS, rows))

    back = read_back(tmp_path_factory.mktemp("x") / "a", content, f"a.{form}")

    assert back == [[as_read(text) for text in row] for row in rows]


@pytest.mark.parametrize("sign", list(RISKY))
def test_text_that_could_start_a_formula_stays_text(sign: str) -> None:
    content = xlsx_of([[f"{sign}cmd|' /C calc'!A0", "x"]])

    cell = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]["A2"]
    assert cell.data_type in {"s", "inlineStr"}
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    if sign not in "\t\r":
        assert cell.quotePrefix
        assert b"".join(csv_stream(HEADINGS, [[f"{sign}1", ""]])).decode("utf-8-sig").splitlines()[1].startswith("'")


def test_days_instants_numbers_and_truth_keep_their_kind() -> None:
    content = xlsx_of([[date(2026, 3, 5), datetime(2026, 3, 5, 6, 32, tzinfo=UTC)], [Decimal("23500.00"), 5], [True, None]])

    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert [[cell.value for cell in row] for row in page.iter_rows(min_row=2)] == [
        [datetime(2026, 3, 5), datetime(2026, 3, 5, 14, 32)],  # noqa: DTZ001 - a cell has no zone
        [23500, 5],
        ["是", None],
    ]
    assert page["A2"].number_format.replace("\\", "") == "yyyy-mm-dd"
    assert (page.freeze_panes, page.auto_filter.ref, page["A1"].font.bold) == ("A2", "A1:B4", True)


def test_control_characters_are_left_out() -> None:
    page = openpyxl.load_workbook(io.BytesIO(xlsx_of([["甲\x00\x01\x0b乙\ufffe", "_x0041_"]]))).worksheets[0]

    assert page["A2"].value == "甲乙"


def test_the_file_holds_its_own_row_count() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of([["a", "b"]] * 7)))

    assert list(book["说明"].iter_rows(values_only=True)) == [("行数", "7")]


@pytest.mark.django_db
def test_postgresql_builds_the_same_rows_as_python(tmp_path: Path) -> None:
    for place, name in enumerate(["=SUM(A1)", "＠甲", 'a & b < c > d "e"', "两\n行", "_x0041_", "　前空格 ", "\x07铃", "\ttab", "普通"]):
        DeadlineRule.objects.create(code=f"x-{place}", name=name, days=place + 1, unit="working", start_event="", basis="条")
    rows = DeadlineRule.objects.filter(code__startswith="x-").order_by("pk")
    expressions = ["code", F("name"), "days", "unit", "first_day", Value(None, output_field=DeadlineRule._meta.get_field("name"))]
    units = [("working", "个工作日")]

    by_database = list(sql_rows(rows, expressions, [(), (), (), units, (), ()], "Asia/Shanghai"))
    by_python = list(python_rows([rule.code, rule.name, rule.days, "个工作日", rule.first_day, None] for rule in rows))

    headings = [Heading(str(place)) for place in range(6)]
    files = [b"".join(xlsx_stream("导出", headings, iter(made), lambda count: [])) for made in (by_database, by_python)]
    seen = []
    for content in files:
        (tmp_path / "a").write_bytes(content)
        with open_workbook(tmp_path / "a", "a.xlsx") as book:
            seen.append(list(book.rows(0)))
    assert seen[0] == seen[1]
    assert [cells[1] for _, cells in seen[0][1:4]] == ["=SUM(A1)", "＠甲", 'a & b < c > d "e"']
    assert [style.quotePrefix for style in (openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]["B2"] for content in files)] == [True, True]
