"""逐行解析: rows of cells become `Row`s with values, errors and what was tidied."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from core.sheets.cells import CellError, Problem, Tidied, masked, shown
from core.sheets.header import Header
from core.sheets.reading import Worksheet
from core.sheets.sheet import Column, Row, Sheet

NOTE = re.compile(r"^(?:注|备注|说明|填表说明|填报说明|填表人|填报人|制表|审核人?|单位负责人|联系人|报送单位|填报单位|数据来源)\s*[:：0-9一二三、.]")
TOTAL = re.compile(r"^(?:合\s*计|总\s*计|小\s*计|共\s*计)[:：]?$")
NOTE_SIGNS = frozenset("注备说填制审单联报数合总小共")
Told = Callable[[int], None]


@dataclass
class Parsed:
    """Rows of one worksheet, and the rows below or between that are no data."""

    rows: list[Row] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)


def parse_rows(sheet: Sheet, worksheet: Worksheet, header: Header, numbered: Iterable[tuple[int, list[Any]]], told: Told | None = None) -> Parsed:
    """Every data row below the header, each cell through the parser of its column; nothing stops at the first error."""
    parsed = Parsed()
    takers = [_taker(column, header.places.get(column.key)) for column in sheet.columns]
    fill = _Fill(sheet, worksheet, header)
    carry = _Carry(sheet, header) if worksheet.is_csv else None
    places = sorted(header.places.values())
    for number, cells in numbered:
        if number <= header.last:
            continue
        cells = fill(number, cells) if fill.spans else cells
        why = no_data(cells, places)
        if why is not None:
            if why:
                parsed.skipped.append((number, why))
            continue
        row = _row(sheet, number, cells, takers)
        if fill.spans:
            row.spans = fill.of(number)
        if carry is not None:
            carry(row)
        parsed.rows.append(row)
        if told is not None and len(parsed.rows) % 2000 == 0:
            told(len(parsed.rows))
    return parsed


Taker = tuple[Column, int, Callable[[Any], Any]]


def _taker(column: Column, place: int | None) -> Taker:
    return column, -1 if place is None else place, column.parse


def _row(sheet: Sheet, number: int, cells: list[Any], takers: list[Taker]) -> Row:
    values: list[Any] = []
    errors: list[Problem] = []
    tidied: list[tuple[str, str]] = []
    width = len(cells)
    for column, place, parser in takers:
        raw = cells[place] if 0 <= place < width else None
        if raw is None or (type(raw) is str and not raw.strip()):
            values.append(None)
            if column.required:
                errors.append(Problem(column.name, "empty", f"{column.name}未填。", "空", f"请填写{column.name}"))
            continue
        try:
            value = parser(raw)
            if type(value) is Tidied:
                tidied.append((column.name, value.note))
                value = value.value
            if column.max_length and isinstance(value, str) and len(value) > column.max_length:
                raise CellError("too_long", f"最多 {column.max_length} 个字，现有 {len(value)} 个。", "缩短后再导")
            values.append(value)
        except CellError as refused:
            text = shown(raw)
            values.append(None)
            errors.append(Problem(column.name, refused.code, refused.message, masked(text) if column.secret else text[:200], refused.hint))
    row = Row(sheet, number, values)
    row.errors, row.tidied = tuple(errors), tuple(tidied)
    return row


def no_data(cells: list[Any], places: list[int]) -> str | None:
    """None for a data row, "" for one that holds nothing of ours, else why a note or a total is left out."""
    first = next((cell for cell in cells if cell is not None and cell != ""), "")
    if type(first) is str and first.lstrip()[:1] in NOTE_SIGNS:
        text = first.strip()
        if TOTAL.match(text):
            return "合计行，未读"
        if NOTE.match(text) and len({str(cell) for cell in cells if cell not in (None, "")}) <= 2:
            return "说明文字，未读"
    width = len(cells)
    return None if any(place < width and cells[place] is not None and cells[place] != "" for place in places) else ""


class _Fill:
    """合并单元格向下填充: cells of `fill_down` columns that a vertical merge covers get its value."""

    def __init__(self, sheet: Sheet, worksheet: Worksheet, header: Header) -> None:
        wanted = {header.places[column.key]: column.key for column in sheet.columns if column.fill_down and column.key in header.places}
        self.spans = [
            (top + 1, bottom + 1, left, wanted[left])
            for top, left, bottom, right in worksheet.merged
            if left in wanted and bottom > top and top + 1 > header.last
        ]
        self.values: dict[tuple[int, int], Any] = {}

    def __call__(self, number: int, cells: list[Any]) -> list[Any]:
        filled = list(cells)
        for top, bottom, place, _ in self.spans:
            if not top <= number <= bottom:
                continue
            filled += [None] * (place + 1 - len(filled))
            if number == top:
                self.values[top, place] = filled[place]
            elif filled[place] in (None, ""):
                filled[place] = self.values.get((top, place))
        return filled

    def of(self, number: int) -> dict[str, tuple[int, int]]:
        return {key: (top, bottom) for top, bottom, _, key in self.spans if top <= number <= bottom}


class _Carry:
    """A csv cannot say that cells were merged: an empty cell of a `fill_down` column takes the value above it, and says so."""

    def __init__(self, sheet: Sheet, header: Header) -> None:
        self.columns = [column for column in sheet.columns if column.fill_down and column.key in header.places]
        self.above: dict[str, list[Row]] = {}

    def __call__(self, row: Row) -> None:
        for column in self.columns:
            run = self.above.get(column.key, [])
            if row[column.key] is not None or not run:
                self.above[column.key] = [row]
                continue
            row[column.key] = run[0][column.key]
            row.tidied += ((column.name, "空白，取上一行的内容"),)
            run.append(row)
            for one in run:
                one.spans = {**one.spans, column.key: (run[0].number, row.number)}
