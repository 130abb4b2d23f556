"""别样的表样: blanks as bureaus really draw them go out, come back and are merged."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.drawing.image import Image
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from PIL import Image as Picture

from submissions.tables.blank import read_blank
from submissions.tables.fill import filled_blank, plain_template
from submissions.tables.layout import Blank
from submissions.tables.merge import merge_into
from submissions.tables.reading import read_answer
from submissions.tables.rows import Row
from tests.submissions.tables.books import BOX, FOLDER, officers_blank, saved


def drawn(draw: Callable[[Any], None]) -> tuple[bytes, Blank]:
    book = Workbook()
    draw(book.active)
    data = saved(book)
    return data, read_blank(data, "表.xlsx")


def framed(page: Any, first: int, last: int, width: int) -> None:
    for row in range(first, last + 1):
        for place in range(1, width + 1):
            page.cell(row, place).border = BOX


def merged(data: bytes, blank: Blank, *parts: tuple[str, list[Row]]) -> Any:
    target = io.BytesIO()
    merge_into(target, fields=blank.fields, blank_bytes=data, blank=blank, parts=parts, total=sum(len(rows) for _, rows in parts))
    return load_workbook(target).active


def values(page: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in page.iter_rows()]


def test_no_prepared_row_between_head_and_foot() -> None:
    def draw(page: Any) -> None:
        for line in (["姓名", "件数"], ["填报人：", "审核人："]):
            page.append(line)
        rule = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0")
        rule.add("B2:B100")
        page.add_data_validation(rule)

    data, blank = drawn(draw)

    assert (blank.first_row, blank.prepared, blank.by_key()["c2"].field.least) == (2, 0, "0")
    page = merged(data, blank, ("县局", [{"c1": "张三", "c2": "3"}, {"c1": "李四", "c2": "4"}]))
    assert values(page) == [["姓名", "件数", "单位"], ["张三", 3, "县局"], ["李四", 4, "县局"], ["填报人：", "审核人：", None]]
    assert [str(rule.sqref) for rule in page.data_validations.dataValidation] == ["B2:B100"]
    assert read_answer(filled_blank(data, blank, [{"c1": "张三", "c2": "3"}]), "表.xlsx", blank.fields, blank).rows == [{"c1": "张三", "c2": "3"}]


def test_the_format_of_a_foot_line_is_not_that_of_the_rows_above_it() -> None:
    def draw(page: Any) -> None:
        page.append(["姓名", "日期"])
        page.append(["填表日期：", None])
        page["B2"].number_format = "yyyy-mm-dd"

    data, blank = drawn(draw)

    page = merged(data, blank, ("县局", [{"c1": "张三", "c2": "2026-03-05"}]))
    assert (page["B2"].is_date, page["B3"].number_format) == (True, "yyyy-mm-dd")


def test_a_head_merged_downwards_ends_where_the_last_of_its_names_does() -> None:
    def draw(page: Any) -> None:
        for place, words in enumerate(("姓名", "件数", "执法证件", None, "备注"), 1):
            page.cell(1, place, words)
        page.merge_cells("C1:D1")
        for letters in "ABE":
            page.merge_cells(f"{letters}1:{letters}2")
        page["C2"] = "号码"

    _, blank = drawn(draw)

    assert ([field.full_heading for field in blank.fields], blank.first_row) == (["姓名", "件数", "执法证件/号码", "备注"], 3)


def test_a_total_on_top_adds_up_all_the_rows_below() -> None:
    def draw(page: Any) -> None:
        for line in (["领域", "件数", "占比"], ["合计", "=SUM(B3:B4)", None], [None, None, "=B3/B$2"], [None, None, "=B4/B$2"]):
            page.append(line)
        framed(page, 1, 4, 3)

    data, blank = drawn(draw)

    assert (blank.head_last, blank.first_row, blank.last_row, blank.total_row) == (2, 3, 4, 2)
    page = merged(data, blank, ("县局", [{"c1": f"第{number}类", "c2": str(number)} for number in range(5)]))
    assert [page["B2"].value, page["C7"].value, page["A7"].value, page["D7"].value] == ["=SUM(B3:B7)", "=B7/B$2", "第4类", "县局"]
    answer = read_answer(filled_blank(data, blank, [{"c1": "甲", "c2": "1"}]), "表.xlsx", blank.fields, blank)
    assert (answer.rows, answer.notes) == ([{"c1": "甲", "c2": "1"}], [])


def fixed_rows(page: Any) -> None:
    """类别 merged over the rows below it, 项目 written by the bureau, 件数 asked."""
    for line in (["类别", "项目", "件数"], ["处罚", "简易程序", None], [None, "普通程序", None], ["许可", "新办", None], ["合计", None, "=C2+C3+C4"]):
        page.append(line)
    page.merge_cells("A2:A3")
    framed(page, 1, 5, 3)


def test_rows_the_bureau_wrote_go_out_as_they_are_and_come_back_filled() -> None:
    data, blank = drawn(fixed_rows)

    assert [row["c1"] for row in blank.starting_rows] == ["处罚", "处罚", "许可"]
    assert values(load_workbook(io.BytesIO(filled_blank(data, blank, []))).active)[1][:2] == ["处罚", "简易程序"]
    rows = [{**row, "c3": str(number)} for number, row in enumerate(blank.starting_rows)]
    out = filled_blank(data, blank, rows)
    assert {str(area) for area in load_workbook(io.BytesIO(out)).active.merged_cells.ranges} == {"A2:A3"}
    answer = read_answer(out, "表.xlsx", blank.fields, blank)
    assert (answer.rows, answer.notes) == (rows, [])


def test_fixed_rows_of_two_units_are_merged_one_below_the_other() -> None:
    data, blank = drawn(fixed_rows)
    rows = [{**row, "c3": "2"} for row in blank.starting_rows]

    page = merged(data, blank, ("县局", rows), ("市局", rows))

    assert values(page)[1:] == [
        ["处罚", "简易程序", 2, "县局"], ["处罚", "普通程序", 2, "县局"], ["许可", "新办", 2, "县局"],
        ["处罚", "简易程序", 2, "市局"], ["处罚", "普通程序", 2, "市局"], ["许可", "新办", 2, "市局"],
        ["合计", None, "=SUM(C2:C7)", None],
    ]  # fmt: skip
    assert page.merged_cells.ranges == set()


def test_cells_merged_across_in_every_row_stay_merged() -> None:
    def draw(page: Any) -> None:
        page["A1"], page["B1"], page["D1"] = "姓名", "情况说明", "件数"
        for row in (1, 2, 3):
            page.merge_cells(start_row=row, end_row=row, start_column=2, end_column=3)
        framed(page, 1, 3, 4)

    data, blank = drawn(draw)

    assert [field.heading for field in blank.fields] == ["姓名", "情况说明", "件数"]
    page = merged(data, blank, ("县局", [{"c1": "张三", "c2": "好", "c4": "1"}] * 4))
    assert {str(area) for area in page.merged_cells.ranges} == {f"B{row}:C{row}" for row in range(1, 6)}
    assert values(page)[4] == ["张三", "好", None, 1, "县局"]


def test_a_hidden_column_is_not_asked() -> None:
    def draw(page: Any) -> None:
        page.append(["姓名", "内部代码", "件数"])
        page.column_dimensions["B"].hidden = True

    _, blank = drawn(draw)

    assert ([field.heading for field in blank.fields], blank.remarks) == (["姓名", "件数"], ("“内部代码”是隐藏列，没有列为栏目。",))


def test_numbers_written_before_the_rows_go_on_counting() -> None:
    def draw(page: Any) -> None:
        page.append(["序号", "姓名"])
        for number in (1, 2, 3):
            page.append([number, None])
        framed(page, 1, 4, 2)

    data, blank = drawn(draw)

    assert (blank.starting_rows, blank.prepared) == ((), 3)
    assert [row[0] for row in values(load_workbook(io.BytesIO(filled_blank(data, blank, [{"c2": "张三"}]))).active)] == ["序号", 1, 2, 3]


def prefixed(data: bytes) -> bytes:
    """The package as programs write it that name every element <x:…>."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode() if name.endswith(".xml") else ""
            if "spreadsheetml/2006/main" in content and name.startswith("xl/"):
                content = re.sub(r"<(/?)(?=[a-zA-Z])(?!\w+:)", r"<\1x:", content).replace('xmlns="http://schemas.openxml', 'xmlns:x="http://schemas.openxml', 1)
            new.writestr(name, content or old.read(name))
    return target.getvalue()


