"""Realistic workbooks: the bureau's blanks with merged heads, drop-downs and formulas, and what careless units make of them.

`python -m tests.submissions.tables.books` writes them to tests/data/submissions.
"""

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image as Picture

FOLDER = Path(__file__).resolve().parents[2] / "data" / "submissions"
THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
FIRST, LAST = 5, 14
DOMAINS = ["市场监管", "交通运输", "生态环境", "应急管理", "城市管理", "农业农村", "文化旅游", "卫生健康", "自然资源", "劳动保障"]
TITLE = "2026年上半年行政执法人员培训考核情况统计表"
OFFICERS = (  # group, heading, number format, width
    ("", "序号", "General", 6),
    ("", "姓名*", "@", 10),
    ("", "性别", "General", 6),
    ("执法证件", "证件号码", "@", 18),
    ("执法证件", "发证日期", "yyyy-mm-dd", 12),
    ("执法证件", "有效期至", 'yyyy"年"m"月"d"日"', 16),
    ("", "执法领域", "General", 12),
    ("培训学时", "公共法律", "0.0", 9),
    ("培训学时", "业务知识", "0.0", 9),
    ("培训学时", "合计", "0.0", 9),
    ("", "培训费用\n（元）", "#,##0.00", 12),
    ("", "是否脱产", "General", 9),
    ("考核", "考试月份", "yyyy-mm", 10),
    ("考核", "成绩", "0.0", 8),
    ("考核", "结论", "General", 10),
)


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def officers_blank(prepared: int = LAST - FIRST + 1) -> bytes:
    """15 columns: title and unit line merged, heads over two rows, a hidden sheet of options, formulas, 合计 and 填报人 below."""
    book = Workbook()
    page = book.active
    page.title = "培训考核情况"
    last = FIRST + prepared - 1
    _lines(page)
    _heads(page)
    for row in range(FIRST, last + 1):
        _prepared(page, row)
    _foot(page, last)
    _rules(book, page, last)
    notes = book.create_sheet("填表说明")
    notes["A1"], notes["A2"] = "填表说明", "一、本表由各执法单位填报，学时保留一位小数。"
    page.print_area = f"A1:O{last + 3}"
    page.print_title_rows = "3:4"
    page.freeze_panes = "C5"
    return saved(book)


def _lines(page: Any) -> None:
    page.merge_cells("A1:O1")
    page["A1"], page["A1"].font, page["A1"].alignment = TITLE, Font(bold=True, size=16), CENTRE
    page.row_dimensions[1].height = 30
    page.merge_cells("A2:K2")
    page["A2"] = "填报单位：　　　　　　　　　填报日期：　　年　月　日"
    page.merge_cells("L2:O2")
    page["L2"] = "单位：人、元"


def _heads(page: Any) -> None:
    groups: dict[str, list[int]] = {}
    for place, (group, heading, _, width) in enumerate(OFFICERS, 1):
        page.column_dimensions[get_column_letter(place)].width = width
        if group:
            groups.setdefault(group, []).append(place)
            page.cell(4, place, heading)
        else:
            page.cell(3, place, heading)
            page.merge_cells(start_row=3, end_row=4, start_column=place, end_column=place)
        for row in (3, 4):
            cell = page.cell(row, place)
            cell.border, cell.alignment, cell.font, cell.fill = BOX, CENTRE, Font(bold=True), PatternFill("solid", fgColor="FFEFEAE0")
    for group, places in groups.items():
        page.cell(3, places[0], group)
        page.merge_cells(start_row=3, end_row=3, start_column=places[0], end_column=places[-1])
    page["D4"].comment = Comment("证件上的号码，文本格式", "司法局")


def _prepared(page: Any, row: int) -> None:
    for place, (_, _, number_format, _) in enumerate(OFFICERS, 1):
        cell = page.cell(row, place)
        cell.border, cell.number_format = BOX, number_format
    page.cell(row, 10, f"=H{row}+I{row}")
    page.cell(row, 15, f'=IF(N{row}="","",IF(N{row}>=60,"合格","不合格"))')
    page.row_dimensions[row].height = 18


