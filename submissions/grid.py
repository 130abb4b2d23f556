"""填报格: the rows of an answer as boxes on a page, and back; wide tables come in slices so that a page stays small."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.sheets.stream import clean
from core.whole_number import whole_number
from submissions.tables.fields import Field, FieldKind
from submissions.tables.rows import RowProblem, words

MOST_BOXES, MOST_ROWS, SPARE, MOST_KEPT, MOST_SHOWN = 800, 50, 3, 20_000, 300
MODES = {FieldKind.INTEGER: "numeric", FieldKind.DECIMAL: "decimal", FieldKind.MONEY: "decimal", FieldKind.PHONE: "tel"}
HINTS = {FieldKind.DAY: "2026-03-05", FieldKind.MONTH: "2026-03"}
YES_NO = ("是", "否")


@dataclass(frozen=True)
class Box:
    """One cell: its name in the form, what stands in it, and what is wrong with that."""

    field: Field
    name: str
    value: str
    error: str = ""

    @property
    def options(self) -> tuple[str, ...]:
        """Words of the drop-down; what stands there already is kept although it is none of them."""
        words_of = YES_NO if self.field.kind == FieldKind.YES_NO else self.field.choices
        return words_of if not self.value or self.value in words_of else (*words_of, self.value)

    @property
    def is_choice(self) -> bool:
        return self.field.kind in (FieldKind.CHOICE, FieldKind.YES_NO)

    @property
    def mode(self) -> str:
        return MODES.get(self.field.kind, "text")

    @property
    def hint(self) -> str:
        return HINTS.get(self.field.kind, "")

    @property
    def label(self) -> str:
        return f"{self.field.full_heading}，第 {int(self.name.split('-')[0][1:])} 行"


@dataclass(frozen=True)
class GridRow:
    number: int
    boxes: list[Box]


@dataclass(frozen=True)
class Grid:
    """A slice of the rows: `first` counts from 0; `slices` are the numbers of the first rows of all slices."""

    fields: Sequence[Field]
    rows: list[GridRow]
    first: int
    total: int
    window: int

    @property
    def hints(self) -> list[Field]:
        """Columns with a 填写提示."""
        return [field for field in self.fields if field.help]

    @property
    def slices(self) -> list[tuple[str, int]]:
        starts = range(0, max(self.total, 1), self.window)
        return [(f"{start + 1}–{min(start + self.window, max(self.total, start + 1))}", start) for start in starts]


def window_of(fields: Sequence[Field]) -> int:
    """Rows that one page holds."""
    return max(5, min(MOST_ROWS, MOST_BOXES // max(1, len(fields))))


def start_of(asked: str, fields: Sequence[Field]) -> int:
    """The slice named in the address, else the first."""
    window = window_of(fields)
    return int(asked) // window * window if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0


def grid_of(fields: Sequence[Field], rows: Sequence[Mapping[str, str]], problems: Iterable[RowProblem] = (), *, first: int = 0) -> Grid:
    """Boxes of one slice with a few empty rows behind the last one."""
    window = window_of(fields)
    wrong = {(problem.row_number, problem.key): _short(problem) for problem in problems}
    last = min(len(rows), first + window)
    numbers = range(first + 1, min(last + SPARE, first + window) + 1)
    made = [GridRow(number, [_box(field, number, rows, wrong) for field in fields]) for number in numbers]
    return Grid(fields, made, first, len(rows), window)


def _short(problem: RowProblem) -> str:
    """Under a narrow box: the option that was probably meant instead of the list of all."""
    return f"不在选项内，{problem.hint}" if problem.code == "choice" and problem.hint else problem.message


def _box(field: Field, number: int, rows: Sequence[Mapping[str, str]], wrong: Mapping[tuple[int, str], str]) -> Box:
    value = rows[number - 1].get(field.key, "") if number <= len(rows) else ""
    return Box(field, f"r{number}-{field.key}", value, wrong.get((number, field.key), ""))


def typed_rows(data: Mapping[str, str], fields: Sequence[Field], stored: Sequence[Mapping[str, str]], first: int) -> list[dict[str, str]]:
    """All rows with the slice as it was typed; empty rows are left out.

    `total` of the page says how many rows stand behind the slice, also when it was kept before with rows left out.
    """
    numbers = [number for number in range(first + 1, first + window_of(fields) + 1) if any(f"r{number}-{field.key}" in data for field in fields)]
    if not numbers:  # no box of the slice came along: nothing was typed over it
        return [dict(row) for row in stored]
    typed = [{field.key: _text(data.get(f"r{number}-{field.key}", "")) for field in fields} for number in numbers]
    total = whole_number(data.get("total", str(len(stored)))) or 0
    behind = min(total - first - window_of(fields), len(stored) - first)
    every = [*map(dict, stored[:first]), *typed, *map(dict, stored[-behind:] if behind > 0 else ())]
    return [row for row in every if any(row.values())]


def is_gapless(data: Mapping[str, str], fields: Sequence[Field], first: int) -> bool:
    """Whether no empty row stands between the rows of the slice: those are not kept, and what follows moves up."""
    numbers = range(first + 1, first + window_of(fields) + 1)
    filled = [number for number in numbers if any(_text(data.get(f"r{number}-{field.key}", "")) for field in fields)]
    return not filled or filled[-1] - first == len(filled)


def overlaid_rows(data: Mapping[str, str], fields: Sequence[Field], stored: Sequence[Mapping[str, str]]) -> list[dict[str, str]] | None:
    """The rows as a colleague left them, with the boxes over them that were changed on this page (`touched`).

    None where that is not known, or where rows went meanwhile, so that boxes and rows are no longer the same ones.
    """
    boxes = {f"r{number}-{field.key}": (number, field.key) for number in range(1, len(stored) + window_of(fields) + 1) for field in fields}
    touched = [name for name in data.get("touched", "").split(",") if name in data and name in boxes]
    if not touched or len(stored) < (whole_number(data.get("total")) or 0):
        return None
    rows = [dict(row) for row in stored]
    for number, key, text in ((*boxes[name], data[name]) for name in touched):
        rows += [{field.key: "" for field in fields} for _ in range(number - len(rows))]
        rows[number - 1][key] = _text(text)
    return rows


def _text(typed: str) -> str:
    """A box as it may be kept: no control characters; longer than any column takes is cut, what is too long for its column is refused later."""
    return clean(typed).strip()[:MOST_KEPT]


def shown_rows(fields: Sequence[Field], rows: Sequence[Mapping[str, str]]) -> list[list[tuple[str, str]]]:
    """The first rows for reading: heading and words of each cell; all of them stand in the workbook."""
    return [[(field.full_heading, words(field, row.get(field.key, ""))) for field in fields] for row in rows[:MOST_SHOWN]]
