"""错误表: the user's own workbook back, bad cells tinted and a 原因 column at the end; nothing else of it changes.

The worksheet is rewritten as a stream of rows, so that the size of the file does not matter.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO
from xml.sax.saxutils import escape

from defusedxml import ElementTree  # type: ignore[import-untyped]

from core.sheets.elements import Element, elements
from core.sheets.header import REASON, normal
from core.sheets.stream import clean, column_letters

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d+)["']""")
PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Z]+)\d*["']""")
STYLE = re.compile(rb"""\ss\s*=\s*["'](\d+)["']""")
SPANS = re.compile(rb"""\sspans\s*=\s*["'][^"']*["']""")
DIMENSION = re.compile(rb"<(?:\w+:)?dimension\b[^>]*/>")
BLOCK = 256 * 1024
TINT = "FFF6DCDA"


@dataclass(frozen=True)
class Mark:
    """What is said of one row: places of its bad cells (0-based) and the reasons in words; only what `is_bad` is tinted."""

    places: tuple[int, ...]
    reason: str
    is_bad: bool = True


@dataclass
class Marks:
    """All marks of a file by row number, the rows of its header and the place of the new column."""

    rows: Mapping[int, Mark]
    header: int
    reason_place: int
    heading: str = REASON
    styles: dict[int, int] = field(default_factory=dict)  # style of a cell → its tinted twin, as they are met
    first_style: int = 0

    def twin(self, style: int) -> int:
        return self.styles.setdefault(style, self.first_style + len(self.styles))


def mark_workbook(source: Path, worksheet: str, marks: Marks, target: BinaryIO) -> None:
    """Write the marked copy of `source` to `target`."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as new:
        part, styles_part = _part_of(old, worksheet), _styles_part(old)
        styles = old.read(styles_part)
        marks.first_style = _count_of(styles, b"cellXfs")
        for entry in old.infolist():
            if entry.filename == part:
                with old.open(entry) as reader, new.open(entry.filename, "w", force_zip64=True) as writer:
                    for block in _marked(reader, marks):
                        writer.write(block)
            elif entry.filename not in {styles_part, "xl/calcChain.xml"} and not entry.is_dir():
                content = old.read(entry)
                new.writestr(entry.filename, _without_chain(content) if entry.filename.endswith(("[Content_Types].xml", "workbook.xml.rels")) else content)
        new.writestr(styles_part, _with_twins(styles, marks.styles))


def _part_of(package: zipfile.ZipFile, worksheet: str) -> str:
    """Path of the worksheet of that name inside the package."""
    book = ElementTree.fromstring(package.read("xl/workbook.xml"))
    wanted = next(sheet.get(RELATION) for sheet in book.iter() if sheet.tag.endswith("}sheet") and sheet.get("name") == worksheet)
    links = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    return _path(next(link.get("Target", "") for link in links if link.get("Id") == wanted))


def _styles_part(package: zipfile.ZipFile) -> str:
    links = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    return _path(next(link.get("Target", "") for link in links if link.get("Type", "").endswith("/styles")))


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _without_chain(content: bytes) -> bytes:
    """The calculation order is rebuilt by whoever opens the file."""
    return re.sub(rb"<(?:Override|Relationship)\b[^>]*calcChain[^>]*/>", b"", content)


# --- the worksheet -------------------------------------------------------------------------------------------------
def _marked(reader: IO[bytes], marks: Marks) -> Iterator[bytes]:
    """The worksheet's XML with marked rows; the rest passes unread."""
    waiting, last, started = b"", 0, False
    while block := reader.read(BLOCK):
        waiting += block
        if not started:
            if b"sheetData" not in waiting:
                continue
            waiting, started = DIMENSION.sub(b"", waiting), True
        done = 0
        for found in elements(waiting, b"row"):
            yield waiting[done : found.start]
            last = _row_number(found.attributes, last)
            yield _row(found, last, marks)
            done = found.end
        waiting = waiting[done:]
    yield waiting


def _row_number(attributes: bytes, last: int) -> int:
    named = NUMBER.search(attributes)
    return int(named[1]) if named else last + 1


def _row(found: Element, number: int, marks: Marks) -> bytes:
    mark = marks.rows.get(number)
    heading = number == marks.header
    if mark is None and not heading and column_letters(marks.reason_place).encode() not in (found.inside or b""):
        return found.whole
    prefix, cells = found.prefix, _cells(found.inside or b"")
    cells.pop(marks.reason_place, None)
    for place in mark.places if mark is not None else ():
        cells[place] = _tinted(cells.get(place, b""), prefix, number, place, marks)
    if mark is not None or heading:
        cells[marks.reason_place] = _reason(prefix, number, Mark((), marks.heading) if mark is None else mark, marks)
    inside = b"".join(cells[place] for place in sorted(cells))
    return b"<%srow%s>%s</%srow>" % (prefix, SPANS.sub(b"", found.attributes), inside, prefix)


