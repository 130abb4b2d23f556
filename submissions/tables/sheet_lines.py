"""工作表行: the XML of the blank's worksheet, cut into rows and cells, and its lines and rules after the data rows grew or shrank."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from openpyxl.formula.translate import Translator

from core.sheets.stream import column_letters
from submissions.tables.formulas import Move, moved
from submissions.tables.package import attributes, text_of

DATA = re.compile(r"<sheetData\b[^<>]*?(?:/>|>(.*?)</sheetData>)", re.DOTALL)
ROW = re.compile(r"<row\b([^<>]*?)(?:/>|>(.*?)</row>)", re.DOTALL)
CELL = re.compile(r"<c\b([^<>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
FORMULA = re.compile(r"<f\b([^<>]*?)(?:/>|>([^<]*)</f>)")
DIMENSION = re.compile(r"<dimension\b[^<>]*?(?:/>|></dimension>)")
SPANS = re.compile(r'\sspans\s*=\s*"[^"]*"')
MERGES = re.compile(r"<mergeCells\b[^<>]*>(.*?)</mergeCells>", re.DOTALL)
AREAS = re.compile(r'((?:<xm:sqref>|\ssqref="|<hyperlink\b[^<>]*?\sref="|<autoFilter\b[^<>]*?\sref="))([^"<]*)')
FORMULAS = re.compile(r"(<(?:formula1|formula2|formula|xm:f|f)(?:\s[^<>]*)?>)([^<]+)(</)")
AREA = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")
BREAKS = re.compile(r"<rowBreaks\b.*?</rowBreaks>", re.DOTALL)


@dataclass
class Line:
    """One row of the worksheet: its attributes and its cells by place."""

    number: int
    attributes: dict[str, str]
    cells: dict[int, Cell]


@dataclass(frozen=True)
class Cell:
    """One cell: its attributes without the address, its inside, and its formula as text ("" for none)."""

    style: int
    kind: str
    inside: str
    formula: str = ""

    def xml(self, address: str) -> str:
        head = f'<c r="{address}"{f" s={chr(34)}{self.style}{chr(34)}" if self.style else ""}'
        if self.formula:
            return f"{head}>{self.inside}</c>"
        kind = f' t="{self.kind}"' if self.kind else ""
        return f"{head}{kind}>{self.inside}</c>" if self.inside else f"{head}/>"


class SheetXml:
    """A worksheet in three pieces: what stands before the rows, the rows, what stands behind them."""

    def __init__(self, xml: str) -> None:
        found = DATA.search(xml)
        if found is None:
            raise ValueError("a worksheet without sheetData")
        self.before, self.after = DIMENSION.sub("", xml[: found.start()]), BREAKS.sub("", xml[found.end() :])
        self.lines: dict[int, Line] = {}
        masters: dict[str, tuple[str, str]] = {}
        for row in ROW.finditer(found[1] or ""):
            told = attributes(row[1])
            number = int(told.get("r", max(self.lines, default=0) + 1))
            self.lines[number] = Line(number, told, _cells(row[2] or "", number, masters))

    def merges(self) -> list[tuple[int, int, int, int]]:
        """Merged areas: top row from 1, left place from 0, bottom, right."""
        section = MERGES.search(self.after)
        return [bounds(told) for told in re.findall(r'\sref="([^"]*)"', section[1] if section else "")]

    def column_style(self, place: int) -> int:
        """The style a column gives to cells that do not exist."""
        for tag in re.findall(r"<col\b[^<>]*>", self.before):
            told = attributes(tag)
            if int(told.get("min", 1)) <= place + 1 <= int(told.get("max", 0)):
                return int(told.get("style", 0))
        return 0


def bounds(area: str) -> tuple[int, int, int, int]:
    found = AREA.fullmatch(area)
    if found is None:
        return (0, 0, 0, 0)
    return int(found[2]), place_of(found[1]), int(found[4] or found[2]), place_of(found[3] or found[1])


def place_of(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def area_of(top: int, left: int, bottom: int, right: int) -> str:
    first, last = f"{column_letters(left)}{top}", f"{column_letters(right)}{bottom}"
    return first if first == last else f"{first}:{last}"


def _cells(inside: str, number: int, masters: dict[str, tuple[str, str]]) -> dict[int, Cell]:
    made: dict[int, Cell] = {}
    place = -1
    for found in CELL.finditer(inside):
        told = attributes(found[1])
        place = place_of(re.sub(r"\d", "", told["r"])) if "r" in told else place + 1
        formula = _formula(found[2] or "", f"{column_letters(place)}{number}", masters)
        content = f"<f>{escape(formula)}</f>" if formula else found[2] or ""
        made[place] = Cell(int(told.get("s", 0)), told.get("t", ""), content, formula)
    return made


def _formula(inside: str, address: str, masters: dict[str, tuple[str, str]]) -> str:
    """The cell's formula; one that is shared is written out."""
    found = FORMULA.search(inside)
    if found is None:
        return ""
    told, text = attributes(found[1]), text_of(found[2] or "")
    if told.get("t") != "shared":
        return text
    if text:
        masters[told.get("si", "")] = (text, address)
        return text
    master, origin = masters.get(told.get("si", ""), ("", ""))
    return str(Translator(f"={master}", origin=origin).translate_formula(address)).removeprefix("=") if master else ""


