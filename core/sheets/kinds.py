"""问题种类: the words of the chips that count errors of one kind on the preview."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from core.sheets.cells import Problem
from core.sheets.sheet import Row, Sheet

WORDS = {
    "empty": "{column}为空",
    "repeated": "{column}重复",
    "too_long": "{column}过长",
    "choice": "{column}不在选项内",
    "yes_no": "{column}不是“是”或“否”",
    "date_form": "日期写法不对",
    "date_impossible": "日期不存在",
    "date_range": "日期不合理",
    "month_form": "月份写法不对",
    "money_text": "金额含文字",
    "money_negative": "金额为负",
    "money_range": "金额过大",
    "number_text": "{column}不是数字",
    "integer_text": "{column}不是整数",
    "number_range": "{column}超出范围",
    "identity_length": "身份证位数不对",
    "identity_form": "身份证含有别的字符",
    "identity_check": "身份证校验位错误",
    "identity_birthday": "身份证出生日期不存在",
    "credit_length": "统一社会信用代码位数不对",
    "credit_form": "统一社会信用代码含有别的字符",
    "credit_check": "统一社会信用代码校验位错误",
    "phone_form": "电话写法不对",
    "unknown_unit": "单位不存在",
    "dates_reversed": "{column}先后颠倒",
    "precision_lost": "数字丢失精度",
}


def label_of(sheet: Sheet, problem: Problem) -> str:
    """The kind in words: the sheet's own, ours, or the sentence itself."""
    words = sheet.labels.get(problem.code) or WORDS.get(problem.code) or problem.message.rstrip("。")
    return words.replace("{column}", problem.column)


def _is_named(sheet: Sheet, code: str) -> bool:
    return code in sheet.labels or code in WORDS


def kinds_of(sheet: Sheet, rows: Iterable[Row]) -> list[dict[str, str | int]]:
    """Errors by kind and column with the number of rows, most frequent first."""
    labels: dict[tuple[str, str], str] = {}
    counted: Counter[tuple[str, str]] = Counter()
    for row in rows:
        for pair, problem in {(problem.code, problem.column): problem for problem in row.errors}.items():
            label = label_of(sheet, problem)
            if labels.setdefault(pair, label) != label and not _is_named(sheet, problem.code):
                labels[pair] = f"{problem.column}的其他问题"  # sentences that name the value itself cannot head a chip
            counted[pair] += 1
    return [{"code": code, "column": column, "label": labels[code, column], "count": count} for (code, column), count in counted.most_common(30)]
