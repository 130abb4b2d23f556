"""工作台账与计划分解表: one row is one numbered task; ①②③ are its measures, merged cells count for all their rows.

Two layouts are understood: 任务清单 / 重点任务 / 工作任务 / 具体工作措施 / 责任单位 / 完成时限, and 监督类别 / 监督项目 /
监督内容 / 完成时间. What is not understood is kept word for word, marked 待确认 and said as a warning.
Codes: unclear_term, unknown_unit (warnings), repeated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from accounts.models import Unit
from accounts.models.unit import UnitKind
from accounts.names import UnitNames
from core.sheets import Column, Context, Row, Sheet, good, parse, refuse_repeats, settle
from supervision.plans.models import Assignment, Measure, Plan, PlanItem, PlanKind
from supervision.plans.reading.measures import read_measures
from supervision.plans.reading.shares import Group, Share, read_shares
from supervision.plans.reading.terms import Term, TermKind, read_term

FIELDS = ("group", "section", "text", "measures", "units_text", "term_text")
LEADING = re.compile(r"^\s*(\d{1,3})\s*[.．、]\s*")
YEARS = re.compile(r"(20\d{2})\s*(?:[-—–~至到]+\s*(20\d{2}))?")
GROUP_KINDS = {Group.DEPARTMENTS: (UnitKind.DEPARTMENT,), Group.TOWNS: (UnitKind.TOWN,), Group.ENFORCERS: (UnitKind.DEPARTMENT, UnitKind.TEAM)}

COLUMNS = (
    Column("group", "任务清单", ("监督类别", "任务类别", "类别"), fill_down=True, max_length=200),
    Column("section", "重点任务", ("监督项目", "重点工作", "项目"), fill_down=True, max_length=200),
    Column("text", "工作任务", ("监督内容", "任务内容", "工作内容", "主要任务"), required=True),
    Column("measures", "具体工作措施", ("具体措施", "工作措施", "措施"), fill_down=True),
    Column("units_text", "责任单位", ("牵头单位", "责任部门", "责任主体"), fill_down=True),
    Column("term_text", "完成时限", ("完成时间", "时限", "时间安排"), fill_down=True),
)


def plan_facts(context: Context) -> tuple[str, int, int]:
    """Name and years of the plan the rows belong to: as chosen, else from the title above the table."""
    chosen = context.options.get("plan")
    if chosen:
        plan = Plan.objects.get(pk=chosen)
        return plan.name, plan.first_year, plan.last_year
    title = " ".join(context.title.split())
    name = str(context.options.get("plan_name") or title or f"{context.on.year}年度行政执法监督工作计划")[:120]
    found = YEARS.search(name)
    first = int(found[1]) if found else context.on.year
    return name, first, int(found[2]) if found and found[2] else first


def _number(row: Row, place: int) -> int:
    lead = LEADING.match(row["text"])
    return int(lead[1]) if lead else place


def _judge(row: Row, place: int, year: int, names: UnitNames) -> None:
    row["number"] = _number(row, place)
    for key in ("group", "section", "measures", "units_text", "term_text"):
        row[key] = row.get(key, "")
    row["term"], row["shares"] = read_term(row["term_text"], year), read_shares(row["units_text"])
    if row["term"].kind == TermKind.UNCLEAR:
        row.warn("term_text", "unclear_term", f"看不懂完成时限“{row['term_text'] or '（空）'}”，原样保留，请在台账里确认。", "导入后在任务页确认")
    row["resolved"] = [(share, names.find(share.text) if share.group is None else None) for share in row["shares"]]
    for share, unit in row["resolved"]:
        if share.group is None and unit is None:
            row.warn("units_text", "unknown_unit", f"{names.sentence(share.text)}原样保留，标“待确认”。", "导入后在任务页确认")


def check(rows: Sequence[Row], context: Context) -> None:
    """Read terms and shares; compare with what the plan holds."""
    name, _, year = plan_facts(context)
    names = UnitNames.load(context.actor)
    for place, row in enumerate(good(rows), 1):
        _judge(row, place, year, names)
    refuse_repeats(rows, "number")
    stored = {item.number: item for item in PlanItem.objects.filter(plan__name=name).prefetch_related("measures")}
    for row in good(rows):
        row["item"] = stored.get(row["number"])
    existing: dict[Any, dict[str, Any]] = {row["number"]: _stored(row["item"]) for row in good(rows) if row["item"] is not None}
    settle(rows, existing, FIELDS, context)


def _stored(item: PlanItem) -> dict[str, Any]:
    lines = "\n".join(f"{'①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳'[m.number - 1] if m.number else ''}{m.text}" for m in item.measures.all())
    return {"group": item.group, "section": item.section, "text": item.text, "measures": lines, "units_text": item.units_text, "term_text": item.term_text}


@transaction.atomic
def commit(rows: Sequence[Row], context: Context) -> None:
    """Create the plan if it is new, then its tasks, measures and shares; a changed task keeps its shares and their progress."""
    name, first, last = plan_facts(context)
    kind = PlanKind.ANNUAL if first == last else PlanKind.MULTI_YEAR
    plan, _ = Plan.objects.get_or_create(name=name, defaults={"kind": kind, "first_year": first, "last_year": last, "created_by": context.actor, "created_at": context.at})
    members = {group: list(Unit.objects.active().filter(kind__in=kinds)) for group, kinds in GROUP_KINDS.items()}
    for row in rows:
        if row.outcome in {"created", "updated"}:
            _write(row, plan, members)


def _span(row: Row, key: str) -> list[int] | None:
    span = row.spans.get(key)
    return list(span) if span and span[0] != span[1] else None


def _write(row: Row, plan: Plan, members: dict[Group, list[Unit]]) -> None:
    term: Term = row["term"]
    facts = {
        "source_row": row.number, "group": row["group"], "section": row["section"], "text": row["text"], "units_text": row["units_text"], "term_text": row["term_text"],
        "term_kind": term.kind, "starts_on": term.starts_on, "due_on": term.due_on, "is_continuing": term.is_continuing,
        "milestones": [{"on": step.on.isoformat(), "what": step.what} for step in term.milestones],
        "needs_settling": term.kind == TermKind.UNCLEAR, "units_span": _span(row, "units_text"), "term_span": _span(row, "term_text"),
    }  # fmt: skip
    item, _ = PlanItem.objects.update_or_create(plan=plan, number=row["number"], defaults=facts)
    Measure.objects.filter(item=item).delete()
    Measure.objects.bulk_create([Measure(item=item, position=n, number=m.number, text=m.text) for n, m in enumerate(read_measures(row["measures"]), 1)])
    _share_out(item, row["resolved"], members, term)


def _share_out(item: PlanItem, resolved: list[tuple[Share, Unit | None]], members: dict[Group, list[Unit]], term: Term) -> None:
    """One row per unit; a unit named itself goes before the group it is in; words without a unit stay 待确认."""
    taken = set(item.assignments.filter(unit__isnull=False).values_list("unit_id", flat=True))
    pending = set(item.assignments.filter(unit=None).values_list("unit_text", flat=True))
    made = []
    for share, unit in sorted(resolved, key=lambda pair: pair[0].group is not None):
        if share.group is None and unit is None and share.text not in pending:
            pending.add(share.text)
            made.append(Assignment(item=item, unit_text=share.text[:80], part=share.part, is_pending=True, due_on=term.due_on))
        for one in [unit] if unit is not None else (members[share.group] if share.group else []):
            if one.pk not in taken:
                taken.add(one.pk)
                made.append(Assignment(item=item, unit=one, unit_text=share.text[:80], group=share.group or "", part=share.part, due_on=term.due_on))
    Assignment.objects.bulk_create(made, batch_size=500)


LEDGER = Sheet(
    kind="plan", title="计划与台账", columns=COLUMNS, key=("number",), check=check, commit=commit, permission="supervision.manage_plans", back="supervision:plan-list",
    note="合并单元格按合并范围算到每一行；①②③ 分成措施；看不懂的时限和单位原样保留，标“待确认”。",
)  # fmt: skip
