"""答卷旁证: what the values of a workbook do not tell – pasted pictures, hidden rows, figures typed over a formula.

The package was guarded by the reading child before; its worksheet is passed through as a stream of rows.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from core.sheets.elements import elements
from core.sheets.marking import NUMBER, PLACE
from submissions.tables.package import Package
from submissions.tables.sheet_lines import place_of

BLOCK = 256 * 1024
PICTURE = re.compile(r"xl/media/[^/]+\.(?:png|jpe?g|gif|bmp|emf|wmf|tiff?|svg|webp)$", re.IGNORECASE)
HIDDEN = re.compile(rb"""\s(?:hidden|zeroHeight)\s*=\s*["'](?:1|true)["']""")
VALUE = re.compile(rb"<(?:\w+:)?v>[^<]|<(?:\w+:)?is>")
MOST_LOOKED_AT = 100_000
MOST_WAITING, MOST_SEEN = 8 * 1024 * 1024, 128 * 1024 * 1024  # what no honest row or answer reaches


@dataclass
class Facts:
    """Pictures of the workbook, hidden rows of the worksheet, and rows where a column of formulas holds something typed."""

    pictures: int = 0
    hidden: set[int] = field(default_factory=set)
    typed_over: dict[int, list[int]] = field(default_factory=dict)


def facts_of(path: Path, worksheet: str, formula_places: Collection[int]) -> Facts:
    """The facts of an xlsx; none of a csv."""
    if not zipfile.is_zipfile(path):
        return Facts()
    package = Package(path.read_bytes())
    facts = Facts(pictures=len([name for name in package.names if PICTURE.match(name)]))
    part = package.worksheets.get(worksheet)
    if part is None or part not in package.names:
        return facts
    for number, attributes, inside in _rows(package, part):
        if HIDDEN.search(attributes):
            facts.hidden.add(number)
        if formula_places:
            _look(number, inside, formula_places, facts)
        if number > MOST_LOOKED_AT:
            break
    return facts


def _rows(package: Package, part: str) -> Iterator[tuple[int, bytes, bytes]]:
    waiting, last, seen = b"", 0, 0
    with package.zip.open(part) as reader:
        while block := reader.read(BLOCK):
            waiting += block
            done = 0
            for found in elements(waiting, b"row"):
                named = NUMBER.search(found.attributes)
                last = int(named[1]) if named else last + 1
                yield last, found.attributes, found.inside or b""
                done = found.end
            waiting, seen = waiting[done:], seen + len(block)
            if len(waiting) > MOST_WAITING or seen > MOST_SEEN:
                return


def _look(number: int, inside: bytes, formula_places: Collection[int], facts: Facts) -> None:
    place = -1
    for found in elements(inside, b"c"):
        named = PLACE.search(found.attributes)
        place = place_of(named[1].decode()) if named else place + 1
        content = found.inside or b""
        if place in formula_places and b"<f" not in content and VALUE.search(content):
            facts.typed_over.setdefault(place, []).append(number)
