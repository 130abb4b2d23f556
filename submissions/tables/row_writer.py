"""写行: canonical rows as row XML in the styles of the blank's first prepared row. One maker per column, made once; rows only join what the makers say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from xml.sax.saxutils import escape

from core.sheets.stream import ESCAPED_FORM, ODD, RISKY, clean, serial
from submissions.tables.fields import NUMBERS, Field, FieldKind
from submissions.tables.formulas import Move, prototype, row_maker
from submissions.tables.kind_guess import is_date_format
from submissions.tables.layout import Blank, BlankColumn
from submissions.tables.rows import Row
from submissions.tables.sheet_lines import Line, SheetXml
from submissions.tables.style_twins import StyleTwins

NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,10})?")
PLAIN_FORMATS = frozenset({"General", "", "@"})
DAY_FORMAT, MONTH_FORMAT, MONEY_FORMAT = "yyyy\\-mm\\-dd", "yyyy\\-mm", "#,##0.00"
REMEMBERED = 4096
BLOCK = 64 * 1024
Maker = Callable[[str], str]


class Column:
    """What one column of the blank makes of a canonical text. Frequent texts are remembered."""

    def __init__(self, make: Maker, empty: str) -> None:
        self.make, self.empty = make, empty
        self.known: dict[str, str] = {"": empty}

    def __call__(self, text: str) -> str:
        found = self.known.get(text)
        if found is None:
            found = self.make(text)
            if len(self.known) < REMEMBERED:
                self.known[text] = found
        return found


def text_maker(style: int, twins: StyleTwins) -> Maker:
    """Text is always text; what could start a formula gets quotePrefix too."""

    def make(text: str) -> str:
        shown = escape(ESCAPED_FORM.sub("_x005F_", clean(text))) if ODD.search(text) else text
        chosen = twins.twin(style, quoted=True) if text[0] in RISKY else style
        return f'<c s="{chosen}" t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'

    return make


def number_maker(style: int, twins: StyleTwins) -> Maker:
    as_text = text_maker(style, twins)
    return lambda text: f'<c s="{style}"><v>{text}</v></c>' if NUMBER.fullmatch(text) else as_text(text)


def day_maker(style: int, twins: StyleTwins, suffix: str = "") -> Maker:
    """A real date (of a month its first day) where the text is one."""
    as_text = text_maker(style, twins)

    def make(text: str) -> str:
        try:
            day = date.fromisoformat(text + suffix)
        except ValueError:
            return as_text(text)
        return f'<c s="{style}"><v>{serial(day)}</v></c>' if day.year >= 1900 else as_text(text)

    return make


def column_maker(field: Field, number_format: str, style: int, twins: StyleTwins) -> Column:
    """The maker of a field in the style of the blank; a date in a column without any format gets one."""
    empty = f'<c s="{style}"/>' if style else "<c/>"
    kind = field.kind
    if kind in NUMBERS:
        shown = twins.twin(style, number_format=MONEY_FORMAT) if kind == FieldKind.MONEY and number_format in {"General", ""} else style
        return Column(number_maker(shown, twins), empty)
    if kind in {FieldKind.DAY, FieldKind.MONTH} and number_format != "@":
        is_month = kind == FieldKind.MONTH
        shown = style if is_date_format(number_format) else twins.twin(style, number_format=MONTH_FORMAT if is_month else DAY_FORMAT)
        return Column(day_maker(shown, twins, "-01" if is_month else ""), empty)
    return Column(text_maker(style, twins), empty)


# --- a whole row ---------------------------------------------------------------------------------------------------
class RowWriter:
    """Rows of a blank: `row(number, counter, cells, unit)`."""

    def __init__(self, sheet: SheetXml, blank: Blank, fields: Mapping[str, Field], move: Move, twins: StyleTwins, unit_style: int | None) -> None:
        self.line = sheet.lines.get(blank.first_row) or Line(blank.first_row, {}, {})
        self.sheet, self.blank, self.twins, self.move = sheet, blank, twins, move
        told = {name: value for name, value in self.line.attributes.items() if name not in {"r", "spans"}}
        self.head = "".join(f' {name}="{escape(value)}"' for name, value in told.items())
        columns = {column.place: column for column in blank.columns}
        self.plan = [self._planned(place, columns.get(place), fields) for place in range(blank.width)]
        self.unit = Column(text_maker(unit_style, twins), "<c/>") if unit_style is not None else None

    def style(self, place: int) -> int:
        cell = self.line.cells.get(place)
        return cell.style if cell is not None else self.sheet.column_style(place)

    def _planned(self, place: int, column: BlankColumn | None, fields: Mapping[str, Field]) -> Callable[[int, int, Row], str]:
        """What stands at a place, by row number, running number and the row's cells."""
        style = self.style(place)
        cell = self.line.cells.get(place)
        field = fields.get(column.key) if column is not None else None
        if column is not None and field is not None and field.is_asked:
            key, made = column.key, column_maker(field, column.number_format, style, self.twins)
            return lambda number, count, row: made(row.get(key, ""))
        formula = column.formula if column is not None else cell.formula if cell is not None else ""
        if formula:
            copy = row_maker(escape(prototype(formula.removeprefix("="), self.move)), self.blank.first_row)
            return lambda number, count, row: f'<c s="{style}"><f>{copy(number)}</f></c>'
        if place == self.blank.counter:
            return lambda number, count, row: f'<c s="{style}"><v>{count}</v></c>' if count else f'<c s="{style}"/>'
        empty = f'<c s="{style}"/>' if style else "<c/>"
        return lambda number, count, row: empty

    def row(self, number: int, count: int, cells: Row, unit: str = "") -> str:
        """`count` is the running number, 0 for a row that stays empty."""
        made = [make(number, count, cells) for make in self.plan]
        if self.unit is not None:
            made.append(self.unit(unit))
        return f'<row r="{number}"{self.head}>{"".join(made)}</row>'

    def blocks(self, rows: Iterable[tuple[str, Row]], told: Callable[[int], None] | None = None) -> Iterator[bytes]:
        """Row XML in pieces worth deflating; `told` hears now and then how many rows are written."""
        waiting: list[str] = []
        size, number, first = 0, 0, self.blank.first_row
        for number, (unit, cells) in enumerate(rows, 1):
            made = self.row(first + number - 1, number, cells, unit)
            waiting.append(made)
            size += len(made)
            if size > BLOCK:
                yield "".join(waiting).encode()
                waiting, size = [], 0
                if told is not None:
                    told(number)
        yield "".join(waiting).encode()