def _foot(page: Any, last: int) -> None:
    total = last + 1
    page.cell(total, 1, "合　计")
    page.merge_cells(start_row=total, end_row=total, start_column=1, end_column=7)
    for place in (8, 9, 10, 11):
        letters = get_column_letter(place)
        page.cell(total, place, f"=SUM({letters}{FIRST}:{letters}{last})")
        page.cell(total, place).number_format = OFFICERS[place - 1][2]
    page.cell(total, 14, f"=IFERROR(AVERAGE(N{FIRST}:N{last}),0)")
    for place in range(1, 16):
        page.cell(total, place).border = BOX
    page.cell(total + 1, 1, "填报人：　　　　　　审核人：　　　　　　联系电话：")
    page.merge_cells(start_row=total + 1, end_row=total + 1, start_column=1, end_column=15)
    page.cell(total + 2, 1, "填表说明：1.证件号码以执法证件为准；2.考核不合格的，另附情况说明。")
    page.merge_cells(start_row=total + 2, end_row=total + 2, start_column=1, end_column=15)


def _rules(book: Workbook, page: Any, last: int) -> None:
    options = book.create_sheet("选项")
    for number, word in enumerate(DOMAINS, 1):
        options.cell(number, 1, word)
    options.sheet_state = "hidden"
    for letters, source in (("C", '"男,女"'), ("G", f"选项!$A$1:$A${len(DOMAINS)}"), ("L", '"是,否"')):
        rule = DataValidation(type="list", formula1=source, allow_blank=True)
        rule.add(f"{letters}{FIRST}:{letters}{last}")
        page.add_data_validation(rule)
    mark = DataValidation(type="decimal", operator="between", formula1="0", formula2="100", allow_blank=True, prompt="百分制", promptTitle="成绩")
    mark.add(f"N{FIRST}:N{last}")
    page.add_data_validation(mark)


WIDE_GROUPS = (("立案", 6), ("处罚决定", 12), ("行政许可", 6), ("行政检查", 6), ("复议诉讼", 6))
WIDE_UNDER = ("本月数", "上月数", "同比增长率", "罚款金额（元）", "涉及人数", "备注")


def monthly_blank() -> bytes:
    """40 columns: heads over three rows, the row of column numbers, a share of the total in every row."""
    book = Workbook()
    page = book.active
    page.title = "执法情况月报"
    page.merge_cells("A1:AN1")
    page["A1"] = "行政执法情况月报表"
    page["A2"] = "报送单位："
    page["AM2"] = "单位：件、元"
    fixed = ("序号", "月份", "执法领域")
    for place, heading in enumerate(fixed, 1):
        page.cell(3, place, heading)
        page.merge_cells(start_row=3, end_row=5, start_column=place, end_column=place)
    place = len(fixed) + 1
    for group, count in WIDE_GROUPS:
        page.cell(3, place, group)
        page.merge_cells(start_row=3, end_row=3, start_column=place, end_column=place + count - 1)
        for half in range(0, count, 3):
            page.cell(4, place + half, f"{group}{'一二三四'[half // 3]}类")
            page.merge_cells(start_row=4, end_row=4, start_column=place + half, end_column=place + half + 2)
            for under in range(3):
                page.cell(5, place + half + under, WIDE_UNDER[(half + under) % len(WIDE_UNDER)])
        place += count
    page.cell(3, 40, "占比")
    page.merge_cells("AN3:AN5")
    for number in range(1, 41):
        page.cell(6, number, number)
    for row in range(7, 10):
        _monthly_row(page, row)
    page["A10"] = "合计"
    for number in range(4, 40):
        letters = get_column_letter(number)
        if page.cell(5, number).value != "备注":
            page.cell(10, number, f"=SUM({letters}7:{letters}9)")
    page["A11"] = "单位负责人：　　　　填表人：　　　　"
    return saved(book)


def _monthly_row(page: Any, row: int) -> None:
    for number in range(1, 41):
        cell = page.cell(row, number)
        cell.border = BOX
        heading = page.cell(5, number).value or ""
        cell.number_format = "#,##0.00" if "元" in heading else "0.00%" if "率" in heading else "@" if heading == "备注" else "General"
    page.cell(row, 2).number_format = "yyyy-mm"
    page.cell(row, 40, f"=IF(D$10=0,0,D{row}/D$10)")
    page.cell(row, 40).number_format = "0.00%"


