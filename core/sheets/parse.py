"""读单元格: parsers of one cell. Each takes the raw cell and returns the value, `Tidied(value, note)`, or raises CellError.

An empty cell never reaches a parser. Messages follow the words of the product; the codes are stable and end up in reports.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from core.sheets.cells import CellError, Tidied, Value, shown

Parser = Callable[[Any], Any]

FULL = str.maketrans({chr(code): chr(code - 0xFEE0) for code in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]})
FULL_SIGNS = str.maketrans("．，－／：＋％　", ".,-/:+% ")
BLANKS = "\u00a0\u3000\u2002\u2003\u2009\u202f\u200b\u200c\u200d\ufeff\u2060"
ODD_SPACE = re.compile(f"[{BLANKS}\t\x0b\x0c\x85]")
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
UNTIDY = re.compile(f"[{BLANKS}\x00-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]|  |^ | $")
SPACES = re.compile(" {2,}")
ALL_SPACE = re.compile(rf"[\s{BLANKS}]+")
CJK = "\u3400-\u9fff\uf900-\ufaff·"
CJK_GAP = re.compile(f"(?<=[{CJK}])[ ]+(?=[{CJK}])")
EPOCH = date(1899, 12, 30)
SPACED, WIDE, AS_DATE = "去掉多余空格", "全角改半角", "统一日期写法"


def _clean(raw: Value) -> tuple[str, str]:
    """The cell as text without control characters and stray blanks, and what was done to it ("" for nothing worth saying)."""
    if not isinstance(raw, str):
        if isinstance(raw, float) and abs(raw) >= 1e15:
            raise CellError("precision_lost", "数字超过 15 位，表格软件已丢掉末几位。", "把这一列设为文本格式后重新填写")
        return shown(raw), ""
    if raw.isalnum() or not UNTIDY.search(raw):
        return raw, ""
    plain = CONTROL.sub("", raw.replace("\r\n", "\n").replace("\r", "\n"))
    tidy = SPACES.sub(" ", ODD_SPACE.sub(" ", plain)).strip()
    return tidy, (SPACED if tidy != plain.rstrip("\n") else "")


def _taken(value: Any, *notes: str) -> Any:
    said = "、".join(filter(None, notes))
    return Tidied(value, said) if said else value


def text(raw: Value) -> Any:
    """Any text: ends trimmed, runs of blanks made one, line breaks kept."""
    clean, note = _clean(raw)
    return _taken(clean, note)


def name(raw: Value) -> Any:
    """A name of a person or a unit: no blanks between Chinese characters, none at the ends."""
    clean, note = _clean(raw)
    tight = CJK_GAP.sub("", clean.replace("\n", ""))
    return _taken(tight, note or (SPACED if tight != clean else ""))


def number_text(raw: Value) -> Any:
    """A card, telephone or document number kept as text: half-width, no blanks inside."""
    clean, note = _clean(raw)
    tight = ALL_SPACE.sub("", clean)
    half = tight.translate(FULL)
    return _taken(half, note or (SPACED if tight != clean else ""), WIDE if half != tight else "")


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
    clean = _clean(raw)[0].translate(FULL).translate(FULL_SIGNS)
    return _written(clean), "" if ISO.fullmatch(str(raw)) else AS_DATE


def _written(clean: str) -> datetime:
    if clean.isdigit() and len(clean) == 5:
        return _serial(float(clean))
    if packed := PACKED.fullmatch(clean):
        return datetime.combine(_day(*map(int, packed.groups())), time())
    found = DATE_FORM.fullmatch(clean)
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
    return _taken(instant.date(), note)


def moment(raw: Value) -> Any:
    """时间: date and time without zone; the kind gives it the zone it means."""
    instant, note = _instant(raw)
    return _taken(instant, note)


MONTH_FORM = re.compile(r"(\d{4})\s*[-./年]?\s*(\d{1,2})\s*月?(?:份)?")


def month(raw: Value) -> Any:
    """月份: the first day of 2025-07, 2025年7月, 202507 or of a date cell."""
    if isinstance(raw, (date, datetime)):
        return date(raw.year, raw.month, 1)
    clean = _clean(raw)[0].translate(FULL).translate(FULL_SIGNS)
    found = MONTH_FORM.fullmatch(clean)
    if not found:
        raise CellError("month_form", "月份应为 2026-03 或 2026年3月。")
    return _taken(_day(int(found[1]), int(found[2]), 1), "" if re.fullmatch(r"\d{4}-\d{2}", str(raw)) else "统一月份写法")


# --- numbers -------------------------------------------------------------------------------------------------------
NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?")


def _decimal(raw: Value, code: str, sentence: str) -> tuple[Decimal, str]:
    if isinstance(raw, (bool, date, datetime, time)):
        raise CellError(code, sentence)
    if isinstance(raw, (int, float)):
        return Decimal(repr(raw)), ""
    clean, note = _clean(raw)
    half = ALL_SPACE.sub("", clean).translate(FULL).translate(FULL_SIGNS)
    if not NUMBER.fullmatch(half):
        raise CellError(code, sentence)
    try:
        found = Decimal(half.replace(",", ""))
    except InvalidOperation:
        raise CellError(code, sentence) from None
    return found, "、".join(filter(None, (note, WIDE if half != ALL_SPACE.sub("", clean) else "")))


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
        return _taken(yuan.quantize(step, ROUND_HALF_UP), note)

    return parse


def decimal(least: float | None = None, most: float | None = None, places: int = 2) -> Parser:
    """数: a number between `least` and `most`, both allowed."""

    def parse(raw: Value) -> Any:
        number, note = _decimal(raw, "number_text", "应为数字。")
        _in_range(number, least, most)
        return _taken(number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), note)

    return parse


def integer(least: int | None = None, most: int | None = None) -> Parser:
    """整数: between `least` and `most`, both allowed."""

    def parse(raw: Value) -> Any:
        number, note = _decimal(raw, "integer_text", "应为整数。")
        if number != number.to_integral_value():
            raise CellError("integer_text", "应为整数。")
        _in_range(number, least, most)
        return _taken(int(number), note)

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
    said = ALL_SPACE.sub("", _clean(raw)[0]).translate(FULL).lower()
    if said in YES:
        return True
    if said in NO:
        return False
    raise CellError("yes_no", "应填“是”或“否”。")


def choice(labels: Mapping[str, Any] | Sequence[tuple[Any, str]], aliases: Mapping[str, Any] | None = None) -> Parser:
    """选项: a Chinese label (or an alias of it) becomes its stored value; give `Kind.choices` or {label: value}."""
    table = dict(labels) if isinstance(labels, Mapping) else {str(label): value for value, label in labels}
    allowed = "、".join(table)
    known = {ALL_SPACE.sub("", str(label)): value for label, value in {**table, **(aliases or {})}.items()}

    def parse(raw: Value) -> Any:
        clean, note = _clean(raw)
        said = ALL_SPACE.sub("", clean)
        if said not in known:
            raise CellError("choice", f"没有“{clean[:30]}”这一项，应为：{allowed}。", "从列出的选项中选一个")
        return _taken(known[said], note)

    return parse


def several(one: Parser, separators: str = "、，,；;/\n") -> Parser:
    """多值: cells like 行政处罚、行政检查 become a list of what `one` makes of each part."""
    cut = re.compile(f"[{re.escape(separators)}]")

    def parse(raw: Value) -> Any:
        clean, note = _clean(raw)
        parts = [one(part.strip()) for part in cut.split(clean) if part.strip()]
        inner = next((part.note for part in parts if isinstance(part, Tidied)), "")
        return _taken([part.value if isinstance(part, Tidied) else part for part in parts], note or inner)

    return parse


# --- numbers with a check digit ------------------------------------------------------------------------------------
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
CREDIT_FORM = re.compile(rf"[{CREDIT_ALPHABET}]{{18}}")


def identity(raw: Value) -> Any:
    """身份证号: 18 figures, a birthday that exists, check digit of GB 11643; the last may be x.

    The area code is not judged: codes change and a wrong one cannot be told from an old one.
    """
    taken = number_text(raw)
    plain, notes = (taken.value, taken.note) if isinstance(taken, Tidied) else (taken, "")
    number = plain.upper()
    if len(number) != 18:
        raise CellError("identity_length", f"身份证号应为 18 位，现在 {len(number)} 位。", "核对身份证原件")
    if not (number.isascii() and number[:17].isdigit() and (number[17].isdigit() or number[17] == "X")):
        raise CellError("identity_form", "身份证号只能是数字，末位可以是 X。", "核对身份证原件")
    if number[17] != ID_CHECKS[sum(int(figure) * weight for figure, weight in zip(number, ID_WEIGHTS, strict=False)) % 11]:
        raise CellError("identity_check", "身份证号第 18 位与前 17 位不符，请核对。", "核对身份证原件")
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise CellError("identity_birthday", "身份证号里的出生日期不存在。", "核对身份证原件") from None
    return _taken(number, notes, "末位改大写" if number != plain else "")


def credit_code(raw: Value) -> Any:
    """统一社会信用代码: 18 places, check digit of GB 32100."""
    taken = number_text(raw)
    plain, notes = (taken.value, taken.note) if isinstance(taken, Tidied) else (taken, "")
    code = plain.upper()
    if len(code) != 18:
        raise CellError("credit_length", f"统一社会信用代码应为 18 位，现在 {len(code)} 位。", "核对营业执照")
    if not CREDIT_FORM.fullmatch(code):
        raise CellError("credit_form", "统一社会信用代码含有不用的字符（I、O、Z、S、V 等）。", "核对营业执照")
    total = sum(CREDIT_ALPHABET.index(figure) * weight for figure, weight in zip(code, CREDIT_WEIGHTS, strict=False))
    if code[17] != CREDIT_ALPHABET[(31 - total % 31) % 31]:
        raise CellError("credit_check", "统一社会信用代码末位与前 17 位不符，请核对。", "核对营业执照")
    return _taken(code, notes, "字母改大写" if code != plain else "")


def phone(raw: Value) -> Any:
    """电话: figures, with - and blanks left out of mobile numbers."""
    taken = number_text(raw)
    plain, notes = (taken.value, taken.note) if isinstance(taken, Tidied) else (taken, "")
    if not re.fullmatch(r"1\d{10}|(?:0\d{2,3}-?)?\d{7,8}(?:-\d{1,6})?", plain):
        raise CellError("phone_form", "电话应为 11 位手机号，或带区号的座机号。", "核对电话")
    return _taken(plain, notes)
