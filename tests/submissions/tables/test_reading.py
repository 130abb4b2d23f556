"""收表: three versions of carelessness are read, told and, where wrong, refused cell by cell; good workbooks come back as they went out."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from submissions.tables.blank import read_blank
from submissions.tables.fields import Field, FieldKind
from submissions.tables.fill import filled_blank, plain_template
from submissions.tables.layout import Blank
from submissions.tables.matching import How, Match
from submissions.tables.reading import Answer, UnreadableAnswer, marked_workbook, read_answer
from submissions.tables.rows import Row, TidiedCell
from tests.submissions.tables.books import FIRST, FOLDER, GOOD, edited, officers_blank, put, saved, with_sheet

Read = tuple[bytes, Blank]
Rows = Callable[..., list[Row]]
KEYS = ("c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9", "c11", "c12", "c13", "c14")
ZHANG = dict(zip(KEYS, ("张三", "男", "33010020240001", "2024-03-05", "2029-03-04", "市场监管", "30", "32.5", "1200.00", "是", "2026-05", "88"), strict=True))
LI = dict(zip(KEYS, ("李四", "女", "33010020240002", "2024-03-05", "2029-03-04", "应急管理", "30", "30", "800.00", "否", "2026-05", "59.5"), strict=True))
WANG = dict(zip(KEYS, ("王五", "男", "33010020240003", "2024-03-05", "2029-03-04", "城市管理", "10", "20", "0.00", "否", "2026-06", "70"), strict=True))


def answered(officers: Read, change: Callable[[Any], None], **more: Any) -> Answer:
    return read_answer(edited(officers[0], change), "答卷.xlsx", officers[1].fields, officers[1], **more)


def from_file(officers: Read, name: str) -> Answer:
    return read_answer((FOLDER / name).read_bytes(), name, officers[1].fields, officers[1])


# --- three versions of carelessness --------------------------------------------------------------------------------
def test_renamed_columns_are_recognised_and_each_is_told(officers: Read) -> None:
    answer = from_file(officers, "answer-renamed.xlsx")

    assert (answer.rows, answer.problems, answer.unknown_columns, answer.missing_columns) == ([ZHANG, LI], [], ["本单位备注"], [])
    assert sorted(answer.notes) == sorted([
        "列“执法人员姓名”按“姓名”读取（名称相近）。",
        "列“执法证件/执法证号码”按“执法证件/证件号码”读取（名称相近）。",
        "列“所属执法领域”按“执法领域”读取（名称相近）。",
        "列“费用(元)”按“培训费用（元）”读取（名称相近）。",
        "列“考核/考试成绩”按“考核/成绩”读取（名称相近）。",
        "列“脱岗情况”按“是否脱产”读取（位置相同）。",
        "多出的列不读取：“本单位备注”。",
    ])  # fmt: skip
    assert Match("c12", 11, "脱岗情况", How.PLACE) in answer.mapping
    assert Match("c5", 4, "执法证件/发证日期", How.SAME) in answer.mapping


def test_extra_rows_a_repeated_head_a_hidden_row_and_a_picture(officers: Read) -> None:
    answer = from_file(officers, "answer-extra-rows-picture.xlsx")

    assert (answer.rows, answer.numbers, answer.problems) == ([ZHANG, LI, WANG], [5, 8, 18], [])
    assert answer.notes == [
        "第 6 行是合计行，未读取。",
        "第 7 行是重复的表头，未读取。",
        "第 8 行是隐藏行，已一并读取。",
        "表中有图片 1 张，图片不导入；需要报送的，请作为附件上传。",
    ]


def test_text_dates_full_width_figures_and_options_that_do_not_exist(officers: Read) -> None:
    answer = from_file(officers, "answer-text-dates.xlsx")

    assert answer.rows[0] == ZHANG
    assert [(problem.row_number, problem.key, problem.code, problem.hint) for problem in answer.problems] == [
        (6, "c3", "choice", "是不是“女”？"),
        (6, "c6", "date_impossible", "核对日期"),
        (6, "c7", "choice", "是不是“市场监管”？"),
        (6, "c9", "number_text", ""),
        (6, "c11", "money_text", ""),
        (6, "c13", "month_form", ""),
        (6, "c14", "out_of_range", "核对"),
        (7, "c2", "empty", "请填写姓名"),
    ]
    assert answer.rows[1]["c9"] == "三十"
    assert [row["c7"] for row in answer.rows[2:]] == ["农业农村", "农业农村"]
    assert answer.notes == ["第 7—8 行“执法领域”是合并单元格，已逐行填入。"]
    assert TidiedCell(5, "c5", "统一日期写法", "2024年3月5日", "2024-03-05") in answer.tidied
    assert TidiedCell(5, "c4", "全角改半角", "３３０１００２０２４０００１", "33010020240001") in answer.tidied


def test_the_marked_workbook_says_what_is_wrong_beside_each_row(officers: Read) -> None:
    data = (FOLDER / "answer-text-dates.xlsx").read_bytes()

    page = load_workbook(io.BytesIO(marked_workbook(data, from_file(officers, "answer-text-dates.xlsx"), officers[1].fields, officers[1]))).worksheets[0]

    assert (page["P4"].value, page["P5"].value, page["P7"].value) == ("原因", None, "姓名未填。")
    assert page["P6"].value.splitlines()[0] == "性别：没有“女性”这一项，应为：男、女。是不是“女”？"
    assert {page[address].fill.fgColor.rgb for address in ("C6", "F6", "G6", "I6", "N6", "B7")} == {"FFF6DCDA"}
    assert (page["B6"].fill.patternType, page["J6"].value, page["G6"].value) == (None, "=H6+I6", "市场监督管理")


# --- other ways to go wrong ----------------------------------------------------------------------------------------
def test_a_figure_over_several_rows_is_refused_because_nobody_can_divide_it(officers: Read) -> None:
    def change(page: Any) -> None:
        put(page, 5, GOOD[0])
        put(page, 6, GOOD[1])
        page.merge_cells("K5:K6")

    answer = answered(officers, change)

    assert [(problem.row_number, problem.key, problem.code, problem.message) for problem in answer.problems] == [
        (5, "c11", "merged_number", "第 5—6 行合并成了一格，数字不能拆到各行。")
    ]


def test_what_was_typed_over_a_formula_is_not_taken_and_told(officers: Read) -> None:
    def change(page: Any) -> None:
        put(page, 5, GOOD[0])
        page["J5"] = 999

    answer = answered(officers, change)

    assert (answer.rows, answer.notes) == ([ZHANG], ["“培训学时/合计”由公式计算，第 5 行填写的内容未采用。"])


def test_a_line_above_everything_and_a_column_put_in_between_move_nothing(officers: Read) -> None:
    def change(page: Any) -> None:
        put(page, 5, GOOD[0])
        for area in list(page.merged_cells.ranges):
            page.unmerge_cells(str(area))
        page.insert_rows(1, 2)
        page["A1"] = "附件 3"
        page.insert_cols(3)
        page["C6"] = "民族"

    answer = answered(officers, change)

    assert (answer.rows, answer.numbers, answer.unknown_columns) == ([ZHANG], [7], ["民族"])


def test_the_sheet_that_was_filled_in_is_found_and_a_second_one_is_told(officers: Read) -> None:
    def change(page: Any) -> None:
        copy = page.parent.copy_worksheet(page)
        copy.title = "Sheet2"
        put(copy, 5, GOOD[0])

    answer = answered(officers, change)

    assert (answer.worksheet, answer.rows, answer.notes) == ("Sheet2", [ZHANG], ["读取的是工作表“Sheet2”（下发的表为“培训考核情况”）。"])

    def change_both(page: Any) -> None:
        put(page, 5, GOOD[1])
        change(page)

    second = answered(officers, change_both)

    assert (second.worksheet, second.rows) == ("培训考核情况", [LI])
    assert second.notes == ["工作表“Sheet2”也有填写内容，未读取；请合并到一个工作表后重新上传。"]


def test_foot_lines_filled_in_by_hand_are_no_rows(officers: Read) -> None:
    def change(page: Any) -> None:
        put(page, 5, GOOD[0])
        page.unmerge_cells("A16:O16")
        for address, words in (("A16", "填报人：张三"), ("C16", "审核人"), ("D16", "李四"), ("E16", "2026.7.1")):
            page[address] = words

    assert answered(officers, change).rows == [ZHANG]


def test_a_missing_column_is_named_and_can_be_pointed_at(officers: Read) -> None:
    def change(page: Any) -> None:
        put(page, 5, GOOD[0])
        page["B3"], page["Q3"], page["Q5"] = None, "甲乙丙丁", "张三"

    lost = answered(officers, change)
    found = answered(officers, change, pointed={"c2": 16})

    assert (lost.missing_columns, lost.notes[-1]) == (["姓名"], "没有找到的栏目：“姓名”。")
    assert [problem.message for problem in lost.problems] == ["姓名未填。"]
    assert (found.rows, found.missing_columns, found.notes[-1]) == ([ZHANG], [], "列“甲乙丙丁”按“姓名”读取（填报人指定）。")


def test_heads_flattened_into_one_row_and_columns_in_another_order(monthly: Read, made_rows: Rows) -> None:
    blank = monthly[1]
    texts = {field.key for field in blank.asked if field.kind == FieldKind.TEXT}
    rows = [{key: "说明" if key in texts else value for key, value in row.items()} for row in made_rows(blank.asked, 3)]
    fields = list(reversed(blank.asked))
    book = Workbook()
    book.active.append([field.full_heading for field in fields])
    for row in rows:
        book.active.append([row[field.key] or None for field in fields])

    answer = read_answer(saved(book), "答卷.xlsx", blank.fields, blank)

    assert (answer.problems, answer.missing_columns, answer.unknown_columns) == ([], [], [])
    assert answer.rows == rows


def test_groups_taken_apart_leave_columns_of_one_name_at_their_places(monthly: Read, made_rows: Rows) -> None:
    data, blank = monthly
    rows = made_rows(blank.asked, 4)

    def change(page: Any) -> None:
        for area in [str(area) for area in page.merged_cells.ranges if area.min_row in {3, 4} and area.min_col > 3]:
            page.unmerge_cells(area)

    answer = read_answer(edited(filled_blank(data, blank, rows), change), "答卷.xlsx", blank.fields, blank)

    assert (answer.rows, answer.problems, answer.missing_columns) == ([{**row, "c2": row["c2"]} for row in rows], [], [])


def test_one_of_two_equal_columns_lost_is_told_apart_by_its_neighbours() -> None:
    book = Workbook()
    book.active.append(["姓名", "备注", "件数", "备注"])
    data = saved(book)
    blank = read_blank(data, "表.xlsx")
    rows = [{"c1": "张三", "c2": "甲", "c3": "1", "c4": "乙"}]

    def change(page: Any) -> None:
        page.delete_cols(2)

    whole = read_answer(filled_blank(data, blank, rows), "答卷.xlsx", blank.fields, blank)
    lost = read_answer(edited(filled_blank(data, blank, rows), change), "答卷.xlsx", blank.fields, blank)

    assert whole.rows == rows
    assert (lost.rows, lost.missing_columns, lost.unknown_columns) == ([{"c1": "张三", "c2": "", "c3": "1", "c4": "乙"}], ["备注"], [])


def test_a_column_the_bureau_calls_otherwise_is_known_by_what_the_blank_prints(officers: Read) -> None:
    fields = [replace(field, heading="持证人员") if field.key == "c2" else field for field in officers[1].fields]

    answer = read_answer(edited(officers[0], lambda page: put(page, 5, GOOD[0])), "答卷.xlsx", fields, officers[1])

    assert (answer.rows, answer.notes) == ([ZHANG], [])


def test_what_hides_below_a_merged_head_is_not_read(officers: Read) -> None:
    def change(page: Any) -> None:
        put(page, 5, GOOD[0])

    def hidden(xml: str) -> str:
        return re.sub(r'<c r="E3"[^>]*?(?:/>|></c>)', '<c r="E3" t="inlineStr"><is><t>藏着的字</t></is></c>', xml)

    data = with_sheet(edited(officers[0], change), hidden)

    assert "藏着的字".encode() in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    assert read_answer(data, "答卷.xlsx", officers[1].fields, officers[1]).notes == []


def test_a_csv_answers_typed_columns_too() -> None:
    fields = (Field("a", "姓名", FieldKind.TEXT, required=True), Field("b", "日期", FieldKind.DAY))

    answer = read_answer("姓名,日期\n张三,2026.3.5\n,2026年3月6日\n".encode("gb18030"), "答卷.csv", fields, None)

    assert answer.rows == [{"a": "张三", "b": "2026-03-05"}, {"a": "", "b": "2026-03-06"}]
    marked = load_workbook(io.BytesIO(marked_workbook("姓名,日期\n张三,2026.3.5\n,2026年3月6日\n".encode("gb18030"), answer, fields))).worksheets[0]
    assert [cell.value for cell in marked[3]][-1] == "姓名未填。"


@pytest.mark.parametrize(
    ("name", "data", "code", "sentence"),
    [
        (
            "答卷.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
            "文件已加密，请去掉密码后再上传。",
        ),
        ("答卷.xls", b"<html><table></table></html>", "web_page", "这是网页文件，不是 Excel（扩展名 xls，内容为 HTML），请用 WPS 另存为 xlsx。"),
        ("答卷.csv", "随便写的一句话\n".encode(), "no_head", "找不到表头：请按下发的表填写，保留表头，填好后重新上传。"),
        ("答卷.xlsx", b"", "empty_file", "文件是空的（0 字节），没有读取。"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(officers: Read, name: str, data: bytes, code: str, sentence: str) -> None:
    with pytest.raises(UnreadableAnswer) as refused:
        read_answer(data, name, officers[1].fields, officers[1])

    assert (refused.value.code, str(refused.value)) == (code, sentence)


def test_the_blank_itself_holds_no_answer(officers: Read) -> None:
    answer = read_answer(officers_blank(), "表.xlsx", officers[1].fields, officers[1])

    assert (answer.rows, answer.problems, answer.notes, answer.is_good) == ([], [], [], False)


# --- what went out comes back --------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [0, 1, FIRST, 10, 11, 60])
def test_rows_filled_into_a_blank_are_read_as_the_same_rows(officers: Read, monthly: Read, made_rows: Rows, count: int) -> None:
    for data, blank in (officers, monthly):
        rows = made_rows(blank.asked, count, seed=count)

        answer = read_answer(filled_blank(data, blank, rows), "表.xlsx", blank.fields, blank)

        assert (answer.rows, answer.problems, answer.notes, answer.unknown_columns, answer.missing_columns) == (rows, [], [], [], [])
        assert {match.how for match in answer.mapping} == {How.SAME}


@pytest.mark.parametrize("count", [1, 30, 31])
def test_rows_filled_into_a_plain_template_are_read_as_the_same_rows(officers: Read, monthly: Read, made_rows: Rows, count: int) -> None:
    for _, blank in (officers, monthly):
        rows = made_rows(blank.asked, count, seed=count)

        answer = read_answer(plain_template(blank.title, blank.fields, rows), "表.xlsx", blank.asked, None)

        assert (answer.rows, answer.problems, answer.notes, answer.missing_columns) == (rows, [], [], [])
