"""填好的表: the bureau's blank with rows in it for a unit to go on with, and a workbook for a request made of typed columns."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter import Workbook

from core.sheets.stream import column_letters, sheet_name
from core.sheets.template import DROP_DOWN, GUIDE_HEADS
from submissions.tables.fields import Field, FieldKind, asked
from submissions.tables.layout import Blank, BlankColumn
from submissions.tables.rows import Row
from submissions.tables.spread import Extra, Spread

PREPARED = 30
LONGEST_LIST = 255
A4, UPRIGHT = 9, 84  # code of the paper; characters that fit its width upright
FORMATS = {
    FieldKind.TEXT: "@",
    FieldKind.PHONE: "@",
    FieldKind.CHOICE: "@",
    FieldKind.YES_NO: "@",
    FieldKind.DAY: "yyyy-mm-dd",
    FieldKind.MONTH: "yyyy-mm",
    FieldKind.MONEY: "#,##0.00",
}
ASKED_OF = {
    FieldKind.INTEGER: "整数",
    FieldKind.DECIMAL: "数字",
    FieldKind.MONEY: "数字，单位元，不带“元”",
    FieldKind.DAY: "日期，如 2026-03-05",
    FieldKind.MONTH: "月份，如 2026-03",
    FieldKind.YES_NO: "填“是”或“否”",
    FieldKind.PHONE: "手机号，或带区号的座机号",
}


def filled_blank(
    blank_bytes: bytes, blank: Blank, rows: Sequence[Row], *, fields: Sequence[Field] = (), title_values: Mapping[str, str] | None = None
) -> bytes:
    """The blank with `rows` in its own layout; drop-downs, formulas and the foot reach over them, prepared rows left over stay empty.

    `fields` are the columns as the bureau settled them, where they differ from those that were read. Without rows those the bureau wrote stay.
    """
    target = io.BytesIO()
    rows = rows or blank.starting_rows
    spread = Spread(blank_bytes, blank, fields or blank.fields, len(rows), Extra(title_values=title_values or {}), may_shrink=False)
    spread.write(target, (("", row) for row in rows))
    return target.getvalue()


# --- typed columns -------------------------------------------------------------------------------------------------
def plain_template(title: str, fields: Sequence[Field], rows: Sequence[Row] = ()) -> bytes:
    """A workbook for typed columns: title, heads with their groups, drop-downs, text columns kept as text, a guide sheet; `rows` filled in."""
    data, blank = plain_blank(title, fields)
    return filled_blank(data, blank, rows) if rows else data


def plain_blank(title: str, fields: Sequence[Field]) -> tuple[bytes, Blank]:
    """The same workbook without rows, and its layout, as if the bureau had drawn it."""
    wanted = asked(fields)
    depth = max((len(_path(field)) for field in wanted), default=1)
    first = depth + 2
    target = io.BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet_name(title))
        _head(book, page, title, wanted, depth)
        _body(book, page, wanted, first)
        _print_set_up(page, wanted, depth)
        _guide(book, wanted)
        _lists(book, page, wanted, first)
    columns = tuple(BlankColumn(place, field, "", FORMATS.get(field.kind, "General")) for place, field in enumerate(wanted))
    layout = Blank(
        worksheet=sheet_name(title), title=title, head_first=2, head_last=depth + 1, first_row=first, last_row=first + PREPARED - 1,
        total_row=0, height=first + PREPARED - 1, width=len(wanted), columns=columns,
    )  # fmt: skip
    return target.getvalue(), layout


def _path(field: Field) -> list[str]:
    return [*filter(None, field.group.split("/")), field.heading]


def _head(book: Workbook, page: Any, title: str, fields: Sequence[Field], depth: int) -> None:
    big = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
    head = book.add_format({"bold": True, "bg_color": "#EFEAE0", "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"})
    if len(fields) > 1:
        page.merge_range(0, 0, 0, len(fields) - 1, title, big)
    else:
        page.write_string(0, 0, title, big)
    page.set_row(0, 30)
    paths = [_path(field) for field in fields]
    for place, (field, path) in enumerate(zip(fields, paths, strict=True)):
        _write(page, len(path), place, depth, place, f"{field.heading}*" if field.required else field.heading, head)
        for level, words in enumerate(path[:-1]):
            if place and paths[place - 1][: level + 1] == path[: level + 1] and len(paths[place - 1]) > level + 1:
                continue
            last = place
            while last + 1 < len(paths) and len(paths[last + 1]) > level + 1 and paths[last + 1][: level + 1] == path[: level + 1]:
                last += 1
            _write(page, level + 1, place, level + 1, last, words, head)
    page.freeze_panes(depth + 1, 0)


def _write(page: Any, top: int, left: int, bottom: int, right: int, words: str, style: Any) -> None:
    if (top, left) == (bottom, right):
        page.write_string(top, left, words, style)
    else:
        page.merge_range(top, left, bottom, right, words, style)


def _body(book: Workbook, page: Any, fields: Sequence[Field], first: int) -> None:
    for place, field in enumerate(fields):
        style = book.add_format({"num_format": FORMATS.get(field.kind, "General"), "border": 1})
        page.set_column(place, place, field.width)
        for row in range(first - 1, first - 1 + PREPARED):
            page.write_blank(row, place, None, style)


def _print_set_up(page: Any, fields: Sequence[Field], depth: int) -> None:
    """A4 across where the columns are wider than a sheet upright, all of them on one sheet, the heads on every sheet."""
    page.set_paper(A4)
    if sum(field.width for field in fields) > UPRIGHT:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(1, depth)
    page.set_footer("&C第 &P 页，共 &N 页")


def _guide(book: Workbook, fields: Sequence[Field]) -> None:
    page = book.add_worksheet("填写说明")
    head = book.add_format({"bold": True, "bg_color": "#EFEAE0", "border": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    page.set_paper(A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    for place, (width, words) in enumerate(zip((24, 10, 44, 44), GUIDE_HEADS[:4], strict=True)):
        page.set_column(place, place, width)
        page.write_string(0, place, words, head)
    for number, field in enumerate(fields, 1):
        needs = "；".join(filter(None, (ASKED_OF.get(field.kind, ""), field.help, _limits(field))))
        for place, words in enumerate((field.full_heading, "必填" if field.required else "选填", needs, "、".join(field.choices[:40]))):
            page.write_string(number, place, words, wrapped)


def _limits(field: Field) -> str:
    """不小于 0，不大于 100; of a text its length."""
    unit = " 个字" if field.kind == FieldKind.TEXT else ""
    least = f"{'至少' if unit else '不小于'} {field.least}{unit}" if field.least else ""
    most = f"{'最多' if unit else '不大于'} {field.most}{unit}" if field.most else ""
    return "，".join(filter(None, (least, most)))


def _lists(book: Workbook, page: Any, fields: Sequence[Field], first: int) -> None:
    """Drop-downs; those too long for a rule stand on a hidden sheet."""
    hidden, used = None, 0
    for place, field in enumerate(fields):
        words = ("是", "否") if field.kind == FieldKind.YES_NO else field.choices
        if not words:
            continue
        source: Any = list(words)
        if len(",".join(words)) > LONGEST_LIST or any("," in word for word in words):
            hidden = hidden or book.add_worksheet("选项")
            hidden.write_column(0, used, words)
            letters = column_letters(used)
            source, used = f"=选项!${letters}$1:${letters}${len(words)}", used + 1
        page.data_validation(first - 1, place, first - 2 + PREPARED, place, {"source": source, **DROP_DOWN})
    if hidden is not None:
        hidden.hide()
