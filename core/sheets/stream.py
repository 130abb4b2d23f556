"""导出: an xlsx file as a stream of bytes with flat memory; rows arrive as row XML, from Python or from PostgreSQL itself.

Text is always text: inline strings in the text format, with quotePrefix where the first character could start a formula.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.utils import timezone

RISKY = "=+-@＝＋－＠\t\r"
HEADER, TEXT, QUOTED, DAY, MOMENT, MONEY, NUMBER, BAD = 1, 2, 3, 4, 5, 6, 7, 8
BLOCK = 64 * 1024
EPOCH = date(1899, 12, 30)
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
ODD = re.compile("[<>&\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]|_x")  # what needs more than to be put in
ESCAPED_FORM = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True)
class Heading:
    """列头: its text and its width in characters."""

    text: str
    width: int = 14


# --- cells ---------------------------------------------------------------------------------------------------------
def clean(text: str) -> str:
    """Without characters that XML cannot carry; line ends as one line feed."""
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def text_cell(value: str, style: int = 0) -> str:
    if ODD.search(value):
        plain = clean(value)
        if not plain:
            return "<c/>"
        shown = escape(ESCAPED_FORM.sub("_x005F_", plain))
    else:
        shown = value
    chosen = style or (QUOTED if value[0] in RISKY else TEXT)
    return f'<c t="inlineStr" s="{chosen}"><is><t xml:space="preserve">{shown}</t></is></c>'


def serial(value: date | datetime) -> float | int:
    """Excel's number of a day; an instant in local time."""
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        seconds = local.hour * 3600 + local.minute * 60 + local.second
        return (local.date() - EPOCH).days + seconds / 86400
    return (value - EPOCH).days


def _truth_cell(value: bool) -> str:
    return text_cell("是" if value else "否")


def _whole_cell(value: int) -> str:
    return f'<c s="{NUMBER}"><v>{value}</v></c>' if abs(value) < 10**15 else text_cell(str(value))


def _fraction_cell(value: Any) -> str:
    return f'<c s="{MONEY}"><v>{value}</v></c>' if abs(value) < 10**15 else text_cell(str(value))


def _moment_cell(value: datetime) -> str:
    return f'<c s="{MOMENT}"><v>{serial(value)}</v></c>'


def _day_cell(value: date) -> str:
    return f'<c s="{DAY}"><v>{(value - EPOCH).days}</v></c>' if value.year >= 1900 else text_cell(value.isoformat())


CELLS: dict[type, Callable[[Any], str]] = {
    str: text_cell,
    bool: _truth_cell,
    int: _whole_cell,
    float: _fraction_cell,
    Decimal: _fraction_cell,
    datetime: _moment_cell,
    date: _day_cell,
    time: lambda value: text_cell(f"{value:%H:%M}"),
}


def cell(value: Any) -> str:
    """One value as a cell; numbers stay numbers, days stay days, 是/否 for truth, everything else is text."""
    if value is None or value == "":
        return "<c/>"
    made = CELLS.get(type(value))
    return made(value) if made is not None else text_cell(str(value))


