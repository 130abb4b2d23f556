"""单元格: what a cell may be refused for, and what was tidied on the way in. No Django here: the reading child imports it too."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from core.masks import mask_identity, mask_phone

IDENTITY = 15  # places of the old identity numbers, the shortest there are
Value = str | int | float | bool | date | datetime | time | None


class CellError(Exception):
    """One cell refused: a stable code, a sentence for the person, and how to mend it."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


@dataclass(frozen=True, slots=True)
class Tidied:
    """规范化: a parser returns this when it took the cell in another form than it was typed."""

    value: Any
    note: str


def value_of(read: Any) -> Any:
    """What a parser took, without its note."""
    return read.value if isinstance(read, Tidied) else read


@dataclass(frozen=True, slots=True)
class Problem:
    """One error or warning of a row; `value` is what the file says, masked where the column is secret."""

    column: str
    code: str
    message: str
    value: str = ""
    hint: str = ""

    def as_json(self) -> dict[str, str]:
        return {"column": self.column, "code": self.code, "message": self.message, "value": self.value, "hint": self.hint}


def shown(value: Value) -> str:
    """A cell as words: 2026-03-05, 是, 16992100073; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}" if (value.hour or value.minute) else f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def masked(text: str) -> str:
    """A secret value in an error line: as long as an identity number it is masked as one, anything shorter as a telephone."""
    return mask_identity(text) if len(text) >= IDENTITY else mask_phone(text)
