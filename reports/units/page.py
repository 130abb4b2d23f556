"""单位页的内容: head, contacts, lamps, sections and the first events; what screen, paper and pack print."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.models import Unit, User
from personnel.models import Subject
from reports.units.asked import Asked
from reports.units.contacts import answering_for
from reports.units.sections import sections_of
from reports.units.timeline import timeline

ON_SCREEN, ON_PAPER = 5, 4
CHILDREN = 12
EVENTS_ON_PAPER = 6


def page_of(unit: Unit, user: User, on: date) -> dict[str, Any]:
    """Everything the page prints; at most twenty statements with the frame."""
    asked = Asked(unit, user, on)
    return {**_head(asked), "sections": sections_of(asked, ON_SCREEN), "page": timeline(asked)}


def paper_of(unit: Unit, user: User, on: date) -> dict[str, Any]:
    """The same for one sheet of A4: fewer lines, and only the last events."""
    asked = Asked(unit, user, on)
    return {**_head(asked), "sections": sections_of(asked, ON_PAPER), "page": timeline(asked, most=EVENTS_ON_PAPER)}


def _head(asked: Asked) -> dict[str, Any]:
    unit = asked.unit
    below = list(Unit.objects.visible_to(asked.user).active().filter(parent=unit)[: CHILDREN + 1])
    return {
        "unit": unit,
        "on": asked.on,
        "facts": facts_of(unit, subject_of(asked)),
        "people": answering_for(unit, asked.on),
        "children": below[:CHILDREN],
        "has_more_children": len(below) > CHILDREN,
    }


def subject_of(asked: Asked) -> Subject | None:
    return Subject.objects.visible_to(asked.user).filter(unit=asked.unit).select_related("delegator").first()


def facts_of(unit: Unit, subject: Subject | None) -> list[tuple[str, Any]]:
    """基本信息: the unit and its standing as a subject of enforcement."""
    facts: list[tuple[str, Any]] = [
        ("单位类型", unit.get_kind_display()),
        ("上级单位", unit.parent.name if unit.parent else None),
        ("统一社会信用代码", unit.credit_code or (subject.credit_code if subject else None)),
    ]
    if subject is None:
        return [*facts, ("执法主体", "未列入名录")]
    kind = subject.get_kind_display() if subject.delegator is None else f"{subject.get_kind_display()}（委托机关：{subject.delegator.name}）"
    return [*facts, ("执法主体", f"{kind}　{subject.get_status_display()}"), ("行为种类", subject.act_kinds_text), ("确认文号", subject.confirmed_by)]
