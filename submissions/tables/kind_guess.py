"""猜类型: what a column of the bureau's blank probably holds, from its drop-down, its number format and the words of its head."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.sheets import CellError
from core.sheets.header import normal
from submissions.tables.fields import MOST_CHOICES, Field, FieldKind, bound, usual_least

QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
FROM_WORDS: tuple[tuple[re.Pattern[str], FieldKind], ...] = (
    (re.compile(r"万元|亿元|[率%]$|占比|比例|比重|得分|分数|成绩|学时|课时|面积|平均"), FieldKind.DECIMAL),
    (re.compile(r"号码|编号|证号|文号|案号|字号|身份证|信用代码|代码|账号|名称|姓名|情况|内容|事由|备注|说明|原因|地址|依据"), FieldKind.TEXT),
    (re.compile(r"^是否|是否"), FieldKind.YES_NO),
    (re.compile(r"电话|手机|联系方式"), FieldKind.PHONE),
    (re.compile(r"月份|所属月|年月"), FieldKind.MONTH),
    (re.compile(r"日期|[^年月节工假]日$|有效期|期限至|截止|时间$"), FieldKind.DAY),
    (re.compile(r"[(（]元[)）]|金额|罚款$|罚没|经费|费用|款额|罚款数额"), FieldKind.MONEY),
    (re.compile(r"[人件次户个卷份起处家台条项名]数|数量|数$|[(（][人件次户个卷份起处家台条项名][)）]|总量|年龄|天数"), FieldKind.INTEGER),
)
MONEY_WORDS = re.compile(r"金额|元|款|经费|费用")
IN_TEN_THOUSANDS = re.compile(r"万元|亿元|千元")
OWN_UNIT = re.compile(r"[(（][^()（）]{1,4}[)）]$")
IN_YUAN = re.compile(r"[(（]元[)）]")


@dataclass(frozen=True)
class Guess:
    """The kind, its options and limits, and what to tell the bureau about it ("" for nothing)."""

    kind: FieldKind
    choices: tuple[str, ...] = ()
    least: str = ""
    most: str = ""
    remark: str = ""


def guess(heading: str, number_format: str, rules: Sequence[Mapping[str, Any]], group: str = "") -> Guess:
    """`rules` are the drop-downs and limits that reach the first row of the column; `group` is the merged head above it, whose unit holds."""
    for rule in rules:
        found = _by_rule(heading, number_format, rule, group)
        if found is not None:
            return found
    kind = _by_format(heading, number_format, group) or by_words(heading, group)
    return Guess(kind, least=usual_least(kind, heading))


def _by_rule(heading: str, number_format: str, rule: Mapping[str, Any], group: str) -> Guess | None:
    if rule["kind"] == "list":
        return _by_list(heading, rule["words"])
    if rule["kind"] == "date":
        return Guess(FieldKind.DAY)
    if rule["kind"] in {"whole", "decimal"}:
        kind = FieldKind.INTEGER if rule["kind"] == "whole" else _by_format(heading, number_format, group)
        if kind not in {FieldKind.INTEGER, FieldKind.DECIMAL, FieldKind.MONEY}:
            kind = FieldKind.MONEY if _is_money(heading, group) else FieldKind.DECIMAL
        return Guess(kind, (), *_limits(kind, rule["limits"]))
    return None


def _by_list(heading: str, words: Sequence[str] | None) -> Guess | None:
    if words is None:
        return Guess(FieldKind.TEXT, remark=f"“{heading}”的下拉选项由公式算出，未能读取，按文字处理。")
    options = tuple({normal(word): word for word in reversed(words)}.values())[::-1]
    if len(options) > MOST_CHOICES:
        return Guess(FieldKind.TEXT, remark=f"“{heading}”的下拉选项超过 {MOST_CHOICES} 个，按文字处理。")
    if not options:
        return None
    return Guess(FieldKind.YES_NO) if set(options) == {"是", "否"} else Guess(FieldKind.CHOICE, options)


def _limits(kind: FieldKind, limits: Sequence[str]) -> tuple[str, str]:
    """Constant limits of a rule; the others stay with the blank."""
    operator, first, second = limits
    least, most = {
        "between": (first, second),
        "greaterThanOrEqual": (first, ""),
        "lessThanOrEqual": ("", first),
        "equal": (first, first),
    }.get(operator, ("", ""))
    return _constant(kind, least), _constant(kind, most)


def _constant(kind: FieldKind, text: str) -> str:
    try:
        bound(Field("a", "a", kind, least=text), text)
    except (CellError, ValueError):
        return ""
    return text


def _by_format(heading: str, number_format: str, group: str) -> FieldKind | None:
    """What the number format of the prepared cells says; None for General."""
    plain = QUOTED.sub("", number_format or "General").split(";")[0].lower().strip()
    if plain in {"", "general"}:
        return None
    if plain == "@":
        return by_words(heading) if by_words(heading) in {FieldKind.PHONE, FieldKind.YES_NO} else FieldKind.TEXT
    if is_date_format(number_format):
        return FieldKind.DAY if "d" in plain else FieldKind.MONTH
    if "%" in plain:
        return FieldKind.DECIMAL
    if not re.search(r"[0#?]", plain):
        return None
    if _is_money(heading, group):
        return FieldKind.MONEY
    return FieldKind.DECIMAL if "." in plain else FieldKind.INTEGER


def is_date_format(number_format: str) -> bool:
    """Whether a number in this format is shown as a date."""
    plain = QUOTED.sub("", number_format or "").split(";")[0].lower()
    return "y" in plain or ("m" in plain and "d" in plain)


def _is_money(heading: str, group: str) -> bool:
    return bool(MONEY_WORDS.search(heading)) and not _counts_ten_thousands(heading, group)


def _counts_ten_thousands(heading: str, group: str) -> bool:
    """罚没款（万元）/罚款: the unit of the merged head holds for what names none of its own."""
    return bool(IN_TEN_THOUSANDS.search(heading) or (IN_TEN_THOUSANDS.search(group) and not OWN_UNIT.search(heading)))


def by_words(heading: str, group: str = "") -> FieldKind:
    """The kind the words of a heading suggest, else the unit of the merged head above it; text where neither suggests one."""
    plain = normal(heading)
    kind = next((kind for words, kind in FROM_WORDS if words.search(plain)), None)
    if kind in {FieldKind.MONEY, None} and _counts_ten_thousands(plain, group):
        return FieldKind.DECIMAL
    return kind or (FieldKind.MONEY if IN_YUAN.search(group) else FieldKind.TEXT)
