"""两期对比: what changed between two answers to the same columns, rows paired by a key column or by their order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.db.models import TextChoices

from core.sheets.stream import Heading, python_rows, xlsx_stream
from submissions.tables.fields import NUMBERS, Field, asked
from submissions.tables.rows import Row, words

NOT_COUNTED = "不计算"
LEAD = 3
HEADINGS = (
    Heading("单位", 22),
    Heading("行", 18),
    Heading("变化", 10),
    Heading("栏目", 24),
    Heading("上期", 20),
    Heading("本期", 20),
    Heading("增减", 14),
    Heading("增减幅度", 12),
)


class ChangeKind(TextChoices):
    """What happened to a row or a cell, or to the answer as a whole."""

    ADDED = "added", "新增行"
    REMOVED = "removed", "减少行"
    CHANGED = "changed", "有变化"
    NEW = "new", "上期没有"
    GONE = "gone", "本期没有"


@dataclass(frozen=True)
class Change:
    """One cell (or, with key "", one whole row). `row` names it: the value of the key column, or 第 3 行. Figures carry 增减 and its share."""

    kind: ChangeKind
    row: str
    key: str = ""
    heading: str = ""
    before: str = ""
    after: str = ""
    delta: str = ""
    percent: str = ""


WHOLE_NEW, WHOLE_GONE = Change(ChangeKind.NEW, ""), Change(ChangeKind.GONE, "")  # a unit that answered in one of both periods only


@dataclass(frozen=True)
class Total:
    """合计 of a column of figures in both periods."""

    key: str
    heading: str
    before: str
    after: str
    delta: str
    percent: str


def differences(fields: Sequence[Field], before: Sequence[Row], after: Sequence[Row], key: str | None = None) -> list[Change]:
    """Changed cells in the order of the new rows, rows that came, then rows that went. Rows with the same key are paired in their order."""
    found: list[Change] = []
    old = _placed(before, key)
    for name, row in _placed(after, key).items():
        earlier = old.pop(name, None)
        label = _label(name, key, fields)
        if earlier is None:
            found.append(Change(ChangeKind.ADDED, label, after=_lead(fields, row)))
        else:
            found += _cells(fields, label, earlier, row)
    return found + [Change(ChangeKind.REMOVED, _label(name, key, fields), before=_lead(fields, row)) for name, row in old.items()]


def totals(fields: Sequence[Field], before: Sequence[Row], after: Sequence[Row]) -> list[Total]:
    """The sums of all columns of figures, changed or not."""
    made = []
    for field in asked(fields):
        if field.kind in NUMBERS:
            left, right = _sum(before, field.key), _sum(after, field.key)
            delta, percent = compared(left, right)
            made.append(Total(field.key, field.full_heading, _plain(left), _plain(right), delta, percent))
    return made


# --- pairs ---------------------------------------------------------------------------------------------------------
Name = tuple[str, int]


def _placed(rows: Sequence[Row], key: str | None) -> dict[Name, Row]:
    """Rows by the value of the key and how often it came before; by their number without a key."""
    if key is None:
        return {("", number): row for number, row in enumerate(rows, 1)}
    seen: dict[str, int] = defaultdict(int)
    made = {}
    for row in rows:
        value = row.get(key, "")
        seen[value] += 1
        made[value, seen[value]] = row
    return made


def _label(name: Name, key: str | None, fields: Sequence[Field]) -> str:
    value, number = name
    if key is None:
        return f"第 {number} 行"
    field = next((one for one in fields if one.key == key), None)
    said = (words(field, value) if field is not None else value) or "（空）"
    return said if number == 1 else f"{said}（第 {number} 个）"


def _lead(fields: Sequence[Field], row: Row) -> str:
    """The first words of a row, by which a person knows it."""
    said = [words(field, row.get(field.key, "")) for field in asked(fields)]
    return "、".join([text for text in said if text][:LEAD])


# --- cells ---------------------------------------------------------------------------------------------------------
def _cells(fields: Sequence[Field], label: str, before: Row, after: Row) -> Iterator[Change]:
    for field in asked(fields):
        old, new = before.get(field.key, ""), after.get(field.key, "")
        if old == new:
            continue
        delta, percent = "", ""
        if field.kind in NUMBERS:
            left, right = _number(old), _number(new)
            if left is not None and right is not None and left == right:
                continue
            delta, percent = compared(left, right) if left is not None and right is not None else ("", NOT_COUNTED)
        yield Change(ChangeKind.CHANGED, label, field.key, field.full_heading, words(field, old), words(field, new), delta, percent)


def compared(before: Decimal, after: Decimal) -> tuple[str, str]:
    """增减 with its sign, and its share of the earlier figure to two decimals; 不计算 where that was zero."""
    delta = after - before
    if not before:
        return _signed(delta), NOT_COUNTED if delta else "0.00%"
    share = (delta / abs(before) * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return _signed(delta), f"{'+' if share > 0 else ''}{share if share else Decimal('0.00')}%"


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _sum(rows: Sequence[Mapping[str, str]], key: str) -> Decimal:
    """Whole figures, which most are, without the detour over decimals."""
    texts = [row.get(key, "") for row in rows]
    whole = sum(int(text) for text in texts if text.isdecimal())
    return whole + sum((_number(text) or Decimal(0) for text in texts if not text.isdecimal()), Decimal(0))


def _signed(number: Decimal) -> str:
    return f"+{_plain(number)}" if number > 0 else _plain(number)


def _plain(number: Decimal) -> str:
    text = format(number.normalize(), "f") if number else "0"
    whole, _, rest = text.partition(".")
    return f"{int(whole):,}{'.' + rest if rest else ''}" if not whole.startswith("-0") else text


# --- the workbook --------------------------------------------------------------------------------------------------
def differences_workbook(title: str, parts: Iterable[tuple[str, Sequence[Change]]], facts: Sequence[tuple[str, str]] = ()) -> Iterator[bytes]:
    """All changes of all units as an xlsx in blocks; `facts` stand on its second worksheet with the number of rows."""
    lines = ((unit, one.row, one.kind.label, one.heading, one.before, one.after, one.delta, one.percent) for unit, changes in parts for one in changes)
    return xlsx_stream(title, HEADINGS, python_rows(lines), lambda count: [*facts, ("行数", str(count))])
