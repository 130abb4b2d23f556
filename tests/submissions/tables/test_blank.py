"""表样: the bureau's own blanks are read as they are drawn; what cannot be a blank is refused in one sentence."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from submissions.tables.blank import read_blank
from submissions.tables.fields import Field, FieldKind, refused_fields
from submissions.tables.layout import Blank, UnreadableBlank
from tests.submissions.tables.books import DOMAINS, FOLDER, TITLE, edited, officers_blank, saved, with_sheet

PAPERS, HOURS, EXAM = "执法证件", "培训学时", "考核"
OFFICERS = (
    Field("c2", "姓名", FieldKind.TEXT, required=True, width=10),
    Field("c3", "性别", FieldKind.CHOICE, choices=("男", "女"), width=6),
    Field("c4", "证件号码", FieldKind.TEXT, help="证件上的号码，文本格式", width=18, group=PAPERS),
    Field("c5", "发证日期", FieldKind.DAY, width=12, group=PAPERS),
    Field("c6", "有效期至", FieldKind.DAY, width=16, group=PAPERS),
    Field("c7", "执法领域", FieldKind.CHOICE, choices=tuple(DOMAINS), width=12),
    Field("c8", "公共法律", FieldKind.DECIMAL, width=9, group=HOURS),
    Field("c9", "业务知识", FieldKind.DECIMAL, width=9, group=HOURS),
    Field("c10", "合计", FieldKind.FORMULA, width=9, group=HOURS),
    Field("c11", "培训费用（元）", FieldKind.MONEY, width=12),
    Field("c12", "是否脱产", FieldKind.YES_NO, width=9),
    Field("c13", "考试月份", FieldKind.MONTH, width=10, group=EXAM),
    Field("c14", "成绩", FieldKind.DECIMAL, help="百分制", width=8, group=EXAM, least="0", most="100"),
    Field("c15", "结论", FieldKind.FORMULA, width=10, group=EXAM),
)


def read(name: str) -> Blank:
    return read_blank((FOLDER / name).read_bytes(), name)


@pytest.mark.parametrize("name", ["blank-15.xlsx", "blank-15-libreoffice.xlsx"])
def test_a_blank_with_merged_heads_becomes_typed_columns(name: str) -> None:
    blank = read(name)

    assert blank.fields == OFFICERS
    assert refused_fields(blank.fields) == []
    assert (blank.worksheet, blank.title) == ("培训考核情况", TITLE)
    assert (blank.head_first, blank.head_last, blank.first_row, blank.last_row, blank.total_row, blank.height, blank.width) == (3, 4, 5, 14, 15, 17, 15)
    assert blank.counter == 0
    assert {column.key: column.formula for column in blank.columns if column.formula} == {"c10": "=H5+I5", "c15": '=IF(N5="","",IF(N5>=60,"合格","不合格"))'}
    assert [label.row for label in blank.labels] == [2, 2, 16]
    assert blank.foot == ("合计", "填报人:审核人:联系电话", "填表说明:1.证件号码以执法证件为准;2.考核不合格的,另附情况说明。")
    assert blank.guide.splitlines()[-1] == "一、本表由各执法单位填报，学时保留一位小数。"
    assert blank.remarks == ("按工作表“培训考核情况”识别，其余工作表随表下发，不收回：填表说明。",)


def test_heads_over_three_rows_with_column_numbers_below() -> None:
    blank = read("blank-40.xlsx")

    assert (blank.head_first, blank.head_last, blank.first_row, blank.last_row, blank.total_row) == (3, 6, 7, 9, 10)
    assert [field.full_heading for field in blank.fields][:4] == ["月份", "执法领域", "立案/立案一类/本月数", "立案/立案一类/上月数"]
    assert [str(field.kind) for field in blank.fields][:9] == ["month", "text", "integer", "integer", "decimal", "money", "integer", "text", "integer"]
    assert (len(blank.fields), blank.fields[-1].kind, refused_fields(blank.fields)) == (39, FieldKind.FORMULA, [])


def test_a_blank_comes_back_from_json_as_it_was() -> None:
    blank = read("blank-15.xlsx")

    assert Blank.from_json(json.loads(json.dumps(blank.as_json()))) == blank


# --- odd but honest ------------------------------------------------------------------------------------------------
def drawn(draw: Callable[[Any, Any], None]) -> Blank:
    book = Workbook()
    draw(book, book.active)
    return read_blank(saved(book), "表.xlsx")


def test_one_head_row_without_title_and_without_prepared_rows() -> None:
    blank = drawn(lambda book, page: page.append(["姓名", "联系电话", "罚款金额（万元）", "占比", "备注"]))

    assert [(field.heading, str(field.kind)) for field in blank.fields] == [
        ("姓名", "text"), ("联系电话", "phone"), ("罚款金额（万元）", "decimal"), ("占比", "decimal"), ("备注", "text"),
    ]  # fmt: skip
    assert (blank.head_first, blank.first_row, blank.last_row, blank.title) == (1, 2, 2, "")


def test_the_unit_of_the_merged_head_holds_for_the_columns_below_it() -> None:
    def draw(book: Any, page: Any) -> None:
        page.append(["单位", "罚没款（万元）", None, None, None, "支出（元）", None])
        page.append([None, "罚款", "没收", "上缴金额（元）", "件数", "装备", "较上期增减数"])
        page.merge_cells("A1:A2")
        page.merge_cells("B1:E1")
        page.merge_cells("F1:G1")

    assert [(field.heading, str(field.kind), field.least) for field in drawn(draw).fields] == [
        ("单位", "text", ""), ("罚款", "decimal", ""), ("没收", "decimal", ""), ("上缴金额（元）", "money", ""), ("件数", "integer", "0"),
        ("装备", "money", ""), ("较上期增减数", "integer", ""),
    ]  # fmt: skip


def test_a_drop_down_behind_a_defined_name_and_one_that_is_computed() -> None:
    def draw(book: Any, page: Any) -> None:
        page.append(["序号", "种类", "部门"])
        book.create_sheet("字典").append(["处罚", "许可"])
        for letters, source in (("B", "字典!$A$1:$B$1"), ("C", "=INDIRECT(B2)")):
            rule = DataValidation(type="list", formula1=source)
            rule.add(f"{letters}2:{letters}50")
            page.add_data_validation(rule)

    blank = drawn(draw)

    assert [(str(field.kind), field.choices) for field in blank.fields] == [("choice", ("处罚", "许可")), ("text", ())]
    assert blank.remarks[0] == "“部门”的下拉选项由公式算出，未能读取，按文字处理。"


def test_drop_downs_written_the_newer_way_are_read() -> None:
    data = edited(officers_blank(), lambda page: page.data_validations.dataValidation.clear())
    rule = (
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
        '<x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation type="list" allowBlank="1">'
        "<x14:formula1><xm:f>选项!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>G5:G14</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"
    )

    blank = read_blank(with_sheet(data, lambda xml: xml.replace("</worksheet>", rule)), "表.xlsx")

    assert next(field for field in blank.fields if field.key == "c7").choices == ("市场监管", "交通运输", "生态环境")


def test_words_the_bureau_wrote_into_the_rows_come_as_a_start_and_an_example_stays_outside() -> None:
    def draw(book: Any, page: Any) -> None:
        for line in (["项目", "件数"], ["例：行政处罚", 3], ["行政处罚", None], ["行政许可", None], ["合计", "=SUM(B3:B4)"]):
            page.append(line)

    blank = drawn(draw)

    assert blank.starting_rows == ({"c1": "行政处罚"}, {"c1": "行政许可"})
    assert blank.remarks == ("表样里已写的内容（2 行）会发给每个单位，在此基础上填写；不需要的，请清空后重新上传。",)
    assert (blank.head_last, blank.first_row, blank.last_row, blank.total_row, blank.examples) == (2, 3, 4, 5, ("例:行政处罚",))


def test_equal_heads_are_told_apart() -> None:
    blank = drawn(lambda book, page: page.append(["姓名", "备注", "备注"]))

    assert [field.heading for field in blank.fields] == ["姓名", "备注", "备注（2）"]
    assert blank.remarks == ("“备注（2）”：表头里有同名的栏目，已加上序号，可改名。",)


# --- what cannot be a blank ----------------------------------------------------------------------------------------
def with_part(data: bytes, name: str, content: bytes) -> bytes:
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a") as package:
        package.writestr(name, content)
    return target.getvalue()


def wide() -> bytes:
    book = Workbook()
    book.active.append([f"栏目{number}" for number in range(61)])
    return saved(book)


def letter() -> bytes:
    book = Workbook()
    book.active["A1"] = "关于报送情况的通知"
    book.active["A3"] = "各单位：请按时报送。"
    return saved(book)


def register() -> bytes:
    book = Workbook()
    for number in range(302):
        book.active.append([f"人{number}", "县局"] if number else ["姓名", "单位"])
    return saved(book)


def only_formulas() -> bytes:
    book = Workbook()
    book.active.append(["甲数", "乙数"])
    book.active.append(["=1+1", "=2+2"])
    return saved(book)


def long() -> bytes:
    book = Workbook()
    book.active.append(["甲数", "乙数"])
    book.active.cell(3500, 1, "x")
    return saved(book)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("name", "make", "code", "sentence"),
    [
        ("加密.xlsx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted", "文件已加密，请去掉密码后再上传。"),
        ("网页.xls", lambda: b"<html><table><tr><td>a</td></tr></table></html>", "web_page", "这是网页文件，不是 Excel（扩展名 xls，内容为 HTML），请用 WPS 另存为 xlsx。"),
        ("带宏.xlsm", lambda: with_part(officers_blank(), "xl/vbaProject.bin", b"x"), "macros", "工作簿带有宏，请另存为不带宏的 xlsx 后再上传。"),
        ("名单.csv", lambda: "姓名,电话\n".encode(), "not_a_workbook", "表样应为 Excel 表格（xlsx）。"),
        ("通知.xlsx", letter, "no_head", "没有找到表头：表样里要有一行栏目名称（至少两栏），栏目下面留空白行。"),
        ("宽表.xlsx", wide, "too_wide", "表样有 61 栏，最多 60 栏，请分成几张表。"),
        ("全公式.xlsx", only_formulas, "nothing_asked", "表样里没有要填的栏目（全是公式），请检查表头。"),
        ("名册.xlsx", register, "filled", "表样里已有 301 行内容，看起来是填好的表，请清空后重新上传。"),
        ("长表.xlsx", long, "too_long", "工作表“Sheet”超过 3000 行，表样请只留标题、表头、几行空白行和表尾。"),
        ("半截.xlsx", lambda: officers_blank()[:4000], "broken", "这不是完整的 Excel 表格（可能没有传完，或保存时中断），请重新另存后再上传。"),
        ("坏样式.xlsx", lambda: with_sheet(officers_blank(), lambda xml: xml[:200], "xl/styles.xml"), "broken", "这张表读不出来，请用 WPS 打开后另存为 xlsx 再上传。"),
        ("过大.xlsx", lambda: b"PK" + b"0" * 21 * 1024 * 1024, "too_large", "表样超过 20 MB，请只保留要发的那张表。"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_blank_is_refused_in_one_sentence(name: str, make: Callable[[], bytes], code: str, sentence: str) -> None:
    with pytest.raises(UnreadableBlank) as refused:
        read_blank(make(), name)

    assert (refused.value.code, str(refused.value)) == (code, sentence)


def heavy() -> bytes:
    """Two seconds of reading for openpyxl in a few kilobytes."""
    row = "".join("<c><v>1</v></c>" for _ in range(180))
    return with_sheet(officers_blank(), lambda xml: xml[: xml.index("<sheetData>") + 11] + f"<row>{row}</row>" * 2900 + xml[xml.index("</sheetData>") :])


def test_a_reader_that_is_stopped_by_its_limits_refuses_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("submissions.tables.layout.SECONDS", 1)

    with pytest.raises(UnreadableBlank, match=r"^表样读取时中断（内容异常或过于复杂），请复制到新的 xlsx 里再上传。$"):
        read_blank(heavy(), "表.xlsx")