def with_sheet(data: bytes, change: Callable[[str], str], part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """The package with one part changed as text."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name).decode()) if name == part else old.read(name))
    return target.getvalue()


# --- careless answers ----------------------------------------------------------------------------------------------
GOOD: tuple[tuple[Any, ...], ...] = (
    ("张三", "男", "33010020240001", "2024-03-05", "2029-03-04", "市场监管", 30, 32.5, "1200.00", "是", "2026-05", 88),
    ("李四", "女", "33010020240002", "2024-03-05", "2029-03-04", "应急管理", 30, 30, "800.00", "否", "2026-05", 59.5),
)


def edited(blank: bytes, change: Callable[[Any], None]) -> bytes:
    """The blank as somebody saved it again after `change(worksheet)`."""
    book = load_workbook(io.BytesIO(blank))
    change(book.worksheets[0])
    return saved(book)


def put(page: Any, row: int, values: Sequence[Any], places: Sequence[int] = (2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14)) -> None:
    for place, value in zip(places, values, strict=True):
        page.cell(row, place, value)


def renamed_columns() -> bytes:
    """改了列名: heads reworded, one column put in between, two columns moved to the end."""

    def change(page: Any) -> None:
        for address, words in (("B3", "执法人员姓名"), ("D4", "执法证号码"), ("G3", "所属执法领域"), ("K3", "费用(元)"), ("N4", "考试成绩")):
            page[address] = words
        page["L3"] = "脱岗情况"
        page["P3"] = "本单位备注"
        for number, row in enumerate(GOOD):
            put(page, FIRST + number, row)
            page.cell(FIRST + number, 16, "内部")

    return edited(officers_blank(), change)


def extra_rows_and_picture() -> bytes:
    """多行多图: a line above everything, the head repeated, a total between, rows below the total, a pasted picture, a hidden row."""

    def change(page: Any) -> None:
        put(page, 5, GOOD[0])
        page["A5"] = 1
        page["A6"] = "小计"
        page["H6"] = 30
        for place in range(1, 16):
            page.cell(7, place, page.cell(4, place).value or page.cell(3, place).value)
        put(page, 8, GOOD[1])
        page["A18"], page["B18"] = 3, "王五"
        put(page, 18, ("王五", "男", "33010020240003", "2024-03-05", "2029-03-04", "城市管理", 10, 20, "0", "否", "2026-06", 70))
        page.row_dimensions[8].hidden = True
        picture = io.BytesIO()
        Picture.new("RGB", (60, 40), "white").save(picture, "PNG")
        page.add_image(Image(picture), "Q3")

    return edited(officers_blank(), change)


def text_dates_and_bad_options() -> bytes:
    """文字日期: dates and figures as text, full-width digits, options that do not exist, merged cells, a required cell left empty."""

    def change(page: Any) -> None:
        put(
            page, 5, ("张　三", "男", "３３０１００２０２４０００１", "2024年3月5日", "2029.3.4", "市场监管", "３０", "32.5", "1,200", "√", "2026年5月", "８８")
        )
        put(page, 6, ("李四", "女性", "33010020240002", "2024/3/5", "2029-02-30", "市场监督管理", 30, "三十", "八百元", "否", "5月", 159.5))
        put(page, 7, ("", "男", "33010020240003", "20240305", "2029-03-04", "农业农村", 30, 30, 800, "否", "2026-05", 70))
        put(page, 8, ("赵六", "女", "33010020240004", "2024-03-05", "2029-03-04", "农业农村", 30, 30, 800, "否", "2026-05", 70))
        page["G7"] = "农业农村"
        page.merge_cells("G7:G8")

    return edited(officers_blank(), change)


BOOKS: dict[str, Callable[[], bytes]] = {
    "blank-15.xlsx": officers_blank,
    "blank-40.xlsx": monthly_blank,
    "answer-renamed.xlsx": renamed_columns,
    "answer-extra-rows-picture.xlsx": extra_rows_and_picture,
    "answer-text-dates.xlsx": text_dates_and_bad_options,
}


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, make in BOOKS.items():
        (FOLDER / name).write_bytes(make())


if __name__ == "__main__":
    main()
