"""读单元格: parsers of one cell. Each takes the raw cell and returns the value, `Tidied(value, note)`, or raises CellError.

An empty cell never reaches a parser. Messages follow the words of the product; the codes are stable and end up in reports.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from core.sheets.cells import CellError, Tidied, Value
from core.sheets.check_digits import credit_code, identity, mobile, phone
from core.sheets.tidying import ALL_SPACE, FULL, FULL_SIGNS, WIDE, clean, document_number, name, number_text, taken, text
from core.whole_number import whole_number

__all__ = [
    "Parser", "choice", "credit_code", "day", "decimal", "document_number", "identity", "integer", "mobile", "moment", "money", "month", "name", "number_text", "phone", "several", "text", "yes_no",
]  # fmt: skip

Parser = Callable[[Any], Any]
EPOCH = date(1899, 12, 30)
AS_DATE = "统一日期写法"


# --- dates ---------------------------------------------------------------------------------------------------------
DATE_FORM = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.0+)?)?")
PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}(?::\d{2})?)?")
HOW_DATE = "日期应为 2026-03-05、2026年3月5日 或 2026.3.5。"


def _day(year: int, month: int, day: int) -> date:
    if not 1 <= month <= 12:
        raise CellError("date_impossible", f"一年没有 {month} 月。", "核对日期")
    if not 1900 <= year <= 2200:
        raise CellError("date_range", f"年份 {year} 不在 1900—2200 之间。", "核对日期")
    try:
        return date(year, month, day)
    except ValueError:
        raise CellError("date_impossible", f"{month} 月没有 {day} 日。", "核对日期") from None


def _serial(number: float) -> datetime:
    if not 1 <= number < 110000:
        raise CellError("date_form", HOW_DATE)
    return datetime.combine(EPOCH, time()) + timedelta(days=number)


def _instant(raw: Value) -> tuple[datetime, str]:
    """The cell as date and time without zone, and what was tidied."""
    if isinstance(raw, datetime):
        return raw, ""
    if isinstance(raw, date):
        return datetime.combine(raw, time()), ""
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        packed = PACKED.fullmatch(str(int(raw))) if float(raw).is_integer() else None
        day = _day(*map(int, packed.groups())) if packed else None
        return (datetime.combine(day, time()), AS_DATE) if day else (_serial(float(raw)).replace(microsecond=0), AS_DATE)
    half = clean(raw)[0].translate(FULL).translate(FULL_SIGNS)
    return _written(half), "" if ISO.fullmatch(str(raw)) else AS_DATE


def _written(plain: str) -> datetime:
    if len(plain) == 5 and whole_number(plain):
        return _serial(float(plain))
    if packed := PACKED.fullmatch(plain):
        return datetime.combine(_day(*map(int, packed.groups())), time())
    found = DATE_FORM.fullmatch(plain)
    if not found:
        raise CellError("date_form", HOW_DATE, "改成其中一种写法")
    year, month, day, *clock = (int(part) if part else 0 for part in found.groups())
    hour, minute, second = clock
    if hour > 23 or minute > 59 or second > 59:
        raise CellError("date_impossible", f"没有 {hour}:{minute:02} 这个时刻。", "核对时间")
    return datetime.combine(_day(year, month, day), time(hour, minute, second))


def day(raw: Value) -> Any:
    """日期: a date cell, a serial number, 2023年5月25日, 2023.5.25, 2023/5/25, 20230525; an impossible day is refused."""
    if type(raw) is date:
        return raw
    instant, note = _instant(raw)
    return taken(instant.date(), note)


def moment(raw: Value) -> Any:
    """时间: date and time without zone; the kind gives it the zone it means."""
    instant, note = _instant(raw)
    return taken(instant, note)


MONTH_FORM = re.compile(r"(\d{4})\s*[-./年]?\s*(\d{1,2})\s*月?(?:份)?")


def month(raw: Value) -> Any:
    """月份: the first day of 2025-07, 2025年7月, 202507 or of a date cell."""
    if isinstance(raw, (date, datetime)):
        return date(raw.year, raw.month, 1)
    found = MONTH_FORM.fullmatch(clean(raw)[0].translate(FULL).translate(FULL_SIGNS))
    if not found:
        raise CellError("month_form", "月份应为 2026-03 或 2026年3月。")
    return taken(_day(int(found[1]), int(found[2]), 1), "" if re.fullmatch(r"\d{4}-\d{2}", str(raw)) else "统一月份写法")


# --- numbers -------------------------------------------------------------------------------------------------------
NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?")


def _decimal(raw: Value, code: str, sentence: str) -> tuple[Decimal, str]:
    if isinstance(raw, (bool, date, datetime, time)):
        raise CellError(code, sentence)
    if isinstance(raw, (int, float)):
        return Decimal(repr(raw)), ""
    plain, note = clean(raw)
    tight = ALL_SPACE.sub("", plain)
    half = tight.translate(FULL).translate(FULL_SIGNS)
    if not NUMBER.fullmatch(half):
        raise CellError(code, sentence)
    try:
        found = Decimal(half.replace(",", ""))
    except InvalidOperation:
        raise CellError(code, sentence) from None
    return found, "、".join(filter(None, (note, WIDE if half != tight else "")))


def money(factor: int = 1, negative: bool = False, places: int = 2) -> Parser:
    """金额: yuan with two decimals; `factor` 10000 where the head says 万元; text and negatives are refused."""
    step = Decimal(1).scaleb(-places)

    def parse(raw: Value) -> Any:
        amount, note = _decimal(raw, "money_text", "金额应为数字，不带“元”“万”。")
        if amount < 0 and not negative:
            raise CellError("money_negative", "金额不能为负数。", "核对金额")
        yuan = amount * factor
        if not abs(yuan) < Decimal(10) ** 13:
            raise CellError("money_range", "金额过大。", "核对金额和单位")
        return taken(yuan.quantize(step, ROUND_HALF_UP), note)

    return parse


def decimal(least: float | None = None, most: float | None = None, places: int = 2) -> Parser:
    """数: a number between `least` and `most`, both allowed."""

    def parse(raw: Value) -> Any:
        number, note = _decimal(raw, "number_text", "应为数字。")
        _in_range(number, least, most)
        return taken(number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), note)

    return parse


def integer(least: int | None = None, most: int | None = None) -> Parser:
    """整数: between `least` and `most`, both allowed."""

    def parse(raw: Value) -> Any:
        number, note = _decimal(raw, "integer_text", "应为整数。")
        if number != number.to_integral_value():
            raise CellError("integer_text", "应为整数。")
        _in_range(number, least, most)
        return taken(int(number), note)

    return parse


def _in_range(number: Decimal, least: float | None, most: float | None) -> None:
    if not abs(number) < Decimal(10) ** 15:
        raise CellError("number_range", "数字过大。")
    if least is not None and number < Decimal(repr(least)):
        raise CellError("number_range", f"不能小于 {least}。")
    if most is not None and number > Decimal(repr(most)):
        raise CellError("number_range", f"不能大于 {most}。")


# --- closed sets ---------------------------------------------------------------------------------------------------
YES = frozenset({"是", "有", "y", "yes", "true", "1", "√", "✓", "对"})
NO = frozenset({"否", "无", "n", "no", "false", "0", "×", "✗", "不是", "没有"})


def yes_no(raw: Value) -> Any:
    """是否."""
    said = ALL_SPACE.sub("", clean(raw)[0]).translate(FULL).lower()
    if said in YES:
        return True
    if said in NO:
        return False
    raise CellError("yes_no", "应填“是”或“否”。")


class choice:
    """选项: a Chinese label (or an alias of it) becomes its stored value; give `Kind.choices` or {label: value}.

    `words` leads back from the stored value to its label."""

    def __init__(self, labels: Mapping[str, Any] | Sequence[tuple[Any, str]], aliases: Mapping[str, Any] | None = None) -> None:
        table = dict(labels) if isinstance(labels, Mapping) else {str(label): value for value, label in labels}
        self.words = {value: label for label, value in table.items()}
        self._known = {ALL_SPACE.sub("", str(label)): value for label, value in {**table, **(aliases or {})}.items()}

    def __call__(self, raw: Value) -> Any:
        plain, note = clean(raw)
        said = ALL_SPACE.sub("", plain)
        if said not in self._known:
            raise CellError("choice", f"没有“{plain[:30]}”这一项，应为：{'、'.join(self.words.values())}。", "从列出的选项中选一个")
        return taken(self._known[said], note)


class several:
    """多值: cells like 行政处罚、行政检查 become a list of what `one` makes of each part."""

    def __init__(self, one: Parser, separators: str = "、，,；;/\n") -> None:
        self._one, self._cut = one, re.compile(f"[{re.escape(separators)}]")

    def __call__(self, raw: Value) -> Any:
        plain, note = clean(raw)
        parts = [self._one(part.strip()) for part in self._cut.split(plain) if part.strip()]
        inner = next((part.note for part in parts if isinstance(part, Tidied)), "")
        return taken([part.value if isinstance(part, Tidied) else part for part in parts], note or inner)