def python_rows(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Row XML of rows of Python values."""
    for row in rows:
        yield f"<row>{''.join(map(cell, row))}</row>".encode()


# --- parts of the package ------------------------------------------------------------------------------------------
FORMATS = (  # number format, font, fill and more of each style: default, HEADER, TEXT, QUOTED, DAY, MOMENT, MONEY, NUMBER, BAD
    (0, 0, 0, ""),
    (0, 1, 2, ' applyFont="1" applyFill="1"'),
    (49, 0, 0, ""),
    (49, 0, 0, ' quotePrefix="1"'),
    (164, 0, 0, ""),
    (165, 0, 0, ""),
    (4, 0, 0, ""),
    (0, 0, 0, ""),
    (49, 0, 3, ' applyFill="1"'),
)


def _styles() -> str:
    xfs = "".join(
        f'<xf numFmtId="{number}" fontId="{font}" fillId="{fill}" borderId="0" xfId="0" applyNumberFormat="1"{more}/>' for number, font, fill, more in FORMATS
    )
    return (
        f'{XML}<styleSheet {MAIN}><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="等线"/></font><font><b/><sz val="11"/><name val="等线"/></font></fonts>'
        '<fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
        '<fill><patternFill patternType="solid"><fgColor rgb="FFEFEAE0"/></patternFill></fill><fill><patternFill patternType="solid"><fgColor rgb="FFF6DCDA"/></patternFill></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(FORMATS)}">{xfs}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _package(names: Sequence[str]) -> list[tuple[str, str]]:
    """Content types, relationships, workbook and styles for worksheets of these names."""
    sheets = range(1, len(names) + 1)
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for n in sheets
    )
    links = "".join(f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in sheets)
    listed = "".join(f'<sheet name={quoteattr(sheet_name(name))} sheetId="{n}" r:id="rId{n}"/>' for n, name in zip(sheets, names, strict=True))
    return [
        ("[Content_Types].xml", f'{XML}<Types xmlns="{PACKAGE}/content-types">{_part_types()}{kinds}</Types>'),
        ("_rels/.rels", _relations(f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>')),
        ("xl/_rels/workbook.xml.rels", _relations(f'{links}<Relationship Id="rId{len(names) + 1}" Type="{OFFICE}/styles" Target="styles.xml"/>')),
        ("xl/workbook.xml", f'{XML}<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>'),
        ("xl/styles.xml", _styles()),
    ]


def _relations(links: str) -> str:
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'


def _part_types() -> str:
    """Content types of what every workbook has."""
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    plain = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    parts = (("workbook", "sheet.main"), ("styles", "styles"))
    return plain + "".join(f'<Override PartName="/xl/{part}.xml" ContentType="{main}.{kind}+xml"/>' for part, kind in parts)


def sheet_name(name: str) -> str:
    """A worksheet's name: at most 31 characters, none of those Excel refuses."""
    return re.sub(r"[\[\]:*?/\\']", " ", clean(name)).strip()[:31] or "数据"


def column_letters(place: int) -> str:
    """0 → A, 27 → AB."""
    letters, rest = "", place + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


def _open_sheet(headings: Sequence[Heading]) -> str:
    widths = "".join(f'<col min="{n}" max="{n}" width="{heading.width + 1}" customWidth="1"/>' for n, heading in enumerate(headings, 1))
    head = "".join(text_cell(heading.text, HEADER) for heading in headings)
    pane = '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    return f"{XML}<worksheet {MAIN}>{pane}<cols>{widths}</cols><sheetData><row>{head}</row>"


class _Sink(io.RawIOBase):
    """Collects what zipfile writes until the stream hands it on; it cannot be sought, so sizes follow the data."""

    def __init__(self) -> None:
        self.blocks: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.blocks.append(bytes(data))
        return len(data)

    def drain(self) -> bytes:
        data, self.blocks = b"".join(self.blocks), []
        return data


def xlsx_stream(title: str, headings: Sequence[Heading], rows: Iterator[bytes], facts: Callable[[int], Sequence[tuple[str, str]]]) -> Iterator[bytes]:
    """The file in blocks: sheet one the rows, sheet two 说明 with `facts(row count)`. Nothing is sent before the first row is there."""
    first = next(rows, b"")
    return _xlsx_blocks(title, headings, first, rows, facts)


def _xlsx_blocks(
    title: str, headings: Sequence[Heading], first: bytes, rows: Iterator[bytes], facts: Callable[[int], Sequence[tuple[str, str]]]
) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in _package([title, "说明"]):
            package.writestr(name, content)
        count = 0
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(_open_sheet(headings).encode())
            for number, block in _gathered(first, rows):
                part.write(block)
                count += number
                yield sink.drain()
            reach = f"A1:{column_letters(len(headings) - 1)}{count + 1}"
            part.write(f'</sheetData><autoFilter ref="{reach}"/></worksheet>'.encode())
        lines = "".join(f"<row>{text_cell(name, HEADER)}{text_cell(value, TEXT)}</row>" for name, value in facts(count))
        widths = '<cols><col min="1" max="1" width="14" customWidth="1"/><col min="2" max="2" width="70" customWidth="1"/></cols>'
        package.writestr("xl/worksheets/sheet2.xml", f"{XML}<worksheet {MAIN}>{widths}<sheetData>{lines}</sheetData></worksheet>")
    yield sink.drain()


def _gathered(first: bytes, rows: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """Rows in blocks worth deflating, each with its number of rows."""
    waiting, size = ([first], len(first)) if first else ([], 0)
    for row in rows:
        waiting.append(row)
        size += len(row)
        if size > BLOCK:
            yield len(waiting), b"".join(waiting)
            waiting, size = [], 0
    yield len(waiting), b"".join(waiting)


# --- csv -----------------------------------------------------------------------------------------------------------
RISKY_CSV = re.compile(f"'*[{re.escape(RISKY)}]")


def csv_text(value: Any) -> str:
    """One value for csv: text that could start a formula gets an apostrophe, which the import takes away again."""
    if value is None:
        return ""
    if isinstance(value, str):
        plain = clean(value)
        return f"'{plain}" if RISKY_CSV.match(plain) else plain
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value) if timezone.is_aware(value) else value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def csv_stream(headings: Sequence[Heading], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """UTF-8 with a mark at the beginning, as table programs expect it; values quoted where they must be."""
    yield b"\xef\xbb\xbf" + _csv_line([heading.text for heading in headings])
    waiting: list[bytes] = []
    for row in rows:
        waiting.append(_csv_line(row))
        if len(waiting) == 500:
            yield b"".join(waiting)
            waiting = []
    yield b"".join(waiting)


def _csv_line(row: Sequence[Any]) -> bytes:
    cells = [csv_text(value) for value in row]
    quoted = ['"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\n') else text for text in cells]
    return (",".join(quoted) + "\r\n").encode()
