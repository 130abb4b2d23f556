"""错误表的内容: from the ledger's errors (or any other word on the rows) and the user's file to the workbook that goes back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from core.sheets.header import REASON
from core.sheets.marking import Mark, Marks, joined, mark_workbook, reason_place
from core.sheets.reading import open_workbook
from core.sheets.stream import BAD, Heading, cell, text_cell, xlsx_stream

Errors = Iterable[tuple[int, list[dict[str, str]]]]  # row number, its errors as kept in the ledger


def error_workbook(path: Path, name: str, reading: dict[str, Any], places: dict[str, int], errors: Errors) -> IO[bytes]:
    """错误表: the marked copy with the errors of the ledger. `places` maps column names to places."""
    return marked_workbook(path, name, reading, _marks(errors, places))


def marked_workbook(path: Path, name: str, reading: dict[str, Any], rows: Mapping[int, Mark], heading: str = REASON) -> IO[bytes]:
    """The marked copy as a temporary file at its beginning; csv comes back as xlsx. `heading` names the column of the reasons."""
    width = int(reading.get("width", 0))
    headings = {int(place): text for place, text in reading.get("headings", [])}
    marks = Marks(rows, reading["header"][1], reason_place(headings, width, heading), heading)
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the caller reads and closes it
    with path.open("rb") as file:
        is_workbook = file.read(2) == b"PK"
    if is_workbook:
        mark_workbook(path, reading["worksheet"], marks, target)
    else:
        for block in _from_csv(path, name, marks):
            target.write(block)
    target.seek(0)
    return target


def _marks(errors: Errors, places: dict[str, int]) -> dict[int, Mark]:
    made = {}
    for number, problems in errors:
        bad = tuple(dict.fromkeys(places[problem["column"]] for problem in problems if problem["column"] in places))
        made[number] = Mark(bad, joined([(problem["column"], problem["message"]) for problem in problems]))
    return made


def _from_csv(path: Path, name: str, marks: Marks) -> Iterator[bytes]:
    """All lines of a csv as a workbook with the same marks."""
    with open_workbook(path, name) as book:
        rows = _lines(book.rows(0), marks)
        headings = [Heading(str(text or ""), 16) for text in next(rows)]
        yield from xlsx_stream(book.worksheets[0].name or "数据", headings, (_xml(line, marks) for line in rows), lambda count: [("行数", str(count))])


def _lines(numbered: Iterable[tuple[int, list[Any]]], marks: Marks) -> Iterator[list[Any]]:
    for number, cells in numbered:
        line = [*cells, *[None] * (marks.reason_place - len(cells))][: marks.reason_place]
        mark = marks.rows.get(number)
        reason = marks.heading if number == marks.header else mark.reason if mark is not None else None
        if number >= marks.header:
            yield [*line, reason, mark] if number > marks.header else [*line, reason]


def _xml(line: list[Any], marks: Marks) -> bytes:
    *cells, mark = line
    bad = {*mark.places, marks.reason_place} if mark is not None and mark.is_bad else set()
    return f"<row>{''.join(text_cell(str(value or ' '), BAD) if place in bad else cell(value) for place, value in enumerate(cells))}</row>".encode()
