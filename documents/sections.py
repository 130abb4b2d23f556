"""正文结构: which parts the text of each kind of document has; `Document.content` holds one value per key.

A `text` is a string (a line is a paragraph), `items` a list of strings (numbered), `attachments` a list of tables
`{"title", "headings", "rows", "note"}`. Basis: REG825-26.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from core.errors import DomainError

Shape = Literal["text", "items"]
ATTACHMENTS = "attachments"


@dataclass(frozen=True)
class Part:
    """One part of the text; without a heading it runs on as plain paragraphs."""

    key: str
    label: str
    heading: str = ""
    shape: Shape = "text"
    is_required: bool = True
    help_text: str = ""


@dataclass(frozen=True)
class Schema:
    """正文结构 of a kind: its parts, how its deadline sentence reads (`{period}`, `{what}`), and its closing formula."""

    parts: tuple[Part, ...]
    deadline: str = ""
    deadline_heading: str = ""
    closing: str = ""


_ORIGIN = Part("origin", "由来", help_text="监督事项的来源、依据和开展监督的情况。")
_FACTS = Part("facts", "查明的事实", "查明的事实", help_text="写明行为、日期、案号和证据。")
_BASIS = Part("basis", "认定与依据", "认定与依据", help_text="写明违反的条款和监督依据的条款。")
_REQUIREMENTS = Part("requirements", "要求", "整改要求", "items", help_text="一行一条。")

SCHEMAS: dict[str, Schema] = {
    "supervision": Schema(
        (_ORIGIN, _FACTS, _BASIS, Part("opinions", "监督意见", "监督意见", "items", help_text="一行一条，每条写明措施。")),
        deadline="请你单位{period}予以改正，并将{what}书面报送我局。",
        deadline_heading="期限与异议",
    ),
    "decision": Schema(
        (
            _ORIGIN,
            _FACTS,
            _BASIS,
            Part("approval", "政府决定", "", help_text="写明处理建议的报批情况和政府作出决定的日期。"),
            Part("decisions", "决定", "决定", "items", help_text="责令限期履行、责令补正或改正、撤销、确认违法、确认无效之一。"),
        ),
        deadline="请你单位{period}执行本决定，并将{what}书面报送县司法局。",
        deadline_heading="期限与异议",
    ),
    "suggestion": Schema(
        (_ORIGIN, Part("facts", "共性问题", "存在的共性问题"), Part("suggestions", "建议", "建议", "items", help_text="一行一条。")),
        deadline="请你单位{period}研究办理，并将{what}书面告知我局。",
    ),
    "feedback": Schema(
        (
            Part("origin", "评查概况", help_text="评查方案、期间、抽取案卷数和评查方式。"),
            Part("scores", "评查结果", "评查结果", help_text="得分、等次、合格率。"),
            Part("problems", "存在的问题", "存在的问题", "items", help_text="一行一条，写明案卷和扣分依据。"),
            _REQUIREMENTS,
        ),
        deadline="请你单位{period}完成整改，并将{what}报送我局。",
        closing="特此函告。",
    ),
    "interview": Schema(
        (
            Part("origin", "约谈事由"),
            Part("arrangement", "时间、地点和人员", "约谈安排", "items", help_text="一行一项：时间、地点、约谈人、被约谈人。"),
            Part("requirements", "准备材料", "有关要求", "items", is_required=False, help_text="一行一条。"),
        ),
    ),
    "transfer": Schema(
        (_ORIGIN, Part("facts", "线索情况", "线索情况"), Part("requests", "商请事项", "商请事项", "items", help_text="一行一条。")),
        deadline="请你单位{period}将{what}函告我局。",
        closing="特此函达。",
    ),
    "inform": Schema(
        (_ORIGIN, Part("facts", "有关情况", "有关情况"), Part("requests", "建议", "建议", "items", is_required=False, help_text="一行一条。")),
        closing="特此函告。",
    ),
    "recall": Schema(
        (
            Part("origin", "调卷事由", help_text="评查或者监督事项、抽取记录编号。"),
            Part("files", "调阅的案卷", "调阅的案卷", "items", help_text="一行一卷：文号、案由。"),
            Part("handover", "报送方式", "报送方式", is_required=False, help_text="扫描件上传、原卷查阅的时间和地点、联系人。"),
        ),
        deadline="请你单位{period}报送{what}。案卷遗失、不能提供的，请书面说明理由。",
    ),
    "officer": Schema(
        (_ORIGIN, _FACTS, _BASIS, Part("suggestions", "建议", "处理建议", "items", help_text="批评教育、离岗教育、调离执法岗位、取消执法资格。")),
        deadline="请你单位{period}依照管理权限研究处理，并将{what}书面告知我局。",
    ),
    "bulletin": Schema(
        (
            Part("origin", "概况"),
            Part("facts", "主要问题", "存在的主要问题"),
            Part("requirements", "工作要求", "工作要求", "items", help_text="一行一条。"),
        )
    ),
    "explain": Schema(
        (_ORIGIN, Part("questions", "自查和说明的事项", "自查和说明的事项", "items", help_text="一行一条。")),
        deadline="请你单位{period}将{what}报送我局。",
    ),
    "proposal": Schema(
        (_ORIGIN, _FACTS, _BASIS, Part("suggestions", "处理建议", "处理建议", "items", help_text="一行一条。")),
        closing="妥否，请批示。",
    ),
    "recheck": Schema(
        (
            Part("origin", "异议由来"),
            Part("facts", "复查情况", "复查查明的事实"),
            Part("decisions", "复查决定", "复查决定", "items", help_text="维持、变更或者撤销。"),
        ),
    ),
    "coordination": Schema(
        (Part("origin", "争议由来"), Part("facts", "各方意见", "各方意见"), _BASIS, Part("opinions", "协调意见", "协调意见", "items", help_text="一行一条。")),
    ),
}


def parts_of(name: str) -> tuple[Part, ...]:
    return SCHEMAS[name].parts


def cleaned(name: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """`content` brought into the shape of schema `name`; DomainError names a key that the schema does not have."""
    parts = {part.key: part for part in parts_of(name)}
    unknown = set(content) - set(parts) - {ATTACHMENTS}
    if unknown:
        raise DomainError(f"正文里没有这些部分：{'、'.join(sorted(unknown))}。")
    tidy: dict[str, Any] = {key: _shaped(part.shape, content.get(key)) for key, part in parts.items()}
    tidy[ATTACHMENTS] = [_table(table) for table in content.get(ATTACHMENTS) or []]
    return tidy


def missing(name: str, content: Mapping[str, Any]) -> list[str]:
    """Labels of the required parts that are empty."""
    return [part.label for part in parts_of(name) if part.is_required and not content.get(part.key)]


def _shaped(shape: Shape, value: Any) -> Any:
    if shape == "items":
        lines = value.splitlines() if isinstance(value, str) else value or []
        return [str(line).strip() for line in lines if str(line).strip()]
    if isinstance(value, list | tuple):
        value = "\n".join(str(line) for line in value)
    return "\n".join(line.strip() for line in str(value or "").splitlines() if line.strip())


def _table(table: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": str(table.get("title", "")).strip(),
        "headings": [str(heading) for heading in table.get("headings") or []],
        "rows": [[str(cell) for cell in row] for row in table.get("rows") or []],
        "note": str(table.get("note", "")).strip(),
    }
