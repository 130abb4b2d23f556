"""汇总: one workbook of all answers in the blank's own layout; what was alive in the blank stays alive."""

import hashlib
import io
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from core.errors import DomainError
from submissions.tables.fields import Field, FieldKind
from submissions.tables.layout import Blank
from submissions.tables.merge import MergeResult, merge_into
from submissions.tables.rows import Row
from tests.fixtures.absence import absent
from tests.submissions.tables.books import FOLDER, edited

Rows = Callable[..., list[Row]]
Read = tuple[bytes, Blank]


def merged(read: Read, parts: list[tuple[str, list[Row]]], **more: Any) -> tuple[Any, MergeResult]:
    data, blank = read
    target = io.BytesIO()
    total = more.pop("total", sum(len(rows) for _, rows in parts))
    result = merge_into(target, fields=more.pop("fields", blank.fields), blank_bytes=data, blank=blank, parts=parts, total=total, **more)
    return load_workbook(target), result


def canonical(field: Field, value: Any) -> str:
    """What openpyxl reads, as canonical text."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m}" if field.kind == FieldKind.MONTH else f"{value:%Y-%m-%d}"
    if field.kind == FieldKind.MONEY:
        return f"{value:.2f}"
    return f"{value:g}" if isinstance(value, float) else unescape(str(value))


def test_every_answer_stands_in_the_blank_with_its_unit(officers: Read, made_rows: Rows) -> None:
    blank = officers[1]
    parts = [("县交通运输局", made_rows(blank.fields, 20)), ("县<水利>局&站", made_rows(blank.fields, 3, seed=2)), ("没有行的单位", [])]

    book, result = merged(officers, parts)

    page = book.worksheets[0]
    rows = [(unit, row) for unit, part in parts for row in part]
    assert (result.rows, result.units) == (23, 2)
    for number, (unit, row) in enumerate(rows, 5):
        read = {column.key: canonical(column.field, page.cell(number, column.place + 1).value) for column in blank.columns if column.field.is_asked}
        assert (read, page.cell(number, 1).value, page.cell(number, 16).value) == (row, number - 4, unit)


def test_heads_widths_formulas_drop_downs_and_foot_follow_the_rows(officers: Read, made_rows: Rows) -> None:
    book, _ = merged(officers, [("县交通运输局", made_rows(officers[1].fields, 25))], title_values={"单位": "县司法局（汇总）", "日期": "2026年7月10日"})

    page = book.worksheets[0]
    assert [page.cell(29, place).value for place in (10, 15)] == ["=H29+I29", '=IF(N29="","",IF(N29>=60,"合格","不合格"))']
    assert [page.cell(30, place).value for place in (1, 8, 11, 14)] == ["合　计", "=SUM(H5:H29)", "=SUM(K5:K29)", "=IFERROR(AVERAGE(N5:N29),0)"]
    assert page["A31"].value.startswith("填报人：")
    assert page["A2"].value == "填报单位：县司法局（汇总）　填报日期：2026年7月10日"
    assert page["L2"].value == "单位：人、元"
    assert {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation} == {
        "C5:C29": '"男,女"', "G5:G29": "选项!$A$1:$A$10", "L5:L29": '"是,否"', "N5:N29": "0",
    }  # fmt: skip
    assert {"A1:P1", "D3:F3", "P3:P4", "A30:G30", "A31:P31"} <= {str(area) for area in page.merged_cells.ranges}
    assert (page["P3"].value, page.column_dimensions["B"].width, page.row_dimensions[20].height, page.freeze_panes) == ("单位", 10, 18, "C5")
    assert (page.print_area, page.print_title_rows) == ("'培训考核情况'!$A$1:$P$32", "$3:$4")
    assert page["F29"].number_format == 'yyyy"年"m"月"d"日"'
    assert page["D29"].border.left.style == "thin"
    assert (book["选项"].sheet_state, book.calculation.fullCalcOnLoad) == ("hidden", True)


def test_fewer_rows_than_prepared_draw_the_foot_up(officers: Read, made_rows: Rows) -> None:
    book, _ = merged(officers, [("县交通运输局", made_rows(officers[1].fields, 2))])

    page = book.worksheets[0]
    assert [page.cell(7, place).value for place in (1, 8)] == ["合　计", "=SUM(H5:H6)"]
    assert page.max_row == 9


def test_no_answer_leaves_one_empty_row(officers: Read) -> None:
    book, result = merged(officers, [])

    page = book.worksheets[0]
    assert (result.rows, result.units) == (0, 0)
    assert [page.cell(5, place).value for place in (1, 2, 10, 16)] == [None, None, "=H5+I5", None]
    assert page["H6"].value == "=SUM(H5:H5)"


def test_forty_columns_each_row_looks_at_the_moved_total(monthly: Read, made_rows: Rows) -> None:
    book, _ = merged(monthly, [("县交通运输局", made_rows(monthly[1].fields, 30)), ("县水利局", made_rows(monthly[1].fields, 30))])

    page = book.worksheets[0]
    assert [page["AN66"].value, page["D67"].value, page["AO66"].value, page["AO3"].value] == ["=IF(D$67=0,0,D66/D$67)", "=SUM(D7:D66)", "县水利局", "单位"]
    assert {"AO3:AO6", "A1:AO1"} <= {str(area) for area in page.merged_cells.ranges}


def test_text_that_looks_like_a_formula_stays_text(officers: Read) -> None:
    book, _ = merged(officers, [("=县局", [{"c2": text} for text in ("=1+1", "+1", "-1", "@a", "＝1")])])

    page = book.worksheets[0]
    found = [page.cell(row, 2) for row in range(5, 10)]
    assert [cell.value for cell in found] == ["=1+1", "+1", "-1", "@a", "＝1"]
    assert {cell.data_type for cell in found} == {"s"}
    assert {cell.quotePrefix for cell in found} == {True}
    assert (page["P5"].data_type, page["P5"].quotePrefix) == ("s", True)


def test_what_is_no_number_or_day_is_written_as_the_text_it_is(officers: Read) -> None:
    book, _ = merged(officers, [("县局", [{"c8": "三十", "c5": "明天", "c11": "1e5", "c13": "2026-13"}])])

    assert [book.worksheets[0][f"{letters}5"].value for letters in "HEKM"] == ["三十", "明天", "1e5", "2026-13"]


def test_a_figure_in_a_column_drawn_for_dates_stays_a_figure(officers: Read) -> None:
    data, blank = officers
    fields = [replace(field, kind=FieldKind.DECIMAL) if field.key == "c13" else field for field in blank.fields]

    book, _ = merged((data, blank), [("县局", [{"c2": "张三", "c13": "12.25"}])], fields=fields)

    assert (book.worksheets[0]["M5"].value, book.worksheets[0]["M5"].number_format) == (12.25, "0.######")


def test_a_blank_that_asks_for_a_unit_gets_another_word_for_ours(officers: Read, made_rows: Rows) -> None:
    data, blank = officers
    fields = [Field("c2", "单位", FieldKind.TEXT), *blank.fields[1:]]
    renamed = Blank.from_json(
        {**blank.as_json(), "columns": [{**one, "field": field.as_json()} for one, field in zip(blank.as_json()["columns"], fields, strict=True)]}
    )

    book, _ = merged((data, renamed), [("县局", made_rows(fields, 1))])

    assert book.worksheets[0]["P3"].value == "报送单位"


def test_typed_columns_without_a_blank_are_merged_in_a_plain_layout() -> None:
    fields = (
        Field("a", "姓名", FieldKind.TEXT),
        Field("b", "人数", FieldKind.INTEGER, group="持证"),
        Field("c", "结论", FieldKind.CHOICE, choices=("好", "差")),
    )
    target = io.BytesIO()

    result = merge_into(target, fields=fields, blank_bytes=None, blank=None, parts=[("县局", [{"a": "张三", "b": "3", "c": "好"}])], total=1, title="名册")

    page = load_workbook(target).worksheets[0]
    assert (result.rows, [[cell.value for cell in row] for row in page.iter_rows()]) == (
        1,
        [["名册", None, None, None], ["姓名", "持证", "结论", "单位"], [None, "人数", None, None], ["张三", 3, "好", "县局"]],
    )
    assert [(str(rule.sqref), rule.formula1) for rule in page.data_validations.dataValidation] == [("C4", '"好,差"')]


def test_typed_columns_print_all_columns_on_a_sheet_across_with_their_heads_on_each() -> None:
    def merged_plain(*fields: Field) -> Any:
        target = io.BytesIO()
        merge_into(target, fields=fields, blank_bytes=None, blank=None, parts=[("县局", [{"a": "张三"}] * 90)], total=90, title="名册")
        return load_workbook(target).worksheets[0]

    wide = merged_plain(Field("a", "姓名", FieldKind.TEXT), *(Field(f"b{n}", f"第{n}项", FieldKind.INTEGER, group="持证") for n in range(9)))
    narrow = merged_plain(Field("a", "姓名", FieldKind.TEXT))

    assert (wide.page_setup.orientation, narrow.page_setup.orientation) == ("landscape", "portrait")
    for page, heads in ((wide, "$2:$3"), (narrow, "$2:$2")):
        assert (page.page_setup.paperSize, page.sheet_properties.pageSetUpPr.fitToPage) == (9, True)
        assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight, page.print_title_rows) == (1, 0, heads)


def test_a_different_number_of_rows_than_expected_leaves_no_file(officers: Read, tmp_path: Path) -> None:
    data, blank = officers
    target = tmp_path / "汇总.xlsx"

    with pytest.raises(DomainError, match="汇总写入 1 行，文件里有 1 行，应为 2 行，没有生成汇总表，请重新汇总。"):
        merge_into(target, fields=blank.fields, blank_bytes=data, blank=blank, parts=[("县局", [{"c2": "张三"}])], total=2)

    assert list(tmp_path.iterdir()) == []


def test_a_file_by_path_has_the_hash_that_is_told_and_the_beat_hears_the_end(officers: Read, made_rows: Rows, tmp_path: Path) -> None:
    data, blank = officers
    target, heard = tmp_path / "汇总.xlsx", []

    result = merge_into(
        target,
        fields=blank.fields,
        blank_bytes=data,
        blank=blank,
        parts=[("县局", made_rows(blank.fields, 900))],
        total=900,
        beat=lambda **told: heard.append(told),
    )

    assert hashlib.sha256(target.read_bytes()).hexdigest() == result.sha256
    assert (len(heard) > 2, heard[-1], list(tmp_path.iterdir())) == (True, {"done": 900, "total": 900}, [target])


def test_formulas_of_other_worksheets_and_conditional_formats_follow(officers: Read, made_rows: Rows) -> None:
    blank = officers[1]

    def change(page: Any) -> None:
        page.parent["填表说明"]["B5"] = "=SUM(培训考核情况!H5:H14)+培训考核情况!N15"

    book, _ = merged((edited(officers[0], change), blank), [("县局", made_rows(blank.fields, 30))])

    assert book["填表说明"]["B5"].value == "=SUM(培训考核情况!H5:H34)+培训考核情况!N35"


# --- LibreOffice ---------------------------------------------------------------------------------------------------
def through_libreoffice(source: Path, folder: Path) -> Path:
    if shutil.which("soffice") is None:
        absent("no LibreOffice")
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "xlsx", "--outdir", str(folder / "out"), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / "out" / source.name


def test_libreoffice_opens_the_result_and_computes_its_formulas(officers: Read, tmp_path: Path) -> None:
    data, blank = officers
    rows = [{"c2": f"人{number}", "c3": "男", "c7": "市场监管", "c8": "10", "c9": "2.5", "c11": "100.00", "c14": str(50 + number)} for number in range(20)]
    merge_into(tmp_path / "汇总.xlsx", fields=blank.fields, blank_bytes=data, blank=blank, parts=[("县局", rows)], total=20)

    made = through_libreoffice(tmp_path / "汇总.xlsx", tmp_path)

    values, formulas = load_workbook(made, data_only=True).worksheets[0], load_workbook(made).worksheets[0]
    assert [values[address].value for address in ("J24", "O14", "O15", "H25", "J25", "K25", "N25")] == [12.5, "不合格", "合格", 200, 250, 2000, 59.5]
    assert formulas["J25"].value == "=SUM(J5:J24)"
    assert {str(rule.sqref) for rule in formulas.data_validations.dataValidation} == {"C5:C24", "G5:G24", "L5:L24", "N5:N24"}


def test_a_blank_saved_by_libreoffice_is_merged_as_well(made_rows: Rows, officers: Read) -> None:
    book, _ = merged(((FOLDER / "blank-15-libreoffice.xlsx").read_bytes(), officers[1]), [("县局", made_rows(officers[1].fields, 12))])

    page = book.worksheets[0]
    assert [page["P3"].value, page["P16"].value, page["J16"].value, page["H17"].value] == ["单位", "县局", "=H16+I16", "=SUM(H5:H16)"]
