"""铺表: a blank with other rows in it. Its title, heads, widths, styles, drop-downs, pictures and foot stay; the data rows are written anew as a stream.

Whatever number of rows goes in, memory stays flat: the blank's own XML is small, the rows pass through.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.sax.saxutils import escape

from core.errors import DomainError
from submissions.tables.fields import Field
from submissions.tables.formulas import Move, moved
from submissions.tables.layout import Blank
from submissions.tables.package import Package, text_of, with_names
from submissions.tables.row_writer import RowWriter, text_maker
from submissions.tables.rows import Row
from submissions.tables.sheet_lines import (
    Cell,
    Line,
    SheetXml,
    area_of,
    bounds,
    line_xml,
    moved_after,
    moved_area,
    with_column,
    with_merges,
)
from submissions.tables.style_twins import StyleTwins
from submissions.tables.title_values import filled_label

UNIT_WIDTH = 22
PROTECTION = re.compile(r"<sheetProtection\b[^<>]*?(?:/>|></sheetProtection>)")
ELSEWHERE = re.compile(r"(<(?:\w+:)?f(?:\s[^<>]*)?>)([^<]+)(</(?:\w+:)?f>)(<v>[^<]*</v>)?")
LIST_OBJECT = re.compile(r'(<(?:table|autoFilter)\b[^<>]*?\sref=")([^"]+)')
Merge = tuple[int, int, int, int]
Told = Callable[[int], None]


@dataclass(frozen=True)
class Extra:
    """What is put into the blank besides rows: the words of a 单位 column ("" for none) and values behind the labels of title and foot."""

    unit_heading: str = ""
    title_values: Mapping[str, str] = field(default_factory=dict)


class Spread:
    """One blank about to be filled with `count` rows."""

    def __init__(self, data: bytes, blank: Blank, fields: Sequence[Field], count: int, extra: Extra, *, may_shrink: bool) -> None:
        self.package, self.blank, self.extra, self.count = Package(data), blank, extra, count
        part = self.package.worksheets.get(blank.worksheet)
        if part is None or part not in self.package.names:
            raise DomainError(f"表样里找不到工作表“{blank.worksheet}”，请重新上传表样。")
        self.part = part
        self.sheet = SheetXml(self.package.text(part))
        least = blank.first_row if may_shrink else blank.last_row
        self.move = Move(blank.first_row, blank.last_row, max(least, blank.first_row + count - 1))
        self.twins = StyleTwins(self.package.text(self.package.styles_part))
        self.unit_place = blank.width if extra.unit_heading else -1
        unit_style = self._style(blank.first_row, blank.width - 1, plain=True) if extra.unit_heading else None
        self.writer = RowWriter(self.sheet, blank, {one.key: one for one in fields}, self.move, self.twins, unit_style)
        self.written = 0

    def _style(self, row: int, place: int, *, plain: bool = False) -> int:
        """The style of a cell; `plain` the same with text for its format."""
        line = self.sheet.lines.get(row)
        cell = line.cells.get(place) if line is not None else None
        style = cell.style if cell is not None else 0
        return self.twins.twin(style, number_format="@") if plain else style

    @property
    def other_lines(self) -> int:
        """Rows of the worksheet that hold no answer: head, foot, and the prepared row that stays when there is none."""
        blank = self.blank
        around = [number for number in self._head_lines() if number < blank.first_row] + [number for number in self.sheet.lines if number > blank.last_row]
        return len(around) + self.move.new_last - blank.first_row + 1 - self.written

    # --- the worksheet -------------------------------------------------------------------------------------------
    def xml(self, rows: Iterable[tuple[str, Row]], told: Told | None = None) -> Iterator[bytes]:
        """The worksheet in blocks: head, rows, prepared rows left over, foot, rules."""
        blank, move = self.blank, self.move
        before = with_column(self.sheet.before, self.unit_place, UNIT_WIDTH) if self.unit_place >= 0 else self.sheet.before
        yield f"{before}<sheetData>".encode()
        yield "".join(self._line(line) for number, line in sorted(self._head_lines().items()) if number < blank.first_row).encode()
        yield from self.writer.blocks(self._counted(rows), told)
        first_empty = blank.first_row + self.written
        yield "".join(self.writer.row(number, 0, {}) for number in range(first_empty, move.new_last + 1)).encode()
        yield "".join(self._line(line) for number, line in sorted(self.sheet.lines.items()) if number > blank.last_row).encode()
        yield f"</sheetData>{self._after()}".encode()

    def _counted(self, rows: Iterable[tuple[str, Row]]) -> Iterator[tuple[str, Row]]:
        for row in rows:
            self.written += 1
            yield row

    def _head_lines(self) -> dict[int, Line]:
        """The rows above the data; those of the head exist even where the blank wrote nothing into them."""
        if self.unit_place < 0:
            return self.sheet.lines
        missing = {number: Line(number, {}, {}) for number in range(self.blank.head_first, self.blank.head_last + 1) if number not in self.sheet.lines}
        return {**self.sheet.lines, **missing}

    def _line(self, line: Line) -> str:
        cells = dict(line.cells)
        for label in self.blank.labels:
            if label.row == line.number and label.place in cells:
                text = filled_label(label.text, self.extra.title_values)
                if text != label.text:
                    cells[label.place] = _inline(cells[label.place].style, text)
        extra, most = "", self.unit_place if self.unit_place >= 0 else 16384
        if self.unit_place >= 0:
            extra = self._unit_cell(line)
        return line_xml(Line(line.number, line.attributes, cells), self.move.row(line.number), self.move, extra=extra, most=most)

    def _unit_cell(self, line: Line) -> str:
        """单位: its heading in the head's own style, an empty framed cell beside the total."""
        blank, style = self.blank, self._style(line.number, self.blank.width - 1)
        address = area_of(self.move.row(line.number), self.unit_place, self.move.row(line.number), self.unit_place)
        if line.number == blank.head_first:
            return _inline(style, self.extra.unit_heading).xml(address)
        if blank.head_first < line.number <= blank.head_last or line.number == blank.total_row:
            return Cell(style, "", "").xml(address)
        return ""

    # --- merged cells and rules ----------------------------------------------------------------------------------
    def _after(self) -> str:
        """A merged workbook is the bureau's own to work on, so it loses the lock that kept units to their cells."""
        merges, repeated = self._merges()
        after = PROTECTION.sub("", self.sheet.after) if self.unit_place >= 0 else self.sheet.after
        return with_merges(moved_after(after, self.move), merges, lambda: self._per_row(repeated))

    def _merges(self) -> tuple[list[Merge], list[tuple[int, int]]]:
        """Merged areas of head and foot at their new places, and the pairs of columns merged in every data row."""
        kept: list[Merge] = []
        repeated: list[tuple[int, int]] = []
        is_same = self.move.by == 0 and self.unit_place < 0
        for top, left, bottom, right in self.sheet.merges():
            if bottom < self.blank.first_row or top > self.blank.last_row:
                kept.append((self.move.row(top), left, self.move.row(bottom), self._widened(left, right)))
            elif is_same:
                kept.append((top, left, bottom, right))
            elif top == bottom == self.blank.first_row:
                repeated.append((left, right))
        if self.unit_place >= 0 and self.blank.head_last > self.blank.head_first:
            kept.append((self.blank.head_first, self.unit_place, self.blank.head_last, self.unit_place))
        return kept, repeated

    def _widened(self, left: int, right: int) -> int:
        """A line merged across the whole table covers the 单位 column too."""
        first = min(column.place for column in self.blank.columns)
        is_whole = left <= max(first, self.blank.counter) and right == self.blank.width - 1
        return self.unit_place if self.unit_place >= 0 and is_whole and left < right else right

    def _per_row(self, repeated: Sequence[tuple[int, int]]) -> str:
        rows = range(self.blank.first_row, self.move.new_last + 1) if repeated else ()
        return "".join(f'<mergeCell ref="{area_of(row, left, row, right)}"/>' for row in rows for left, right in repeated)

    # --- the package ---------------------------------------------------------------------------------------------
    def write(self, target: BinaryIO, rows: Iterable[tuple[str, Row]], told: Told | None = None) -> int:
        """The whole workbook; the number of rows written."""

        def stream(part: BinaryIO) -> None:
            for block in self.xml(rows, told):
                part.write(block)

        replaced = {"xl/workbook.xml": with_names(self.package.book, self._name), **self._elsewhere()}
        self.package.write(target, replaced, {self.part: stream}, {self.package.styles_part: self.twins.xml})
        return self.written

    def _name(self, name: str, area: str) -> str:
        made = moved(area, self.move, self.blank.worksheet)
        if name != "_xlnm.Print_Area" or self.unit_place < 0:
            return made
        sheet, _, place = made.rpartition("!")
        top, left, bottom, right = bounds(place)
        if right != self.blank.width - 1:
            return made
        fixed = re.sub(r"([A-Z]+)([0-9]+)", r"$\1$\2", area_of(top, left, bottom, self.unit_place))
        return f"{sheet}!{fixed}"

    def _elsewhere(self) -> dict[str, str]:
        """Formulas of other worksheets and charts that look at this one, and tables of this one, over the new rows."""
        found = {}
        for name in self.package.names:
            if name == self.part or not re.match(r"xl/(?:worksheets|charts)/[^/]+\.xml$", name):
                continue
            text = self.package.text(name)
            changed = ELSEWHERE.sub(self._formula, text)
            if changed != text:
                found[name] = changed
        for name in self.package.linked(self.part, "table"):
            found[name] = LIST_OBJECT.sub(lambda one: one[1] + moved_area(one[2], self.move), self.package.text(name))
        return found

    def _formula(self, found: re.Match[str]) -> str:
        """Its last result goes too where it looked at this worksheet: whoever opens the file computes it."""
        formula = text_of(found[2])
        if f"{self.blank.worksheet}!" not in formula and f"{self.blank.worksheet}'!" not in formula:
            return found[0]
        return f"{found[1]}{escape(moved(formula, self.move, self.blank.worksheet))}{found[3]}"


def _inline(style: int, text: str) -> Cell:
    made = text_maker(style, StyleTwins(""))(text)
    return Cell(style, "inlineStr", made[made.index("<is>") : made.rindex("</c>")])
