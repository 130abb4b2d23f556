"""填报行: from what was typed or read to canonical text, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher
from functools import lru_cache
from math import isfinite
from typing import Any

from core.sheets import CellError, Tidied, parse
from core.sheets.cells import Value, shown
from core.sheets.header import normal
from submissions.tables.fields import NUMBERS, Field, FieldKind, asked, bound

Row = dict[str, str]
LONGEST_TEXT = 5_000
PLACES = 6
FIRST_YEAR, LAST_YEAR = 1900, 2200
PERCENT = re.compile(r"\s*([+-]?[\d.,０-９．，]+)\s*[%％]\s*")
NAME = re.compile(r"姓名$")
WIDE_NUMBER = re.compile(r"(?=.*[０-９])[０-９Ａ-Ｚａ-ｚ0-9A-Za-z－-]+")
LIKE_ENOUGH, LONGEST_CHOICE, COMPARED = 0.4, 80, 12
CODES = {
    "empty": "未填",
    "choice": "不在选项内",
    "date_form": "日期写法",
    "date_impossible": "日期写法",
    "date_range": "日期写法",
    "month_form": "月份写法",
    "money_text": "不是数字",
    "number_text": "不是数字",
    "integer_text": "不是整数",
    "money_negative": "不能为负",
    "money_range": "超出范围",
    "number_range": "超出范围",
    "out_of_range": "超出范围",
    "too_long": "字数",
    "too_short": "字数",
    "yes_no": "不是“是”或“否”",
    "phone_form": "电话写法",
    "precision_lost": "数字丢位",
    "merged_number": "合并的数字",
}  # code of a problem → its kind in words, for the chips of a page


@dataclass(frozen=True)
class RowProblem:
    """One cell (or, with key "", one row) that cannot be taken; `row_number` is that of the file, or counts from 1 on a page."""

    row_number: int
    key: str
    code: str
    message: str
    hint: str = ""
    value: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"row": self.row_number, "key": self.key, "code": self.code, "message": self.message, "hint": self.hint, "value": self.value}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> RowProblem:
        return cls(int(said["row"]), said["key"], said["code"], said["message"], said.get("hint", ""), said.get("value", ""))


@dataclass(frozen=True)
class TidiedCell:
    """已规整: a cell that was taken in another form than it was written."""

    row_number: int
    key: str
    note: str
    before: str
    after: str


# --- one cell ------------------------------------------------------------------------------------------------------
def read_cell(field: Field, raw: Value) -> str:
    """The canonical text of one cell, "" for an empty one. Raises CellError."""
    return read_noted(field, raw)[0]


def read_noted(field: Field, raw: Value) -> tuple[str, str]:
    """The canonical text and what was tidied ("" for nothing worth saying). Raises CellError."""
    if raw is None or (isinstance(raw, str) and not raw.strip()) or field.kind == FieldKind.FORMULA:
        return "", ""
    if isinstance(raw, float) and not isfinite(raw):
        raise CellError("number_text", "应为数字。")
    taken = READERS[field.kind](field, raw)
    value, note = (taken.value, taken.note) if isinstance(taken, Tidied) else (taken, "")
    _within(field, value)
    return _canonical(field.kind, value), note


def _text(field: Field, raw: Value) -> Any:
    """A name loses the blanks between its characters, a number written in full width becomes half-width; other text stays as it is."""
    if NAME.search(field.heading):
        return parse.name(raw)
    return parse.number_text(raw) if isinstance(raw, str) and WIDE_NUMBER.fullmatch(raw.strip()) else parse.text(raw)


def _integer(field: Field, raw: Value) -> Any:
    return parse.integer()(raw)


def _decimal(field: Field, raw: Value) -> Any:
    """85.6% is read as 0.856, the way the spreadsheet keeps it."""
    percent = PERCENT.fullmatch(raw) if isinstance(raw, str) else None
    if percent is None:
        return parse.decimal(places=PLACES)(raw)
    read = parse.decimal(places=PLACES)(percent[1])
    return Tidied((read.value if isinstance(read, Tidied) else read) / 100, "百分数改为小数")


def _money(field: Field, raw: Value) -> Any:
    return parse.money(negative=field.least.startswith("-"))(raw)


def _choice(field: Field, raw: Value) -> Any:
    words = {normal(word): word for word in field.choices}
    said = shown(raw).strip()
    word = words.get(normal(said))
    if word is None:
        raise CellError("choice", f"没有“{said[:30]}”这一项，应为：{_listed(field.choices)}。", _proposal(field.choices, said))
    return word if word == said else Tidied(word, "统一为选项的写法")


READERS: dict[FieldKind, Callable[[Field, Value], Any]] = {
    FieldKind.TEXT: _text,
    FieldKind.INTEGER: _integer,
    FieldKind.DECIMAL: _decimal,
    FieldKind.MONEY: _money,
    FieldKind.DAY: lambda field, raw: parse.day(raw),
    FieldKind.MONTH: lambda field, raw: parse.month(raw),
    FieldKind.CHOICE: _choice,
    FieldKind.YES_NO: lambda field, raw: parse.yes_no(raw),
    FieldKind.PHONE: lambda field, raw: parse.phone(raw),
}


def _listed(words: Sequence[str]) -> str:
    """At most eight options; the drop-down shows the rest."""
    return "、".join(words) if len(words) <= 8 else f"{'、'.join(words[:8])}等 {len(words)} 项"


def _proposal(words: tuple[str, ...], said: str) -> str:
    """从列出的选项中选一个，or the option that was probably meant."""
    near = nearest(said, words)
    return f"是不是“{near}”？" if near else "从列出的选项中选一个"


@lru_cache(maxsize=2048)
def nearest(said: str, words: tuple[str, ...]) -> str:
    """The word most like what was said, "" when none is; what is far too long to be one of them is not compared."""
    folded = normal(said) if len(said) <= LONGEST_CHOICE else ""
    shared = sorted(((len({*folded} & {*normal(word)}), word) for word in words), key=lambda pair: -pair[0])[:COMPARED]
    best = max((word for count, word in shared if count), key=lambda word: likeness(said, word), default="")
    return best if best and likeness(said, best) >= LIKE_ENOUGH else ""


@lru_cache(maxsize=8192)
def likeness(one: str, other: str) -> float:
    """0 to 1; a word that is contained in the other counts as near."""
    left, right = normal(one), normal(other)
    if not left or not right:
        return 0.0
    ratio = SequenceMatcher(None, left, right, autojunk=False).ratio()
    return max(ratio, 0.75) if min(len(left), len(right)) > 1 and (left in right or right in left) else ratio


def _canonical(kind: FieldKind, value: Any) -> str:
    if kind == FieldKind.DECIMAL:
        plain = format(value.normalize(), "f")
        return "0" if plain in {"-0", ""} else plain
    if kind == FieldKind.MONTH:
        return f"{value:%Y-%m}"
    return shown(value)


def _within(field: Field, value: Any) -> None:
    if field.kind == FieldKind.TEXT and len(value) > LONGEST_TEXT:
        raise CellError("too_long", f"最多 {LONGEST_TEXT} 个字，现有 {len(value)} 个。", "缩短后再填")
    if isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise CellError("date_range", f"年份 {value.year} 不在 {FIRST_YEAR}—{LAST_YEAR} 之间。", "核对日期")
    if not (field.least or field.most):
        return
    least, most = bound(field, field.least), bound(field, field.most)
    if field.kind == FieldKind.TEXT:
        if most is not None and len(value) > most:
            raise CellError("too_long", f"最多 {most} 个字，现有 {len(value)} 个。", "缩短后再填")
        if least is not None and len(value) < least:
            raise CellError("too_short", f"至少 {least} 个字，现有 {len(value)} 个。", "补充内容")
        return
    compared = float(value) if field.kind in NUMBERS else value
    is_time = isinstance(value, date)
    if least is not None and compared < least:
        raise CellError("out_of_range", f"不能{'早于' if is_time else '小于'} {field.least}。", "核对")
    if most is not None and compared > most:
        raise CellError("out_of_range", f"不能{'晚于' if is_time else '大于'} {field.most}。", "核对")


# --- rows ----------------------------------------------------------------------------------------------------------
def is_empty(row: Mapping[str, str]) -> bool:
    return not any(value.strip() for value in row.values())


@dataclass(frozen=True)
class CheckedRows:
    """Rows in canonical text, empty ones dropped; a cell that was refused keeps what was written."""

    rows: list[Row]
    numbers: list[int]
    problems: list[RowProblem]
    tidied: list[TidiedCell]


def tidy_rows(fields: Sequence[Field], numbered: Iterable[tuple[int, Mapping[str, Value]]]) -> CheckedRows:
    """Every cell of every row through the reader of its column; nothing stops at the first error."""
    made = CheckedRows([], [], [], [])
    wanted = asked(fields)
    for number, cells in numbered:
        if all(cells.get(field.key) is None or not shown(cells.get(field.key)).strip() for field in wanted):
            continue
        row: Row = {}
        for field in wanted:
            row[field.key] = _taken(field, cells.get(field.key), number, made)
        made.rows.append(row)
        made.numbers.append(number)
    return made


def _taken(field: Field, raw: Value, number: int, made: CheckedRows) -> str:
    try:
        text, note = read_noted(field, raw)
    except CellError as refused:
        said = shown(raw)
        made.problems.append(RowProblem(number, field.key, refused.code, refused.message, refused.hint, said[:200]))
        return said
    if note:
        made.tidied.append(TidiedCell(number, field.key, note, shown(raw)[:200], text))
    if not text and field.required:
        made.problems.append(RowProblem(number, field.key, "empty", f"{field.heading}未填。", f"请填写{field.heading}"))
    return text


def check_rows(fields: Sequence[Field], rows: Sequence[Mapping[str, str]]) -> list[RowProblem]:
    """What is wrong with rows of a form, counted from 1; entirely empty rows say nothing."""
    return tidy_rows(fields, enumerate(rows, 1)).problems


def numbered_as(problems: Iterable[RowProblem], numbers: Sequence[int]) -> list[RowProblem]:
    """The same problems with row numbers of a file instead of places."""
    return [replace(problem, row_number=numbers[problem.row_number - 1]) for problem in problems]


# --- in words ------------------------------------------------------------------------------------------------------
def words(field: Field, text: str) -> str:
    """A canonical text as a page shows it: 12,500.00, 2026年3月5日, 2026年3月; what is not canonical as it stands."""
    if not text:
        return ""
    try:
        return WORDS[field.kind](text) if field.kind in WORDS else text
    except (ValueError, ArithmeticError):
        return text


def _day_in_words(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.year}年{day.month}月{day.day}日"


def _month_in_words(text: str) -> str:
    day = date.fromisoformat(f"{text}-01")
    return f"{day.year}年{day.month}月"


WORDS: dict[FieldKind, Callable[[str], str]] = {
    FieldKind.MONEY: lambda text: f"{Decimal(text):,.2f}",
    FieldKind.INTEGER: lambda text: f"{int(text):,}",
    FieldKind.DAY: _day_in_words,
    FieldKind.MONTH: _month_in_words,
}
