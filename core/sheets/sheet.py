"""表格种类: a kind of workbook declares its columns, its rules and its act; the engine reads, reports and keeps the ledger.

A kind is one `Sheet` in `<app>/imports/<noun>.py`, named in SHEET_KINDS. `check(rows, context)` gets every row that could
be read, adds errors and warnings, resolves references and tells created from updated; it writes nothing and runs again,
inside the transaction, before `commit(rows, context)` writes the good ones as one set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from core.sheets import parse
from core.sheets.cells import Problem, Value, masked, shown

if TYPE_CHECKING:
    from accounts.models import Unit, User
    from core.sheets.models import ImportBatch

CREATED, UPDATED, UNCHANGED, REJECTED = "created", "updated", "unchanged", "rejected"


@dataclass(frozen=True)
class Column:
    """列: `name` is the heading we print, `aliases` the headings we also understand (a group head may stand before: "证件/号码").

    `required`: the column must be there and no cell may be empty. `expected`: the column must be there. `secret`: shown and
    kept masked. `fill_down`: a vertically merged cell counts for all its rows. `choices` (words, or a function that
    gives them) and `help` are for the template.
    """

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    parse: Callable[[Any], Any] = parse.text
    required: bool = False
    expected: bool = False
    secret: bool = False
    max_length: int = 0
    fill_down: bool = False
    choices: tuple[str, ...] | Callable[[], Sequence[str]] = ()
    help: str = ""
    width: int = 16

    @property
    def options(self) -> tuple[str, ...]:
        """The words of the drop-down, asked for when they live in the database (names of units)."""
        return tuple(self.choices()) if callable(self.choices) else self.choices

    def words(self, value: Any) -> str:
        """A parsed value as a person writes it, a secret one masked: 有效, 2026-03-05, 行政处罚、行政检查."""
        if isinstance(value, (list, tuple)):
            text = "、".join(map(str, value))
        elif isinstance(value, dict):
            text = ""
        else:
            text = self.parse.words.get(value) or shown(value) if isinstance(self.parse, parse.choice) else shown(value)
        return masked(text) if self.secret else text


class Row:
    """行: one row of the file, its cells by column key; `row["officer"] = …` keeps what `check` resolved."""

    __slots__ = ("_cells", "_found", "_sheet", "before", "errors", "number", "outcome", "spans", "tidied", "warnings")

    def __init__(self, sheet: Sheet, number: int, cells: list[Any]) -> None:
        self._sheet, self.number, self._cells = sheet, number, cells
        self._found: dict[str, Any] | None = None
        self.errors: tuple[Problem, ...] = ()
        self.warnings: tuple[Problem, ...] = ()
        self.tidied: tuple[tuple[str, str], ...] = ()  # (column name, what was done)
        self.spans: Mapping[str, tuple[int, int]] = {}  # fill_down column -> first and last row of the merged cell
        self.outcome: str = CREATED
        self.before: dict[str, Any] | None = None

    def __getitem__(self, key: str) -> Any:
        place = self._sheet.places.get(key)
        if place is not None:
            return self._cells[place]
        return (self._found or {})[key]

    def __setitem__(self, key: str, value: Any) -> None:
        place = self._sheet.places.get(key)
        if place is not None:
            self._cells[place] = value
        elif self._found is None:
            self._found = {key: value}
        else:
            self._found[key] = value

    def get(self, key: str, default: Any = None) -> Any:
        try:
            value = self[key]
        except KeyError:
            return default
        return default if value is None else value

    @property
    def is_good(self) -> bool:
        return not self.errors

    @property
    def key(self) -> tuple[Any, ...]:
        """业务主键: the values of the sheet's key columns."""
        return tuple(self[part] for part in self._sheet.key)

    def values(self) -> dict[str, Any]:
        """All parsed cells by key, secret ones included: for writing, not for the ledger."""
        return dict(zip(self._sheet.places, self._cells, strict=True))

    def refuse(self, key: str, code: str, message: str, hint: str = "", value: Value = None) -> None:
        """未导入: add an error at the column `key` ("" for the row as a whole)."""
        self.errors += (self._problem(key, code, message, hint, value),)

    def warn(self, key: str, code: str, message: str, hint: str = "", value: Value = None) -> None:
        """需留意: the row is taken all the same."""
        self.warnings += (self._problem(key, code, message, hint, value),)

    def _problem(self, key: str, code: str, message: str, hint: str, value: Value) -> Problem:
        column = self._sheet.by_key.get(key)
        if column is None:
            return Problem(key, code, message, shown(value)[:200], hint)
        return Problem(column.name, code, message, column.words(value if value is not None else self.get(key))[:200], hint)