def test_a_package_with_prefixed_elements(made_rows: Callable[..., list[Row]]) -> None:
    data = prefixed(officers_blank())
    assert b"<x:row" in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")

    blank = read_blank(data, "表.xlsx")
    page = merged(data, blank, ("县局", made_rows(blank.fields, 12)))

    assert [page["P3"].value, page["J16"].value, page["H17"].value, len(page.data_validations.dataValidation)] == ["单位", "=H16+I16", "=SUM(H5:H16)", 4]


def test_a_table_object_of_the_blank_grows_with_the_rows() -> None:
    def draw(page: Any) -> None:
        page.append(["姓名", "件数"])
        for number in (1, 2):
            page.cell(1 + number, 2).number_format = "0"
        page.add_table(Table(displayName="名册", ref="A1:B3"))

    data, blank = drawn(draw)
    framed_rows = [{"c1": f"人{number}", "c2": "1"} for number in range(6)]

    page = merged(data, blank, ("县局", framed_rows))

    assert (page.tables["名册"].ref, page.tables["名册"].autoFilter.ref, page["C7"].value) == ("A1:B7", "A1:B7", "县局")


def test_a_locked_blank_stays_locked_for_units_and_opens_for_the_bureau() -> None:
    def draw(page: Any) -> None:
        page.append(["姓名", "件数"])
        framed(page, 1, 2, 2)
        page.protection.set_password("1234")
        page.protection.enable()

    data, blank = drawn(draw)

    assert load_workbook(io.BytesIO(filled_blank(data, blank, [{"c1": "张三"}]))).active.protection.sheet is True
    assert merged(data, blank, ("县局", [{"c1": "张三"}])).protection.sheet is False