# --- lines that stay, and lines that move --------------------------------------------------------------------------
def line_xml(line: Line, number: int, move: Move, *, extra: str = "", most: int = 16384) -> str:
    """A row outside the data at its new place, its formulas over the new rows; `extra` is put behind its last cell."""
    told = {**line.attributes, "r": str(number)}
    told.pop("spans", None)
    head = " ".join(f'{name}="{escape(value)}"' for name, value in told.items())
    cells = [_moved(cell, move).xml(f"{column_letters(place)}{number}") for place, cell in sorted(line.cells.items()) if place < most]
    return f"<row {head}>{''.join(cells)}{extra}</row>"


def _moved(cell: Cell, move: Move) -> Cell:
    if not cell.formula:
        return cell
    formula = moved(cell.formula, move)
    return Cell(cell.style, "", f"<f>{escape(formula)}</f>", formula)


# --- what stands behind the rows -----------------------------------------------------------------------------------
def moved_after(after: str, move: Move) -> str:
    """Drop-downs, limits, conditional formats, filters and links over the new rows; merged cells are written anew."""

    def areas(found: re.Match[str]) -> str:
        return found[1] + " ".join(moved_area(area, move) for area in found[2].split())

    def formulas(found: re.Match[str]) -> str:
        return f"{found[1]}{escape(moved(text_of(found[2]), move))}{found[3]}"

    return FORMULAS.sub(formulas, AREAS.sub(areas, MERGES.sub("", after)))


def moved_area(area: str, move: Move) -> str:
    if AREA.fullmatch(area) is None:
        return area
    top, left, bottom, right = bounds(area)
    new_top, new_bottom = move.span(top, bottom)
    return area_of(new_top, left, new_bottom, right)


def with_merges(after: str, merges: list[tuple[int, int, int, int]], per_row: Callable[[], str]) -> str:
    """mergeCells where the order of a worksheet wants them: before everything but what must stand above."""
    listed = "".join(f'<mergeCell ref="{area_of(*area)}"/>' for area in merges) + per_row()
    if not listed:
        return after
    section = f"<mergeCells>{listed}</mergeCells>"
    earlier = list(
        re.finditer(
            r"<(sheetCalcPr|sheetProtection|protectedRanges|scenarios|autoFilter|sortState|dataConsolidate|customSheetViews)\b[^<>]*?(?:/>|>.*?</\1>)",
            after,
            re.DOTALL,
        )
    )
    at = earlier[-1].end() if earlier else 0
    return after[:at] + section + after[at:]


def with_column(before: str, place: int, width: int) -> str:
    """`cols` with one more column of its own width."""
    number = place + 1
    ours = f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
    section = re.search(r"<cols>(.*?)</cols>", before, re.DOTALL)
    if section is None:
        return f"{before}<cols>{ours}</cols>"
    kept: list[tuple[int, str]] = [(number, ours)]
    for tag in re.findall(r"<col\b[^<>]*>", section[1]):
        kept += _without(tag, number)
    return before[: section.start(1)] + "".join(tag for _, tag in sorted(kept)) + before[section.end(1) :]


def _without(tag: str, number: int) -> list[tuple[int, str]]:
    """A column entry, split where it covers the column `number`."""
    told = attributes(tag)
    first, last = int(told.get("min", 1)), int(told.get("max", 1))
    parts = [(first, min(last, number - 1)), (max(first, number + 1), last)]
    said = " ".join(f'{name}="{escape(value)}"' for name, value in told.items() if name not in {"min", "max"})
    return [(low, f'<col min="{low}" max="{high}" {said}/>') for low, high in parts if low <= high]
