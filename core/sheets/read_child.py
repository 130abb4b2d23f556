"""读表子进程: `python -m core.sheets.read_child FILE NAME` reads one hostile file under limits and tells it line by line.

Standard output, one JSON value a line: first {"sheets": […]} with the first rows of each (or {"refused": code, "sentence"}),
then, after the number of a sheet on standard input, [row number, [cells]] for every row that holds something, then {"end": n}.
Days and instants travel as strings that begin with a control character, which no cell can hold.
"""

import csv
import io
import json
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from core.sheets.guard import MOST_COLUMNS, MOST_ROWS, Refused, check_package, form_of

MEMORY, SECONDS = 1536 * 1024 * 1024, 120
HEAD_ROWS = 30
DAY, MOMENT, CLOCK = "\x01", "\x02", "\x03"
Cells = list[Any]
ENCODINGS = ("utf-8-sig", "gb18030")
SEPARATORS = (",", "\t", ";", "|", "，")


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _say(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=True, default=_plain, separators=(",", ":")))
    sys.stdout.write("\n")


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{MOMENT}{value.isoformat()}"
    if isinstance(value, date):
        return f"{DAY}{value.isoformat()}"
    if isinstance(value, time):
        return f"{CLOCK}{value.isoformat()}"
    if isinstance(value, timedelta):
        return f"{value.days * 24 + value.seconds // 3600}:{value.seconds % 3600 // 60:02}"
    raise TypeError(type(value).__name__)


# --- workbooks -----------------------------------------------------------------------------------------------------
class Book:
    """An xlsx file; worksheets are parsed once."""

    def __init__(self, path: Path) -> None:
        check_package(path)
        self.book = CalamineWorkbook.from_path(str(path))
        shown = [meta.name for meta in self.book.sheets_metadata if str(meta.typ).endswith("WorkSheet") and str(meta.visible).endswith("Visible")]
        self.sheets = [self.book.get_sheet_by_name(name) for name in shown]

    def heads(self) -> list[dict[str, Any]]:
        return [self._head(sheet) for sheet in self.sheets]

    def _head(self, sheet: Any) -> dict[str, Any]:
        merged = [[top, left, bottom, right] for (top, left), (bottom, right) in (sheet.merged_cell_ranges or [])]
        return {
            "name": sheet.name,
            "width": sheet.end[1] + 1 if sheet.end else 0,
            "height": sheet.end[0] + 1 if sheet.end else 0,
            "merged": merged,
            "head": list(islice(self.rows(sheet), HEAD_ROWS)),
        }

    def rows(self, sheet: Any) -> Iterator[tuple[int, Cells]]:
        if sheet.start is None:
            return
        indent: Cells = [""] * sheet.start[1]  # iter_rows begins at row 1 but at the first column used
        for number, cells in enumerate(sheet.iter_rows(), 1):
            yield number, [*indent, *cells] if indent else cells

    def table(self, place: int) -> Iterator[tuple[int, Cells]]:
        return self.rows(self.sheets[place])


# --- csv -----------------------------------------------------------------------------------------------------------
class Text:
    """A csv file in UTF-8 or GB18030, separated by whatever its first lines agree on."""

    def __init__(self, path: Path, name: str) -> None:
        self.name = Path(name).stem
        raw = path.read_bytes()
        text = self._decoded(raw)
        if "\x00" in text:
            raise Refused("not_a_workbook", "这不是表格文件，请上传 xlsx 或 csv。")
        self.text = text
        if text.count("\n") > MOST_ROWS * 2:
            raise Refused("sparse", f"表格超出 {MOST_ROWS // 10000} 万行，请分开再导。")
        csv.field_size_limit(1_000_000)
        self.separator = max(SEPARATORS, key=self._agreement)

    @staticmethod
    def _decoded(raw: bytes) -> str:
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return raw.decode("utf-16")
        for encoding in ENCODINGS:
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                continue
        raise Refused("encoding", "认不出文字编码，请另存为 xlsx，或另存为 UTF-8 编码的 csv。")

    def _agreement(self, separator: str) -> tuple[int, int]:
        """How many of the first rows have the same number of columns, more than one."""
        widths = [len(cells) for cells in islice(self._rows(separator), HEAD_ROWS)]
        common = max(set(widths), key=lambda width: (width > 1, widths.count(width)), default=0)
        return (widths.count(common), common) if common > 1 else (0, 0)

    def _rows(self, separator: str) -> Iterator[list[str]]:
        return csv.reader(io.StringIO(self.text, newline=""), delimiter=separator)

    def heads(self) -> list[dict[str, Any]]:
        head = list(islice(self.table(0), HEAD_ROWS))
        return [
            {
                "name": self.name,
                "width": max((len(cells) for _, cells in head), default=0),
                "height": self.text.count("\n") + 1,
                "merged": [],
                "csv": True,
                "head": head,
            }
        ]

    def table(self, place: int) -> Iterator[tuple[int, Cells]]:
        for number, cells in enumerate(self._rows(self.separator), 1):
            if len(cells) > MOST_COLUMNS:
                raise Refused("sparse", f"第 {number} 行超过 {MOST_COLUMNS} 列，请检查分隔符。")
            yield number, [_unguarded(cell) for cell in cells]


def _unguarded(cell: str) -> str:
    """Take away the apostrophe our own csv export puts before what could start a formula."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'")[:1] in "=+-@＝＋－＠\t\r" and cell.lstrip("'") else cell


# --- telling -------------------------------------------------------------------------------------------------------
def _tell(source: Book | Text) -> None:
    heads = source.heads()
    if not any(head["head"] for head in heads):
        raise Refused("no_rows", "表里没有内容。")
    _say({"sheets": heads})
    sys.stdout.flush()
    chosen = sys.stdin.readline().strip()
    if not chosen.isdigit():
        return
    count = 0
    for number, cells in source.table(int(chosen)):
        if any(cell != "" and cell is not None for cell in cells):
            count += 1
            _say([number, cells])
    _say({"end": count})


def main(path: str, name: str) -> None:
    _limit()
    try:
        file = Path(path)
        _tell(Text(file, name) if form_of(file, name) == "csv" else Book(file))
    except Refused as refused:
        _say({"refused": refused.code, "sentence": refused.sentence})
    except MemoryError:
        _say({"refused": "too_large", "sentence": "文件过大，读取时内存不够，请分开再导。"})
    except (CalamineError, csv.Error, UnicodeError, ValueError, OSError):
        _say({"refused": "broken", "sentence": "文件内容读不出来，可能已损坏，请用 WPS 打开后另存为 xlsx 再导。"})
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
