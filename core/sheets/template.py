"""模板: an empty workbook of a kind with drop-downs, text columns kept as text, and a guide on the second sheet."""

from __future__ import annotations

import io
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from core.sheets import parse
from core.sheets.sheet import Sheet
from core.sheets.stream import column_letters, sheet_name

LAST_ROW = 20_000
LONGEST_LIST = 255  # Excel's limit for the words of a list written into the rule itself
PLAIN_PARSERS = {parse.number_text, parse.document_number, parse.identity, parse.credit_code, parse.phone, parse.mobile, parse.text, parse.name}
DROP_DOWN = {"validate": "list", "error_type": "warning", "error_title": "不在选项内", "error_message": "请从下拉框里选一项。"}
ONE_OF_SEVERAL = {"validate": "list", "show_error": False, "input_title": "可以填多项", "input_message": "从下拉框选一项，或者写多项，用顿号隔开。"}
GUIDE_HEADS = ("列名", "是否必填", "填写要求", "可选内容", "也认的列名")


def template_of(sheet: Sheet) -> bytes:
    """The workbook; its guide sheet is never read as data."""
    target = io.BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bg_color": "#EFEAE0", "border": 1, "text_wrap": True, "valign": "vcenter"})
        text = book.add_format({"num_format": "@"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        data = book.add_worksheet(sheet_name(sheet.title))
        data.freeze_panes(1, 0)
        lists = _Lists(book)
        for place, column in enumerate(sheet.columns):
            kept = text if column.parse in PLAIN_PARSERS or column.secret else day if column.parse is parse.day else None
            data.set_column(place, place, column.width, kept)
            data.write_string(0, place, f"{column.name}*" if column.required else column.name, head)
            if column.options:
                rule = ONE_OF_SEVERAL if isinstance(column.parse, parse.several) else DROP_DOWN
                data.data_validation(1, place, LAST_ROW, place, {"source": lists.source(column.options), **rule})
        _guide(book.add_worksheet("填写说明"), sheet, head, book.add_format({"text_wrap": True, "valign": "top"}))
        lists.hide()
    return target.getvalue()


class _Lists:
    """Drop-downs too long for a rule stand on a hidden sheet."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.sheet: Worksheet | None = None
        self.used = 0

    def source(self, words: tuple[str, ...]) -> Any:
        if len(",".join(words)) <= LONGEST_LIST and not any("," in word for word in words):
            return list(words)
        if self.sheet is None:
            self.sheet = self.book.add_worksheet("选项")
        letters = column_letters(self.used)
        self.sheet.write_column(0, self.used, words)
        self.used += 1
        return f"=选项!${letters}$1:${letters}${len(words)}"

    def hide(self) -> None:
        if self.sheet is not None:
            self.sheet.hide()


def _guide(page: Worksheet, sheet: Sheet, head: Any, wrapped: Any) -> None:
    for place, (width, words) in enumerate(zip((18, 10, 40, 40, 30), GUIDE_HEADS, strict=True)):
        page.set_column(place, place, width)
        page.write_string(0, place, words, head)
    for number, column in enumerate(sheet.columns, 1):
        facts = (column.name, "必填" if column.required else "选填", column.help, "、".join(column.options[:40]), "、".join(column.aliases))
        for place, words in enumerate(facts):
            page.write_string(number, place, words, wrapped)
    lines = [sheet.note] if sheet.note else []
    keys = "、".join(sheet.by_key[key].name for key in sheet.key if key in sheet.by_key)
    lines.append(f"列的先后不限，列名可以不一样（见“也认的列名”）；多出来的列不导入。再次导入时，{keys}相同的行按更新处理。")
    for number, line in enumerate(lines, len(sheet.columns) + 2):
        page.write_string(number, 0, line)
    for number, example in enumerate(sheet.examples, len(sheet.columns) + len(lines) + 3):
        page.write_string(number, 0, "示例：" + "　".join(f"{name} {value}" for name, value in example.items()))