def test_a_picture_of_the_blank_stays() -> None:
    def draw(page: Any) -> None:
        page.append(["姓名", "件数"])
        picture = io.BytesIO()
        Picture.new("RGB", (30, 20), "red").save(picture, "PNG")
        page.add_image(Image(picture), "D1")

    data, blank = drawn(draw)
    target = io.BytesIO()

    merge_into(target, fields=blank.fields, blank_bytes=data, blank=blank, parts=[("县局", [{"c1": "张三"}])], total=1)

    with zipfile.ZipFile(target) as made, zipfile.ZipFile(io.BytesIO(data)) as old:
        assert {name for name in made.namelist() if "media" in name or "drawing" in name} == {
            name for name in old.namelist() if "media" in name or "drawing" in name
        }
        assert len([name for name in made.namelist() if "media" in name]) == 1


def test_our_own_template_can_be_the_blank_of_the_next_request() -> None:
    fields = read_blank((FOLDER / "blank-40.xlsx").read_bytes(), "表.xlsx").asked

    blank = read_blank(plain_template("行政执法情况月报表", fields), "表.xlsx")

    assert [(field.full_heading, field.kind) for field in blank.fields] == [(field.full_heading, field.kind) for field in fields]
    assert (blank.title, blank.prepared) == ("行政执法情况月报表", 30)
