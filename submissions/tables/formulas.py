"""公式: what happens to the cells a formula names when a row is copied down and when the rows below it move.

Only references are touched; words in quotes are not. A reference to another worksheet moves with a copied row, as spreadsheets do it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

TOKEN = re.compile(
    r""""(?:[^"]|"")*"|(?P<sheet>(?:'(?:[^']|'')+'|(?<![\w.])[A-Za-z_\u4e00-\u9fff][\w.\u4e00-\u9fff]*)!)?"""
    r"""(?<![\w$.])(?P<c1>\$?[A-Z]{1,3})(?P<r1>\$?\d{1,7})(?::(?P<c2>\$?[A-Z]{1,3})(?P<r2>\$?\d{1,7}))?(?![\w(!.])"""
)
ROW_BY_ROW = re.compile(r"(?P<column>\$?[A-Z]{1,3})\$?\d+(?:\+(?P=column)\$?\d+)+")


@dataclass(frozen=True)
class Move:
    """The data rows `first`–`last` become `first`–`new_last`; what stood below moves along."""

    first: int
    last: int
    new_last: int

    @property
    def by(self) -> int:
        return self.new_last - self.last

    def row(self, row: int) -> int:
        """Where one row goes: below the data it moves, in it and above it stays."""
        return row + self.by if row > self.last else row

    def span(self, top: int, bottom: int) -> tuple[int, int]:
        """Where an area goes: one that reaches down through the data takes all the new rows, as does one that begins where they will stand."""
        if self.last < self.first == top:
            return top, max(bottom, self.new_last)
        if top <= self.last and bottom >= self.first:
            return min(top, self.new_last), self.new_last if bottom <= self.last and (bottom > top or top >= self.first) else self.row(bottom)
        return self.row(top), self.row(bottom)


def _rows(formula: str, one: Callable[[str], str], pair: Callable[[str, str], tuple[str, str]], is_ours: Callable[[str], bool]) -> str:
    def changed(found: re.Match[str]) -> str:
        if not found["c1"] or not is_ours(found["sheet"] or ""):
            return found[0]
        sheet = found["sheet"] or ""
        if not found["c2"]:
            return f"{sheet}{found['c1']}{one(found['r1'])}"
        first, second = pair(found["r1"], found["r2"])
        return f"{sheet}{found['c1']}{first}:{found['c2']}{second}"

    return TOKEN.sub(changed, formula)


def copied(formula: str, by: int) -> str:
    """The formula as it stands `by` rows further down: relative rows move, those with $ stay."""

    def shifted(row: str) -> str:
        return row if row.startswith("$") else str(max(int(row) + by, 1))

    return _rows(formula, shifted, lambda first, second: (shifted(first), shifted(second)), lambda sheet: True)


def moved(formula: str, move: Move, sheet: str = "") -> str:
    """The formula of a line that is not copied, after the data rows grew or shrank: ranges over the data take all rows, lines below move.

    `sheet` names the worksheet when the formula stands elsewhere: then only references that name it change.
    """
    whole = ROW_BY_ROW.fullmatch(formula.removeprefix("="))
    if whole is not None and not sheet:
        return _summed(formula, whole["column"], move)

    def is_ours(named: str) -> bool:
        plain = named.removesuffix("!").strip("'").replace("''", "'")
        return plain == sheet if sheet else not named

    def one(row: str) -> str:
        return _like(row, move.row(_number(row)))

    def pair(first: str, second: str) -> tuple[str, str]:
        top, bottom = move.span(_number(first), _number(second))
        return _like(first, top), _like(second, bottom)

    return _rows(formula, one, pair, is_ours)


def _summed(formula: str, column: str, move: Move) -> str:
    """C5+C6+…+C14 over the data rows, one by one, becomes the sum of them all."""
    rows = [int(row) for row in re.findall(r"(\d+)(?!\w)", formula)]
    if all(move.first <= row <= move.last for row in rows):
        return f"{'=' if formula.startswith('=') else ''}SUM({column}{move.first}:{column}{move.new_last})"
    return formula


def prototype(formula: str, move: Move) -> str:
    """The formula of a data row before it is copied: only its fixed rows ($21) follow what moved."""

    def one(row: str) -> str:
        return _like(row, move.row(_number(row))) if row.startswith("$") else row

    def pair(first: str, second: str) -> tuple[str, str]:
        if first.startswith("$") and second.startswith("$"):
            top, bottom = move.span(_number(first), _number(second))
            return _like(first, top), _like(second, bottom)
        return one(first), one(second)

    return _rows(formula, one, pair, lambda named: not named)


def row_maker(formula: str, row: int) -> Callable[[int], str]:
    """Copies the formula of `row` to any other row, quickly: the text is cut up once."""
    pieces: list[str] = []
    offsets: list[int] = []
    at = 0
    for found in TOKEN.finditer(formula):
        for name in ("r1", "r2"):
            if found["c1"] and found[name] and not found[name].startswith("$"):
                pieces.append(formula[at : found.start(name)])
                offsets.append(int(found[name]) - row)
                at = found.end(name)
    tail = formula[at:]
    parts = list(zip(pieces, offsets, strict=True))
    return lambda number: "".join([f"{piece}{max(number + offset, 1)}" for piece, offset in parts]) + tail


def _number(row: str) -> int:
    return int(row.removeprefix("$"))


def _like(row: str, number: int) -> str:
    return f"${number}" if row.startswith("$") else str(number)
