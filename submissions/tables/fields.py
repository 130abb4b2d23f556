"""栏目: the typed columns of a request, as the bureau sets them and as they are kept (JSON)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices

from core.sheets import CellError, Tidied, parse
from core.sheets.header import normal

MOST_FIELDS = 60
LONGEST_HEADING = 60
MOST_CHOICES = 500
RISE_OR_FALL = re.compile(r"增减|增长|增幅|升降|变化|差额|差值|净增|同比|环比")
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


class FieldKind(TextChoices):
    """What may stand in a column. A formula is computed by the blank and never asked."""

    TEXT = "text", "文字"
    INTEGER = "integer", "整数"
    DECIMAL = "decimal", "小数"
    MONEY = "money", "金额（元）"
    DAY = "day", "日期"
    MONTH = "month", "月份"
    CHOICE = "choice", "选项"
    YES_NO = "yes_no", "是否"
    PHONE = "phone", "电话"
    FORMULA = "formula", "公式"


NUMBERS = frozenset({FieldKind.INTEGER, FieldKind.DECIMAL, FieldKind.MONEY})
LENGTHS = frozenset({FieldKind.TEXT})
BOUNDED = NUMBERS | LENGTHS | {FieldKind.DAY, FieldKind.MONTH}


@dataclass(frozen=True)
class Field:
    """栏目. `group` is the merged head above it (执法人员/持证); `least` and `most` are bounds in canonical text, of a text its length."""

    key: str
    heading: str
    kind: FieldKind
    required: bool = False
    choices: tuple[str, ...] = ()
    help: str = ""
    width: int = 14
    group: str = ""
    least: str = ""
    most: str = ""

    @property
    def full_heading(self) -> str:
        """执法人员/持证/人数: the heading with the merged heads above it."""
        return f"{self.group}/{self.heading}" if self.group else self.heading

    @property
    def is_asked(self) -> bool:
        return self.kind != FieldKind.FORMULA

    def as_json(self) -> dict[str, Any]:
        """Only what differs from the defaults, so that stored requests stay readable."""
        said: dict[str, Any] = {"key": self.key, "heading": self.heading, "kind": str(self.kind)}
        for name, default in (("required", False), ("help", ""), ("width", 14), ("group", ""), ("least", ""), ("most", "")):
            if getattr(self, name) != default:
                said[name] = getattr(self, name)
        if self.choices:
            said["choices"] = list(self.choices)
        return said

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Field:
        return cls(
            key=str(said["key"]),
            heading=str(said["heading"]),
            kind=FieldKind(said["kind"]),
            required=bool(said.get("required", False)),
            choices=tuple(map(str, said.get("choices", ()))),
            help=str(said.get("help", "")),
            width=int(said.get("width", 14)),
            group=str(said.get("group", "")),
            least=str(said.get("least", "")),
            most=str(said.get("most", "")),
        )


def fields_from_json(said: Sequence[Mapping[str, Any]]) -> tuple[Field, ...]:
    return tuple(Field.from_json(one) for one in said)


def fields_as_json(fields: Sequence[Field]) -> list[dict[str, Any]]:
    return [field.as_json() for field in fields]


def asked(fields: Sequence[Field]) -> tuple[Field, ...]:
    """The columns a unit fills in."""
    return tuple(field for field in fields if field.is_asked)


# --- what is refused -----------------------------------------------------------------------------------------------
def refused_fields(fields: Sequence[Field]) -> list[str]:
    """Everything that makes these columns unusable, each as one sentence; none when they may be sent out."""
    if not asked(fields):
        return ["至少要有一栏由单位填写。"]
    if len(fields) > MOST_FIELDS:
        return [f"最多 {MOST_FIELDS} 栏，现有 {len(fields)} 栏，请分成几张表。"]
    found = [f"“{name}”出现了 {count} 次，栏目名称不能重复。" for name, count in _headings(fields).items() if count > 1]
    keys = Counter(field.key for field in fields)
    found += [f"栏目代码 {key} 重复。" for key, count in keys.items() if count > 1]
    for field in fields:
        found += _refused(field)
    return found


def _headings(fields: Sequence[Field]) -> Counter[str]:
    """How often each heading is used, blanks and widths of brackets aside; named as it stands first."""
    first: dict[str, str] = {}
    for field in fields:
        first.setdefault(normal(field.full_heading), field.full_heading)
    return Counter(first[normal(field.full_heading)] for field in fields if field.heading.strip())


def _refused(field: Field) -> list[str]:
    name = field.full_heading
    if not field.heading.strip():
        return ["有一栏没有名称。"]
    found = []
    if not KEY.fullmatch(field.key):
        found.append(f"“{name}”的栏目代码应为小写字母开头，由字母、数字和下划线组成。")
    if len(field.heading) > LONGEST_HEADING:
        found.append(f"“{field.heading[:20]}……”名称超过 {LONGEST_HEADING} 个字。")
    if field.kind == FieldKind.CHOICE:
        found += _refused_choices(field)
    return found + _refused_bounds(field)


def _refused_choices(field: Field) -> list[str]:
    name, words = field.full_heading, [normal(word) for word in field.choices]
    if not any(words):
        return [f"“{name}”是选项，请列出可选内容。"]
    if not all(words):
        return [f"“{name}”有空白的选项。"]
    repeated = next((field.choices[place] for place, word in enumerate(words) if word in words[:place]), "")
    if repeated:
        return [f"“{name}”的选项“{repeated}”重复。"]
    return [f"“{name}”的选项超过 {MOST_CHOICES} 个。"] if len(words) > MOST_CHOICES else []


def _refused_bounds(field: Field) -> list[str]:
    name = field.full_heading
    if not (field.least or field.most):
        return []
    if field.kind not in BOUNDED:
        return [f"“{name}”不能设上下限。"]
    try:
        least, most = bound(field, field.least), bound(field, field.most)
    except (CellError, ValueError):
        return [f"“{name}”的上下限写法不对。"]
    if least is not None and most is not None and least > most:
        return [f"“{name}”的下限大于上限。"]
    return []


def usual_least(kind: FieldKind, heading: str) -> str:
    """The limit a column of counts has when nobody set one: none below 0, unless it tells a rise or fall."""
    return "0" if kind == FieldKind.INTEGER and not RISE_OR_FALL.search(heading) else ""


def bound(field: Field, text: str) -> Any:
    """A limit as a value that can be compared; None for none. Raises CellError or ValueError for what is none."""
    if not text:
        return None
    if field.kind in LENGTHS:
        return int(text)
    if field.kind in NUMBERS:
        return float(text)
    made = (parse.day if field.kind == FieldKind.DAY else parse.month)(text)
    return made.value if isinstance(made, Tidied) else made