@dataclass
class Context:
    """导入的场合: who imports, when, for which unit (or None), and what the file has: its columns and the lines above its header."""

    actor: User
    at: datetime
    on: date
    unit: Unit | None = None
    options: dict[str, Any] = field(default_factory=dict)
    present: frozenset[str] = frozenset()
    title: str = ""
    batch: ImportBatch | None = None


def _nothing(rows: Sequence[Row], context: Context) -> None:
    """A kind without rules across rows."""


@dataclass(frozen=True)
class Sheet:
    """One kind of workbook. `back` is the URL name of the list it belongs to; `examples` fill the template's guide; `asks` are
    the numbers in the address of the upload page that reach `context.options` besides `unit` (?plan=3); `goes_into` says on the
    preview what the rows will belong to, `foretell` what else the commit will set going (the next number of a series)."""

    kind: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    commit: Callable[[Sequence[Row], Context], None]
    permission: str
    check: Callable[[Sequence[Row], Context], None] = _nothing
    may_import: Callable[[User], bool] | None = None
    back: str = ""
    asks: tuple[str, ...] = ()
    goes_into: Callable[[Context], str] | None = None
    foretell: Callable[[Sequence[Row], Context], Sequence[str]] | None = None
    examples: tuple[Mapping[str, str], ...] = ()
    note: str = ""
    lead: tuple[str, ...] = ()  # columns that name a row on the preview; the first two open ones where it is empty
    labels: Mapping[str, str] = field(default_factory=dict)  # code of an error → its kind in words (单位不存在)
    made_from: Mapping[str, Sequence[str]] = field(default_factory=dict)  # stored field that is no column → the columns it is made from

    @cached_property
    def places(self) -> dict[str, int]:
        return {column.key: place for place, column in enumerate(self.columns)}

    @cached_property
    def by_key(self) -> dict[str, Column]:
        return {column.key: column for column in self.columns}

    @cached_property
    def lead_columns(self) -> tuple[Column, ...]:
        """The columns by which the preview tells rows apart: the required ones first."""
        named = tuple(self.by_key[key] for key in self.lead)
        shown = [column for column in self.columns if not column.secret]
        return named or tuple(sorted(shown, key=lambda column: not column.required))[:2]

    @cached_property
    def has_secret_key(self) -> bool:
        return any(self.by_key[part].secret for part in self.key if part in self.by_key)

    def sources(self, name: str) -> Sequence[str]:
        """The columns a stored field comes from; none for what no column says."""
        return self.made_from.get(name, (name,) if name in self.places else ())

    def foretold(self, rows: Sequence[Row], context: Context) -> list[str]:
        """后果: sentences about what taking these good rows brings, told before anything is written."""
        return list(self.foretell(rows, context)) if self.foretell and rows else []

    def is_open_to(self, user: User) -> bool:
        """Whether `user` may import this kind in the present post."""
        return user.has_perm(self.permission) and (self.may_import is None or self.may_import(user))


# --- set rules that every kind needs -------------------------------------------------------------------------------
def good(rows: Sequence[Row]) -> Iterator[Row]:
    """Rows without an error so far."""
    return (row for row in rows if not row.errors)


def refuse_repeats(rows: Sequence[Row], *keys: str, code: str = "repeated") -> None:
    """重复: of rows with the same value in `keys` the first good one stays, the later ones are refused and name it."""
    first: dict[tuple[Any, ...], int] = {}
    for row in rows:
        if row.errors:
            continue
        value = tuple(row[key] for key in keys)
        if all(part is None for part in value):
            continue
        earlier = first.setdefault(value, row.number)
        if earlier != row.number:
            row.refuse(keys[0], code, f"与第 {earlier} 行重复，保留第 {earlier} 行。", "删去其中一行")


def settle(
    rows: Sequence[Row],
    existing: Mapping[Any, Mapping[str, Any]],
    fields: Sequence[str],
    context: Context,
) -> None:
    """新增、更新、无变化: compare good rows with the stored ones by business key.

    `existing` maps `row.key` (the bare value when the key is one column) to the stored values of `fields`. A field that is a
    column the file does not have, or is made from such columns only, keeps its stored value. The differing old values are
    kept in `row.before`.
    """
    for row in good(rows):
        key = row.key[0] if len(row.key) == 1 else row.key
        stored = existing.get(key)
        if stored is None:
            row.outcome = CREATED
            continue
        absent = [name for name in fields if _is_absent(row, name, context)]
        for name in absent:
            row[name] = stored.get(name)
        changed = {name: stored.get(name) for name in fields if name not in absent and stored.get(name) != row.get(name)}
        row.outcome, row.before = (UPDATED, changed) if changed else (UNCHANGED, None)


def _is_absent(row: Row, name: str, context: Context) -> bool:
    sources = row._sheet.sources(name)
    return bool(sources) and not any(source in context.present for source in sources)