def _cells(inside: bytes) -> dict[int, bytes]:
    """Cells of a row by place; those without an address follow the one before."""
    made: dict[int, bytes] = {}
    place = -1
    for found in elements(inside, b"c"):
        named = PLACE.search(found.attributes)
        place = _place(named[1]) if named else place + 1
        made[place] = found.whole
    return made


def _place(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1


def _tinted(cell: bytes, prefix: bytes, number: int, place: int, marks: Marks) -> bytes:
    found = next(elements(cell, b"c"), None)
    address = f"{column_letters(place)}{number}".encode()
    if found is None:
        return b'<%sc r="%s" s="%d"/>' % (prefix, address, marks.twin(0))
    style = STYLE.search(found.attributes)
    twin = marks.twin(int(style[1]) if style else 0)
    kept = STYLE.sub(b"", found.attributes)
    head = kept if PLACE.search(kept) else b' r="%s"%s' % (address, kept)
    opening = b'<%sc%s s="%d"' % (prefix, head, twin)
    return opening + (b"/>" if found.inside is None else b">%s</%sc>" % (found.inside, prefix))


def _reason(prefix: bytes, number: int, mark: Mark, marks: Marks) -> bytes:
    address = f"{column_letters(marks.reason_place)}{number}".encode()
    text = escape(clean(mark.reason)).encode()
    return b'<%sc r="%s" t="inlineStr" s="%d"><%sis><%st xml:space="preserve">%s</%st></%sis></%sc>' % (
        prefix,
        address,
        marks.twin(0) if mark.is_bad else 0,
        prefix,
        prefix,
        text,
        prefix,
        prefix,
        prefix,
    )


# --- the styles ----------------------------------------------------------------------------------------------------
def _section(styles: bytes, name: bytes) -> bytes:
    """What stands inside the first element `name` of the styles; nothing where it is not closed."""
    opening = re.search(rb"<((?:\w+:)?)%s(?=[\s>])[^<>]*>" % name, styles)
    if opening is None:
        return b""
    stop = styles.find(b"</%s%s>" % (opening[1], name), opening.end())
    return styles[opening.end() : stop] if stop >= 0 else b""


def _count_of(styles: bytes, name: bytes) -> int:
    return len(re.findall(rb"<(?:\w+:)?%s\b" % (b"xf" if name == b"cellXfs" else b"fill"), _section(styles, name)))


def _with_twins(styles: bytes, twins: Mapping[int, int]) -> bytes:
    """One more fill, and for each style met a twin that has it."""
    if not twins:
        return styles
    fill = _count_of(styles, b"fills")
    tint = b'<%%sfill><%%spatternFill patternType="solid"><%%sfgColor rgb="%s"/></%%spatternFill></%%sfill>' % TINT.encode()
    named = re.search(rb"<((?:\w+:)?)cellXfs\b", styles)
    prefix = named[1] if named else b""
    old = [element.whole for element in elements(_section(styles, b"cellXfs"), b"xf")]
    added = b"".join(_twin(old[style] if style < len(old) else b"<%sxf/>" % prefix, fill) for style in twins)
    styles = re.sub(rb"(</(?:\w+:)?cellXfs>)", lambda end: added + end[1], styles, count=1)
    styles = re.sub(rb"(</(?:\w+:)?fills>)", lambda end: tint % ((prefix,) * 5) + end[1], styles, count=1)
    return re.sub(rb"(<(?:\w+:)?(?:cellXfs|fills)\b[^>]*?)\scount\s*=\s*[\"']\d+[\"']", rb"\1", styles)


def _twin(style: bytes, fill: int) -> bytes:
    bare = re.sub(rb"""\s(?:fillId|applyFill)\s*=\s*["'][^"']*["']""", b"", style, count=2)
    return re.sub(rb"^(<(?:\w+:)?xf\b)", rb'\1 fillId="%d" applyFill="1"' % fill, bare)


# --- where -----------------------------------------------------------------------------------------------------------
def reason_place(headings: Mapping[int, str], width: int, heading: str = REASON) -> int:
    """Place of the 原因 column: the one of an earlier answer, else behind the last."""
    earlier = [place for place, text in headings.items() if normal(text) == normal(heading)]
    return earlier[-1] if earlier else width


def joined(reasons: Sequence[tuple[str, str]]) -> str:
    """Reasons of a row in one cell: 身份证号：第 18 位与前 17 位不符，请核对。"""
    return "\n".join(f"{column}：{sentence}" if column and not sentence.startswith(column) else sentence for column, sentence in reasons)
