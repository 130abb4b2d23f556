"""表头: where the column names stand and which column is which, whatever lies above them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from core.sheets.cells import shown
from core.sheets.reading import Worksheet
from core.sheets.sheet import Column, Sheet

DEEPEST = 20
REASON = "原因"
NOISE = re.compile(r"[\s\u200b\ufeff*★☆]+")
EMPTY_NOTE = re.compile(r"[（(]\s*(?:必填|选填|文本|格式[^）)]*|必填项)\s*[）)]")


@dataclass
class Header:
    """表头所见: rows it takes, place of each column, headings nobody asked for, and columns that are not there."""

    first: int = 0
    last: int = 0
    places: dict[str, int] = field(default_factory=dict)
    headings: dict[int, str] = field(default_factory=dict)
    unknown: list[tuple[int, str]] = field(default_factory=list)
    missing: list[Column] = field(default_factory=list)

    @property
    def is_found(self) -> bool:
        return self.last > 0

    def missing_sentence(self, sheet: Sheet) -> str:
        """找不到列……，已识别的列：……"""
        names = "、".join(f"“{column.name}”" for column in self.missing)
        known = "、".join(sheet.by_key[key].name for key in self.places) or "无"
        return f"找不到列{names}，已识别的列：{known}。请在下方指定。"


@lru_cache(maxsize=4096)
def normal(heading: str) -> str:
    """A heading without blanks, line breaks, stars and the width of its brackets."""
    return NOISE.sub("", EMPTY_NOTE.sub("", unicodedata.normalize("NFKC", heading))).lower().rstrip(":")


def _names(sheet: Sheet) -> dict[str, str]:
    """Normal heading → column key; the column's own name goes before anybody's alias."""
    found: dict[str, str] = {}
    for column in sheet.columns:
        found.setdefault(normal(column.name), column.key)
    for column in sheet.columns:
        for alias in column.aliases:
            found.setdefault(normal(alias), column.key)
    return found


def _texts(worksheet: Worksheet) -> dict[int, dict[int, str]]:
    """Texts of the first rows by row number and place; a merged cell counts for every cell it covers."""
    rows = {number: {place: shown(cell) for place, cell in enumerate(cells) if cell not in (None, "")} for number, cells in worksheet.head[:DEEPEST]}
    for top, left, bottom, right in worksheet.merged:
        text = rows.get(top + 1, {}).get(left)
        if text is None or bottom - top > 3:
            continue
        for number in range(top + 1, min(bottom + 1, DEEPEST) + 1):
            for place in range(left, min(right, 255) + 1):
                rows.setdefault(number, {}).setdefault(place, text)
    return rows


def _match(lower: Mapping[int, str], upper: Mapping[int, str], names: Mapping[str, str]) -> dict[str, int]:
    """Columns recognised when `lower` holds the names and `upper` the group heads above them."""
    found: dict[str, int] = {}
    for place in sorted({*lower, *upper}):
        name, group = lower.get(place, ""), upper.get(place, "")
        for heading in (f"{group}/{name}", name, f"{group}{name}", group):
            key = names.get(normal(heading)) if heading else None
            if key is not None and key not in found:
                found[key] = place
                break
    return found


def find_header(sheet: Sheet, worksheet: Worksheet, mapping: Mapping[str, int | None] | None = None) -> Header:
    """The row (with the row of group heads above it) where most columns are recognised; `mapping` is the user's own word, None for "not there"."""
    names, rows = _names(sheet), _texts(worksheet)
    best: tuple[int, int, int, dict[str, int]] = (0, 0, 0, {})
    for number in sorted(rows):
        single = _match(rows[number], {}, names)
        paired = _match(rows[number], rows.get(number - 1, {}), names)
        pair_first = number - 1 if number - 1 in rows else number
        for first, found in ((number, single), (pair_first, paired)):
            if len(found) > best[0]:
                best = (len(found), first, number, found)
    count, first, last, places = best
    if count < min(2, len(sheet.columns)) and not mapping:
        return Header(missing=_missing(sheet, {}))
    meant = {**places, **(mapping or {})}
    return _header(sheet, rows, first or 1, last or 1, {key: place for key, place in meant.items() if place is not None})


def _header(sheet: Sheet, rows: Mapping[int, Mapping[int, str]], first: int, last: int, places: dict[str, int]) -> Header:
    headings = {**(rows.get(first, {}) if first != last else {}), **rows.get(last, {})}
    places = _lent(sheet, headings, places)
    taken = set(places.values())
    unknown = [(place, " ".join(text.split())) for place, text in sorted(headings.items()) if place not in taken and normal(text) != normal(REASON)]
    ordered = {column.key: places[column.key] for column in sheet.columns if column.key in places}
    return Header(first, last, ordered, {place: " ".join(text.split()) for place, text in headings.items()}, unknown, _missing(sheet, places))


def _missing(sheet: Sheet, places: Mapping[str, Any]) -> list[Column]:
    return [column for column in sheet.columns if _is_needed(column) and column.key not in places]


def _is_needed(column: Column) -> bool:
    return column.required or column.expected


def _lent(sheet: Sheet, headings: Mapping[int, str], places: dict[str, int]) -> dict[str, int]:
    """A column that must be there and is not takes over one that need not, where its aliases name that one's heading."""
    for column in _missing(sheet, places):
        aliases = {normal(alias) for alias in column.aliases}
        lender = next((key for key, place in places.items() if not _is_needed(sheet.by_key[key]) and normal(headings.get(place, "")) in aliases), None)
        if lender is not None:
            places = {**{key: place for key, place in places.items() if key != lender}, column.key: places[lender]}
    return places
