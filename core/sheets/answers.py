"""错误表的内容: from the ledger's errors and the user's file to the workbook that goes back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from core.sheets.marking import Mark, Marks, joined, mark_workbook, reason_place
from core.sheets.reading import open_workbook
from core.sheets.stream import BAD, Heading, cell, text_cell, xlsx_stream

Errors = Iterable[tuple[int, list[dict[str, str]]]]  # row number, its errors as kept in the ledger


def error_workbook(path: Path, name: str, reading: dict[str, Any], places: dict[str, int], errors: Errors) -> IO[bytes]:
    """The marked copy as a temporary file at its beginning; csv comes back as xlsx. `places` maps column names to places."""
    width = int(reading.get("width", 0))
    headings = {int(place): text for place, text in reading.get("headings", [])}
    marks = Marks(_marks(errors, places), reading["header"][1], reason_place(headings, width))
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
        reason = "原因" if number == marks.header else mark.reason if mark is not None else None
        if number >= marks.header:
            yield [*line, reason, mark] if number > marks.header else [*line, reason]


def _xml(line: list[Any], marks: Marks) -> bytes:
    *cells, mark = line
    bad = {*mark.places, marks.reason_place} if mark is not None else set()
    return f"<row>{''.join(text_cell(str(value or ' '), BAD) if place in bad else cell(value) for place, value in enumerate(cells))}</row>".encode()
