"""填标题行: values written behind the labels of the title and foot lines (填报单位：县交通运输局), the rest of the line as it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping

BLANKS = r"[\s\u3000_＿]*"
DATE_BLANK = r"[\s\u3000_＿]*年[\s\u3000_＿]*月[\s\u3000_＿]*日"
ALIKE: Mapping[str, tuple[str, ...]] = {
    "单位": ("填报单位", "报送单位", "上报单位", "填表单位", "单位名称", "单位"),
    "日期": ("填报日期", "报送日期", "上报日期", "填表日期", "填报时间", "报送时间", "日期"),
    "填报人": ("填报人", "填表人", "制表人", "经办人"),
    "审核人": ("审核人", "复核人"),
    "负责人": ("单位负责人", "负责人", "分管领导"),
    "电话": ("联系电话", "电话", "联系方式"),
}


def filled_label(text: str, values: Mapping[str, str]) -> str:
    """`values` are named by the label itself or by what it means: 单位, 日期, 填报人, 审核人, 负责人, 电话. What is filled in already stays."""
    for name, value in values.items():
        for label in ALIKE.get(name, (name,)):
            text = _filled(text, label, value)
    return text


def _filled(text: str, label: str, value: str) -> str:
    """The blank behind `label：` gives way to the value; a unit of measure (单位：元) is no blank."""
    if not value:
        return text
    found = re.search(rf"(?<![\u4e00-\u9fff]){re.escape(label)}(?:[(（][^()（）]*[)）])?\s*[:：](?P<blank>{DATE_BLANK}|{BLANKS})", text)
    if found is None:
        return text
    rest = text[found.end("blank") :]
    is_free = not rest or found["blank"].strip() or len(found["blank"]) > 0
    if not is_free:
        return text
    kept = "　" if rest else ""
    return f"{text[: found.start('blank')]}{value}{kept}{rest}"
