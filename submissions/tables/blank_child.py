"""读表样子进程: `python -m submissions.tables.blank_child` looks at one workbook under limits and tells what stands where.

It judges nothing: rows are counted from 1, places of columns from 0; `submissions.tables.recognise` makes a blank of it. No Django here.
"""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from html import unescape
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.cell import column_index_from_string, range_boundaries

from core.files.children import serve
from core.sheets.guard import Refused, check_package, form_of

MOST_ROWS, MOST_PLACES, FORMAT_ROWS, MOST_WORDS, LONGEST, MOST_BYTES = 3_000, 200, 60, 2_000, 4_000, 100 * 1024 * 1024
AREA = re.compile(r"(?:'((?:[^']|'')+)'|([^'!:,()\"]+))!\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")
LOCAL = re.compile(r"\$?([A-Z]{1,3})\$?(\d+)(?::\$?([A-Z]{1,3})\$?(\d+))?")
WIDE_RULE = re.compile(r"<x14:dataValidation\b([^>]*)>(.*?)</x14:dataValidation>", re.DOTALL)
UNREADABLE = "这张表读不出来，请用 WPS 打开后另存为 xlsx 再上传。"


def look(question: dict[str, Any]) -> dict[str, Any]:
    """All worksheets, or the sentence that refuses the file."""
    path = Path(question["path"])
    try:
        if form_of(path, question["name"]) != "xlsx":
            raise Refused("not_a_workbook", "表样应为 Excel 表格（xlsx）。")
        check_package(path)
        _check_size(path)
        return {"sheets": _sheets(path)}
    except Refused as refused:
        return {"refused": refused.code, "sentence": refused.sentence.replace("后再导", "后再上传")}
    except MemoryError:
        return {"refused": "too_large", "sentence": "文件过大，读取时内存不够，请只保留要发的那张表。"}
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, OSError, SyntaxError, BadZipFile, zlib.error):
        return {"refused": "broken", "sentence": UNREADABLE}


def _check_size(path: Path) -> None:
    """The parts of a blank are held in memory when it is filled."""
    with zipfile.ZipFile(path) as package:
        if sum(entry.file_size for entry in package.infolist()) > MOST_BYTES:
            raise Refused("bomb", "表样解压后过大，请删去多余的工作表和图片后再上传。")


def _sheets(path: Path) -> list[dict[str, Any]]:
    with warnings.catch_warnings(), path.open("rb") as file:
        warnings.simplefilter("ignore")  # parts that openpyxl leaves out; the blank itself is never saved by it
        book = load_workbook(file, keep_links=False)
    wide = _wide_rules(path)
    return [_sheet(book, page, wide.get(page.title, [])) for page in book.worksheets]


def _sheet(book: Any, page: Any, wide: list[tuple[str, str]]) -> dict[str, Any]:
    if page.sheet_state != "visible":
        return {"name": page.title, "shown": False}
    if page.max_row > MOST_ROWS:
        raise Refused("too_long", f"工作表“{page.title}”超过 {MOST_ROWS} 行，表样请只留标题、表头、几行空白行和表尾。")
    lines = list(page.iter_rows(max_col=min(page.max_column, MOST_PLACES)))
    return {
        "name": page.title,
        "shown": True,
        "rows": [[number, cells] for number, line in enumerate(lines, 1) if (cells := [_cell(cell) for cell in line if cell.value is not None])],
        "merged": [[area.min_row, area.min_col - 1, area.max_row, area.max_col - 1] for area in page.merged_cells.ranges],
        "rules": [*_rules(book, page), *(_wide_rule(book, page, *rule) for rule in wide)],
        "formats": {str(number): {str(place): cell.number_format for place, cell in enumerate(line)} for number, line in enumerate(lines[:FORMAT_ROWS], 1)},
        "styled": [[number, [place for place, cell in enumerate(line) if cell.has_style]] for number, line in enumerate(lines, 1)],
        "comments": [[cell.row, cell.column - 1, cell.comment.text[:500]] for line in lines[:FORMAT_ROWS] for cell in line if cell.comment is not None],
        "widths": _widths(page),
        "hidden": _hidden(page),
    }


def _widths(page: Any) -> dict[str, float]:
    """Width of each column; neighbours of one width are told together."""
    found: dict[str, float] = {}
    for letters, told in page.column_dimensions.items():
        first = told.min or column_index_from_string(letters)
        found |= {str(place - 1): told.width for place in range(first, min(told.max or first, MOST_PLACES) + 1) if told.width}
    return found


