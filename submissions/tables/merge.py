"""汇总: all accepted answers in one workbook, in the blank's own layout, with a 单位 column at the right end.

The right end, because there no formula, no merged head and no drop-down of the blank has to move. Rows are streamed; what was
written is counted again in the finished file.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.errors import DomainError
from core.sheets.header import normal
from submissions.tables.fields import Field
from submissions.tables.fill import plain_blank
from submissions.tables.layout import Blank
from submissions.tables.rows import Row
from submissions.tables.spread import Extra, Spread

UNIT, OTHER_UNIT = "单位", "报送单位"
BLOCK = 1024 * 1024
Parts = Iterable[tuple[str, Iterable[Row]]]
Beat = Callable[..., None]


@dataclass(frozen=True)
class MergeResult:
    """What was written: rows, units that have rows, SHA-256 of the file."""

    rows: int
    units: int
    sha256: str


def _silent(**told: int) -> None:
    """Nobody listens."""


def merge_into(
    target: Path | str | BinaryIO,
    *,
    fields: Sequence[Field],
    blank_bytes: bytes | None,
    blank: Blank | None,
    parts: Parts,
    total: int,
    beat: Beat = _silent,
    title: str = "汇总表",
    title_values: Mapping[str, str] | None = None,
) -> MergeResult:
    """Write the merged workbook; `total` rows are expected and counted again afterwards. Without a blank the plain layout of `fields` serves.

    A path is written under another name first and then renamed. `beat(done=…, total=…)` is called now and then. Raises DomainError when
    the rows are not as many as expected.
    """
    if blank_bytes is None or blank is None:
        blank_bytes, blank = plain_blank(title, fields)
    extra = Extra(unit_heading(blank), title_values or {})
    spread = Spread(blank_bytes, blank, fields, total, extra, may_shrink=True)
    told = _Told(parts)
    if isinstance(target, (str, Path)):
        return _into_path(Path(target), spread, told, total, beat)
    return _into_file(target, spread, told, total, beat)


def unit_heading(blank: Blank) -> str:
    """单位, or 报送单位 where the blank asks for a 单位 itself."""
    taken = {normal(field.heading) for field in blank.fields}
    return OTHER_UNIT if UNIT in taken else UNIT


class _Told:
    """Rows of all units in order, the units counted on the way."""

    def __init__(self, parts: Parts) -> None:
        self.parts, self.units = parts, 0

    def __iter__(self) -> Iterator[tuple[str, Row]]:
        for unit, rows in self.parts:
            has_rows = False
            for row in rows:
                has_rows = True
                yield unit, row
            self.units += has_rows


def _into_path(path: Path, spread: Spread, told: _Told, total: int, beat: Beat) -> MergeResult:
    scratch = path.with_name(f".{path.name}.part")
    try:
        with scratch.open("w+b") as file:
            result = _into_file(file, spread, told, total, beat)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)
    return result


def _into_file(file: BinaryIO, spread: Spread, told: _Told, total: int, beat: Beat) -> MergeResult:
    start = file.tell()
    rows = spread.write(file, told, lambda done: beat(done=done, total=total))
    file.seek(start)
    counted = _counted(file, spread)
    if not rows == counted == total:
        raise DomainError(f"汇总写入 {rows} 行，文件里有 {counted} 行，应为 {total} 行，没有生成汇总表，请重新汇总。")
    file.seek(start)
    digest = hashlib.sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    beat(done=rows, total=total)
    return MergeResult(rows, told.units, digest.hexdigest())


def _counted(file: BinaryIO, spread: Spread) -> int:
    """Data rows in the finished file: all its rows without those of head and foot."""
    found, tail = 0, b""
    with zipfile.ZipFile(file) as package, package.open(spread.part) as part:
        while block := part.read(BLOCK):
            whole = tail + block
            found += whole.count(b"<row ")
            tail = whole[-4:] if not whole.endswith(b"<row ") else b""
    return found - spread.other_lines
