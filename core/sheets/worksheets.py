"""选工作表: which worksheet of a workbook is read. One is; the others are named, never dropped without a word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.sheets.header import Header, find_header
from core.sheets.parsing import no_data
from core.sheets.reading import UnreadableFile, Worksheet
from core.sheets.sheet import Sheet
from core.sheets.template import GUIDE_HEADS

MOST_NAMED = 5


@dataclass(frozen=True)
class Chosen:
    """The worksheet that is read, its header, and the names of the others that hold something."""

    worksheet: Worksheet
    header: Header
    unread: tuple[str, ...]


def choose(sheet: Sheet, worksheets: Sequence[Worksheet], mapping: Mapping[str, int | None] | None = None) -> Chosen:
    """The worksheet whose header we know best. Raises UnreadableFile when another one holds rows under the same header."""
    pages = [page for page in worksheets if not _is_guide(page)] or list(worksheets)
    headers = {page.name: find_header(sheet, page) for page in pages}
    best = max(pages, key=lambda page: (not headers[page.name].missing, len(headers[page.name].places), -page.place))
    header = headers[best.name]
    alike = [page for page in pages if page is not best and _is_alike(headers[page.name], header)]
    full = [page.name for page in alike if _holds_rows(page, headers[page.name])]
    if full and _holds_rows(best, header):
        raise UnreadableFile("several_sheets", f"工作表{_quoted([best.name, *full])}的表头相同，一次只读一个。请合并成一个工作表，或分开另存后逐个上传。")
    unread = tuple(page.name for page in pages if page is not best and page.height and (page not in alike or page.name in full))
    return Chosen(best, find_header(sheet, best, mapping) if mapping else header, unread)


def unread_in_words(names: Sequence[str]) -> str:
    """未读取工作表：……, "" where all was read."""
    return f"未读取工作表：{_quoted(names)}。其中有要导入的行的，请另存后单独上传。" if names else ""


def _quoted(names: Sequence[str]) -> str:
    named = "、".join(f"“{name}”" for name in names[:MOST_NAMED])
    return f"{named}等 {len(names)} 个" if len(names) > MOST_NAMED else named


def _is_guide(page: Worksheet) -> bool:
    """填写说明 of our own template, which says nothing of the user's."""
    return bool(page.head) and tuple(page.head[0][1][: len(GUIDE_HEADS)]) == GUIDE_HEADS


def _is_alike(header: Header, best: Header) -> bool:
    """Whether it could be read just as well: it lacks no more, and at least half of the columns are there."""
    lacks = {column.key for column in header.missing} - {column.key for column in best.missing}
    return header.is_found and not lacks and len(header.places) * 2 >= len(best.places)


def _holds_rows(page: Worksheet, header: Header) -> bool:
    """Whether there is data below the header, as far as the first rows tell."""
    places = sorted(header.places.values())
    below = (cells for number, cells in page.head if number > header.last)
    return page.height > len(page.head) or any(no_data(cells, places) is None for cells in below)