def _hidden(page: Any) -> list[int]:
    """Places of columns that nobody sees."""
    found: set[int] = set()
    for letters, told in page.column_dimensions.items():
        first = told.min or column_index_from_string(letters)
        if told.hidden:
            found |= {place - 1 for place in range(first, min(told.max or first, MOST_PLACES) + 1)}
    return sorted(found)


def _cell(cell: Any) -> list[Any]:
    """[place, what it is, value]: s text, n number, d day, b truth, f formula."""
    value, place = cell.value, cell.column - 1
    if cell.data_type == "f":
        return [place, "f", str(getattr(value, "text", value) or "")[:LONGEST]]
    if isinstance(value, bool):
        return [place, "b", value]
    if isinstance(value, (datetime, date, time)):
        return [place, "d", value.isoformat()]
    if isinstance(value, (int, float)):
        return [place, "n", value]
    return [place, "s", str(value)[:LONGEST]]


# --- drop-downs and limits -----------------------------------------------------------------------------------------
def _rules(book: Any, page: Any) -> Iterator[dict[str, Any]]:
    for rule in page.data_validations.dataValidation:
        areas = [[area.min_row, area.min_col - 1, area.max_row, area.max_col - 1] for area in rule.sqref.ranges]
        words = _words(book, page, str(rule.formula1 or "")) if rule.type == "list" else None
        limits = [str(rule.operator or "between"), str(rule.formula1 or ""), str(rule.formula2 or "")]
        yield {"areas": areas, "kind": rule.type or "", "words": words, "limits": limits, "prompt": str(rule.prompt or "")[:300]}


def _wide_rules(path: Path) -> dict[str, list[tuple[str, str]]]:
    """Worksheet → its drop-downs written the newer way, which openpyxl leaves out: area and source."""
    found: dict[str, list[tuple[str, str]]] = {}
    with zipfile.ZipFile(path) as package:
        for name, part in _parts(package).items():
            if part not in package.namelist():
                continue
            text = package.read(part).decode("utf-8", "replace")
            for head, inside in WIDE_RULE.findall(text) if "x14:dataValidation " in text else ():
                area, source = re.search(r"<xm:sqref>([^<]*)<", inside), re.search(r"<xm:f>([^<]*)<", inside)
                if area and source and 'type="list"' in head:
                    found.setdefault(name, []).append((area[1], unescape(source[1])))
    return found


def _parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Name of each worksheet → its part."""
    book = package.read("xl/workbook.xml").decode("utf-8", "replace")
    links = package.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {}
    for link in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", links):
        told = dict(re.findall(r'(\w+)="([^"]*)"', link))
        targets[told.get("Id", "")] = told.get("Target", "").removeprefix("/xl/").removeprefix("/")
    found = {}
    for sheet in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book):
        told = dict(re.findall(r'([\w:]+)="([^"]*)"', sheet))
        identity = next((value for name, value in told.items() if name.endswith(":id")), "")
        found[unescape(told.get("name", ""))] = f"xl/{targets.get(identity, '')}"
    return found


def _wide_rule(book: Any, page: Any, area: str, source: str) -> dict[str, Any]:
    bounds = [range_boundaries(one) for one in area.split()]
    areas = [[top, left - 1, bottom, right - 1] for left, top, right, bottom in bounds]
    return {"areas": areas, "kind": "list", "words": _words(book, page, source), "limits": ["between", "", ""], "prompt": ""}


def _words(book: Any, page: Any, formula: str) -> list[str] | None:
    """The options a list names: in the rule itself, on this or another worksheet, or by a defined name; None when they are computed."""
    plain = formula.strip().removeprefix("=")
    if plain.startswith('"'):
        return [word.strip() for word in plain.strip('"').split(",") if word.strip()]
    if plain in book.defined_names or plain in page.defined_names:
        named = page.defined_names.get(plain) or book.defined_names[plain]
        plain = str(named.attr_text or "").removeprefix("=")
    found, local = AREA.fullmatch(plain), LOCAL.fullmatch(plain)
    if found:
        name = (found[1] or found[2]).replace("''", "'")
        return _listed(book[name], found.groups()[2:]) if name in book.sheetnames else None
    return _listed(page, local.groups()) if local else None


def _listed(page: Any, corners: tuple[str | None, ...]) -> list[str]:
    left, top, right, bottom = corners
    first, last = int(top or 1), int(bottom or top or 1)
    places = range(column_index_from_string(left), column_index_from_string(right or left) + 1)
    cells = (page.cell(row, place).value for row in range(first, min(last, first + MOST_WORDS, page.max_row) + 1) for place in places)
    return [str(value).strip() for value in cells if value is not None and str(value).strip()][:MOST_WORDS]


if __name__ == "__main__":
    serve(look)
