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
REMEMBERED = 1024
BLOCK = 64 * 1024
Maker = Callable[[str], str]


class Column(dict[str, str]):
    """What one column of the blank makes of a canonical text. A dictionary, because frequent texts are made once and found again at its speed."""

    def __init__(self, make: Maker, empty: str) -> None:
        super().__init__({"": empty})
        self.make = make

    def __missing__(self, text: str) -> str:
        made = self.make(text)
        if len(self) < REMEMBERED:
            self[text] = made
        return made


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
        is_plain = number_format in {"General", ""}
        if is_date_format(number_format) or (is_plain and kind == FieldKind.MONEY):
            style = twins.twin(style, number_format=MONEY_FORMAT if kind == FieldKind.MONEY else "0.######" if kind == FieldKind.DECIMAL else "0")
        return Column(number_maker(style, twins), empty)
    if kind in {FieldKind.DAY, FieldKind.MONTH} and number_format != "@":
        is_month = kind == FieldKind.MONTH
        shown = style if is_date_format(number_format) else twins.twin(style, number_format=MONTH_FORMAT if is_month else DAY_FORMAT)
        return Column(day_maker(shown, twins, "-01" if is_month else ""), empty)
    return Column(text_maker(style, twins), empty)


# --- a whole row ---------------------------------------------------------------------------------------------------
Special = Callable[[int, int], str]  # a cell made from the number of its row and its running number


class RowWriter:
    """Rows of a blank: `row(number, counter, cells, unit)`. The places left to right are runs of answered columns with other cells between them."""

    def __init__(self, sheet: SheetXml, blank: Blank, fields: Mapping[str, Field], move: Move, twins: StyleTwins, unit_style: int | None) -> None:
        prepared = sheet.lines.get(blank.first_row) if blank.prepared else None
        self.line = prepared or Line(blank.first_row, {}, {})
        self.sheet, self.blank, self.twins, self.move = sheet, blank, twins, move
        told = {name: value for name, value in self.line.attributes.items() if name not in {"r", "spans"}}
        self.head = "".join(f' {name}="{escape(value)}"' for name, value in told.items())
        self.unit = Column(text_maker(unit_style, twins), "<c/>") if unit_style is not None else None
        self.runs = self._runs(fields)

    def _runs(self, fields: Mapping[str, Field]) -> list[tuple[list[tuple[str, Column]], Special | None]]:
        columns = {column.place: column for column in self.blank.columns}
        runs: list[tuple[list[tuple[str, Column]], Special | None]] = []
        answered: list[tuple[str, Column]] = []
        for place in range(self.blank.width):
            column = columns.get(place)
            field = fields.get(column.key) if column is not None else None
            if column is not None and field is not None and field.is_asked:
                answered.append((column.key, column_maker(field, column.number_format, self._style(place), self.twins)))
            else:
                runs.append((answered, self._special(place, column)))
                answered = []
        return [*runs, (answered, None)]

    def _style(self, place: int) -> int:
        cell = self.line.cells.get(place)
        return cell.style if cell is not None else self.sheet.column_style(place)

    def _special(self, place: int, column: BlankColumn | None) -> Special:
        """序号, a formula copied from the first row, or an empty cell."""
        style, cell = self._style(place), self.line.cells.get(place)
        formula = column.formula if column is not None else cell.formula if cell is not None else ""
        if formula:
            copy = row_maker(escape(prototype(formula.removeprefix("="), self.move)), self.blank.first_row)
            return lambda number, count: f'<c s="{style}"><f>{copy(number)}</f></c>'
        empty = f'<c s="{style}"/>' if style else "<c/>"
        if place == self.blank.counter:
            is_numbered = cell is not None and bool(cell.inside)
            return lambda number, count: self._counted(style, number - self.blank.first_row + 1) if count or is_numbered else empty
        return lambda number, count: empty

    @staticmethod
    def _counted(style: int, count: int) -> str:
        return f'<c s="{style}"><v>{count}</v></c>'

    def row(self, number: int, count: int, cells: Row, unit: str = "") -> str:
        """`count` is the running number, 0 for a row that stays empty."""
        made: list[str] = []
        get = cells.get
        for answered, special in self.runs:
            made += [column[get(key, "")] for key, column in answered]
            if special is not None:
                made.append(special(number, count))
        if self.unit is not None:
            made.append(self.unit[unit])
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
