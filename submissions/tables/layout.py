"""版式: the layout of the bureau's own blank, as it was read: where the head, the rows and the foot stand, and what each column asks for.

Everything here is a proposal the bureau may change; the file itself is opened in a limited child process only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from core.errors import DomainError
from core.files.children import ChildFailed, ask_child
from submissions.tables.fields import Field, asked

MEGABYTES, SECONDS, MOST_BYTES = 1200, 60, 20 * 1024 * 1024
UNREADABLE = "表样读取时中断（内容异常或过于复杂），请复制到新的 xlsx 里再上传。"


class UnreadableBlank(DomainError):
    """The file cannot serve as a blank; `code` is stable."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class BlankColumn:
    """One column of the blank: where it stands, the formula of its first row ("" for none), how its cells are formatted, and the words of
    its head as they are drawn, groups first – the bureau may call the field otherwise."""

    place: int
    field: Field
    formula: str = ""
    number_format: str = "General"
    drawn: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.field.key


@dataclass(frozen=True)
class Label:
    """填报单位：… : a cell of the title or foot lines that names what is to be written behind it."""

    row: int
    place: int
    text: str


@dataclass(frozen=True)
class Blank:
    """版式. Rows count from 1, places of columns from 0; `counter` is the place of 序号 (-1 for none), `width` the first place right of everything."""

    worksheet: str
    title: str
    head_first: int
    head_last: int
    first_row: int
    last_row: int
    total_row: int
    height: int
    width: int
    columns: tuple[BlankColumn, ...]
    counter: int = -1
    has_numbers_below_head: bool = False
    labels: tuple[Label, ...] = ()
    foot: tuple[str, ...] = ()
    guide: str = ""
    examples: tuple[str, ...] = ()
    starting_rows: tuple[dict[str, str], ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[Field, ...]:
        """The proposed columns, formulas included."""
        return tuple(column.field for column in self.columns)

    @property
    def asked(self) -> tuple[Field, ...]:
        return asked(self.fields)

    @property
    def prepared(self) -> int:
        """How many rows the blank has ready."""
        return self.last_row - self.first_row + 1

    def by_key(self) -> dict[str, BlankColumn]:
        return {column.key: column for column in self.columns}

    def as_json(self) -> dict[str, Any]:
        said = asdict(self)
        said["columns"] = [{**asdict(column), "field": column.field.as_json()} for column in self.columns]
        return said

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Blank:
        made = dict(said)
        made["columns"] = tuple(
            BlankColumn(**{**column, "field": Field.from_json(column["field"]), "drawn": tuple(column.get("drawn", ()))}) for column in said["columns"]
        )
        made["labels"] = tuple(Label(**label) for label in said["labels"])
        made["starting_rows"] = tuple(dict(row) for row in said["starting_rows"])
        for name in ("foot", "examples", "remarks"):
            made[name] = tuple(said[name])
        return cls(**made)


@contextmanager
def scratch(data: bytes) -> Iterator[Path]:
    """The bytes as a file of its own for a reader that wants a path; gone afterwards."""
    with TemporaryDirectory(prefix="mingdu-table-") as folder:
        path = Path(folder) / "table"
        path.write_bytes(data)
        yield path


def look_at(data: bytes, name: str) -> dict[str, Any]:
    """What stands on every worksheet, told by the child. Raises UnreadableBlank."""
    if len(data) > MOST_BYTES:
        raise UnreadableBlank("too_large", f"表样超过 {MOST_BYTES // 1024 // 1024} MB，请只保留要发的那张表。")
    try:
        with scratch(data) as path:
            told = ask_child("submissions.tables.blank_child", {"path": str(path), "name": name}, megabytes=MEGABYTES, seconds=SECONDS)
    except ChildFailed:
        raise UnreadableBlank("broken", UNREADABLE) from None
    if "refused" in told:
        raise UnreadableBlank(told["refused"], told["sentence"])
    return told
