"""导入引擎: from a file to judged rows, and from judged rows to the ledger's words. It writes nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from core.errors import DomainError
from core.sheets.cells import shown
from core.sheets.header import Header
from core.sheets.parsing import parse_rows
from core.sheets.reading import OpenBook, UnreadableFile, Worksheet, open_workbook
from core.sheets.sheet import CREATED, REJECTED, UNCHANGED, UPDATED, Context, Row, Sheet
from core.sheets.worksheets import choose, unread_in_words

Told = Callable[[int], None]


def sheet_of(kind: str) -> Sheet:
    """The declared kind; KeyError where there is none."""
    found: Sheet = import_string(settings.SHEET_KINDS[kind])
    return found


class UnmatchedColumns(DomainError):
    """Columns that must be there were not found; the person may point at them."""

    def __init__(self, sheet: Sheet, worksheet: Worksheet, header: Header) -> None:
        super().__init__(header.missing_sentence(sheet))
        self.worksheet, self.header = worksheet, header


@dataclass
class Examined:
    """What a file holds: its rows judged one by one and as a set."""

    sheet: Sheet
    worksheet: str
    header: Header
    rows: list[Row]
    skipped: list[tuple[int, str]] = field(default_factory=list)
    width: int = 0
    title: str = ""
    unread: str = ""  # 未读取工作表：……

    @property
    def good(self) -> list[Row]:
        return [row for row in self.rows if not row.errors]

    def counts(self) -> dict[str, int]:
        """Figures that add up: rows = created + updated + unchanged + rejected."""
        outcomes = Counter(outcome_of(row) for row in self.rows)
        return {
            "rows": len(self.rows),
            **{name: outcomes[name] for name in (CREATED, UPDATED, UNCHANGED, REJECTED)},
            "tidied": sum(bool(row.tidied) and not row.errors for row in self.rows),
            "warned": sum(bool(row.warnings) and not row.errors for row in self.rows),
        }

    def reading(self) -> dict[str, Any]:
        """What was understood of the file, for the page above the preview."""
        return {
            "worksheet": self.worksheet,
            "header": [self.header.first, self.header.last],
            "columns": [self.sheet.by_key[key].name for key in self.header.places],
            "places": {self.sheet.by_key[key].name: place for key, place in self.header.places.items()},
            "headings": [[place, text] for place, text in sorted(self.header.headings.items())],
            "unknown": [text for _, text in self.header.unknown],
            "skipped": [[number, why] for number, why in self.skipped[:50]],
            "width": self.width,
            "unread": self.unread,
        }


def outcome_of(row: Row) -> str:
    return REJECTED if row.errors else row.outcome


def read(sheet: Sheet, path: Path | str, name: str, mapping: Mapping[str, int | None] | None = None, told: Told | None = None) -> Examined:
    """Read and parse; raises UnreadableFile or UnmatchedColumns."""
    with open_workbook(path, name) as book:
        chosen = choose(sheet, book.worksheets, mapping)
        worksheet, header, unread = chosen.worksheet, chosen.header, unread_in_words(chosen.unread)
        if header.missing:
            raise UnmatchedColumns(sheet, worksheet if header.is_found else _largest(book), header)
        parsed = parse_rows(sheet, worksheet, header, book.rows(worksheet.place), told)
    if not parsed.rows:
        raise UnreadableFile("no_rows", f"工作表“{worksheet.name}”里没有数据行。{unread}")
    width = max(worksheet.width, max(header.headings, default=0) + 1)
    return Examined(sheet, worksheet.name, header, parsed.rows, parsed.skipped, width, _title(worksheet, header), unread)


def _title(worksheet: Worksheet, header: Header) -> str:
    """标题: the lines above the header, one a row."""
    rows = ((shown(cell) for cell in cells if cell not in (None, "")) for number, cells in worksheet.head if number < header.first)
    return "\n".join(filter(None, (" ".join(dict.fromkeys(row)) for row in rows)))


def _largest(book: OpenBook) -> Worksheet:
    return max(book.worksheets, key=lambda worksheet: worksheet.height)


def judge(examined: Examined, context: Context) -> Examined:
    """The kind's rules over all rows; may run again, on fresh data, before the commit."""
    context.present, context.title = frozenset(examined.header.places), examined.title
    examined.sheet.check(examined.rows, context)
    return examined


def file_hash(path: Path | str) -> str:
    """SHA-256 of the file as it was read."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
