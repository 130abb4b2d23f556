"""工作台账与计划分解表: one row is one numbered task; ①②③ are its measures, merged cells count for all their rows.

Two layouts are understood: 任务清单 / 重点任务 / 工作任务 / 具体工作措施 / 责任单位 / 完成时限, and 监督类别 / 监督项目 /
监督内容 / 完成时间. What is not understood is kept word for word, marked 待确认 and said as a warning.
Codes: unclear_term, unknown_unit, struck_unit (warnings), repeated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import Unit
from accounts.models.unit import UnitKind
from accounts.names import UnitNames
from core.errors import DomainError
from core.sheets import CREATED, UPDATED, Column, Context, Row, Sheet, good, refuse_repeats, settle
from supervision.plans.actions import follow_term, keep_states, open_deadlines
from supervision.plans.models import Assignment, Measure, Plan, PlanItem, PlanKind, years_in_words
from supervision.plans.reading.measures import MeasureText, as_cell, read_measures
from supervision.plans.reading.shares import Group, Share, read_shares
from supervision.plans.reading.tasks import read_number
from supervision.plans.reading.terms import Term, TermKind, read_term
from supervision.plans.workflow import RUNNING

SPANS = {"measures": "measures_span", "units_text": "units_span", "term_text": "term_span"}
FIELDS = ("group", "section", "text", "measures", "units_text", "term_text", *SPANS.values())
BESIDE = re.compile(r"^(?:附[件表]\s*\d*\s*[:：]?$|(?:发布|来源|填报|填表|制表|编制|印发|报送|单位|日期|时间)[^:：]{0,6}[:：])")  # lines that name no plan
YEARS = re.compile(r"(20\d{2})\s*(?:[-—–~至到]+\s*(20\d{2}))?")
GROUP_KINDS = {Group.DEPARTMENTS: (UnitKind.DEPARTMENT,), Group.TOWNS: (UnitKind.TOWN,), Group.ENFORCERS: (UnitKind.DEPARTMENT, UnitKind.TEAM)}

COLUMNS = (
    Column("group", "任务清单", ("监督类别", "任务类别", "类别"), fill_down=True, max_length=200),
    Column("section", "重点任务", ("监督项目", "重点工作", "项目"), fill_down=True, max_length=200),
    Column("text", "工作任务", ("监督内容", "任务内容", "工作内容", "主要任务", "重点任务"), required=True),
    Column("measures", "具体工作措施", ("具体措施", "工作措施", "措施"), fill_down=True),
    Column("units_text", "责任单位", ("牵头单位", "责任部门", "责任主体"), fill_down=True),
    Column("term_text", "完成时限", ("完成时间", "时限", "时间安排"), fill_down=True),
)


@dataclass(frozen=True)
class PlanFacts:
    """The plan the rows belong to; `plan` is None while it is still to be made."""

    plan: Plan | None
    name: str
    first_year: int
    last_year: int


def plan_facts(context: Context) -> PlanFacts:
    """As chosen, else by the title above the table. Raises DomainError for a plan out of sight or fixed."""
    if context.options.get("plan"):
        plan = Plan.objects.visible_to(context.actor).filter(pk=context.options["plan"]).first()
        if plan is None:
            raise DomainError("没有选定的计划，请从计划页面重新导入。")
    else:
        plan = Plan.objects.filter(name=_title(context)).first()
    if plan is None:
        return PlanFacts(None, _title(context), *_years(_title(context), context.on.year))
    if plan.why_fixed:
        raise DomainError(plan.why_fixed)
    return PlanFacts(plan, plan.name, plan.first_year, plan.last_year)


def plan_in_words(context: Context) -> str:
    """《…》, and whether the import makes it."""
    facts = plan_facts(context)
    years = years_in_words(facts.first_year, facts.last_year)
    return f"《{facts.name}》" if facts.plan is not None else f"《{facts.name}》（新建，{years}年度）"


def _title(context: Context) -> str:
    """The lines above the table without blanks, lines that only say when and by whom left out."""
    lines = (context.options.get("plan_name") or context.title).splitlines()
    title = "".join("".join(line.split()) for line in lines if not BESIDE.match(line.strip()))
    return title[:120] or f"{context.on.year}年度行政执法监督工作计划"


def _years(title: str, year: int) -> tuple[int, int]:
    found = YEARS.search(title)
    first = int(found[1]) if found else year
    last = int(found[2]) if found and found[2] else first
    return first, max(first, last)


def _judge(row: Row, place: int, year: int, names: UnitNames) -> None:
    row["number"] = read_number(row["text"]) or place
    for key in ("group", "section", "measures", "units_text", "term_text"):
        row[key] = row.get(key, "")
    row["measures"] = as_cell(read_measures(row["measures"]))
    row["term"], row["shares"] = read_term(row["term_text"], year), read_shares(row["units_text"])
    if row["term"].kind == TermKind.UNCLEAR:
        row.warn("term_text", "unclear_term", f"看不懂完成时限“{row['term_text'] or '（空）'}”，原样保留，请在台账里确认。", "导入后在任务页确认")
    row["resolved"] = [(share, names.find(share.text) if share.group is None else None) for share in row["shares"]]
    for share, unit in row["resolved"]:
        if share.group is None and unit is None:
            row.warn("units_text", "unknown_unit", f"{names.sentence(share.text)}原样保留，标“待确认”。", "导入后在任务页确认")


def check(rows: Sequence[Row], context: Context) -> None:
    """Read terms and shares; compare with what the plan holds."""
    facts, names = plan_facts(context), UnitNames.load(context.actor)
    for place, row in enumerate(rows, 1):
        row["number"] = None
        if row.is_good:
            _judge(row, place, facts.last_year, names)
    refuse_repeats(rows, "number")
    _number_spans(rows)
    stored = {item.number: item for item in facts.plan.items.prefetch_related("measures", "assignments__unit")} if facts.plan is not None else {}
    for row in good(rows):
        row["item"] = stored.get(row["number"])
        _say_struck(row)
    existing: dict[Any, dict[str, Any]] = {row["number"]: _stored(row["item"], stored) for row in good(rows) if row["item"] is not None}
    settle(rows, existing, FIELDS, context)


def _say_struck(row: Row) -> None:
    """Units of the stored task that the cell no longer names keep their shares; whoever imports is told."""
    if row["item"] is None or row["item"].units_text == row["units_text"]:
        return
    texts, units = {share.text[:80] for share, _ in row["resolved"]}, {unit.pk for _, unit in row["resolved"] if unit is not None}
    struck = [share for share in row["item"].assignments.all() if share.unit_text not in texts and share.unit_id not in units]
    if struck:
        names = "、".join(share.unit_words for share in struck[:5]) + (f"等 {len(struck)} 个" if len(struck) > 5 else "")
        row.warn("units_text", "struck_unit", f"责任单位里不再写有{names}；已有的分工和进展保留。", "不再承担的，请在任务页处理")


def _number_spans(rows: Sequence[Row]) -> None:
    """Merged cells as first and last task instead of rows of the file."""
    numbers = {row.number: row["number"] for row in good(rows)}
    for row in good(rows):
        for key, name in SPANS.items():
            first, last = row.spans.get(key, (0, -1))
            covered = [numbers[number] for number in range(first, last + 1) if number in numbers]
            row[name] = [min(covered), max(covered)] if len(covered) > 1 else None


def _stored(item: PlanItem, tasks: dict[int, PlanItem]) -> dict[str, Any]:
    holder = tasks.get(item.measures_at, item)
    lines = as_cell(MeasureText(measure.number, measure.text) for measure in holder.measures.all())
    return {name: getattr(item, name) for name in FIELDS if name != "measures"} | {"measures": lines}


@transaction.atomic
def commit(rows: Sequence[Row], context: Context) -> None:
    """Create the plan if it is new, then its tasks, measures and shares; a changed task keeps its shares and their progress."""
    facts = plan_facts(context)
    if facts.plan is not None:
        Plan.objects.select_for_update().get(pk=facts.plan.pk)  # so that nobody sends it meanwhile; asked again below
    plan = _plan(plan_facts(context), context)
    members = {group: list(Unit.objects.active().filter(kind__in=kinds)) for group, kinds in GROUP_KINDS.items()}
    written = [row for row in rows if row.outcome in {CREATED, UPDATED}]
    for row in written:
        _write(row, plan, members, context)
    keep_states(shares=Assignment.objects.filter(item__plan=plan, item__number__in=[row["number"] for row in written]), at=context.at)
    if plan.status in RUNNING:
        open_deadlines(plan=plan, actor=context.actor, at=context.at)


def _plan(facts: PlanFacts, context: Context) -> Plan:
    if facts.plan is not None:
        return facts.plan
    kind = PlanKind.ANNUAL if facts.first_year == facts.last_year else PlanKind.MULTI_YEAR
    source = context.batch.file if context.batch is not None else None
    return Plan.objects.create(
        name=facts.name, kind=kind, first_year=facts.first_year, last_year=facts.last_year, source_file=source, created_by=context.actor, created_at=context.at
    )


def _words(row: Row) -> dict[str, Any]:
    """What the source says, word for word."""
    return {**{name: row[name] for name in FIELDS if name != "measures"}, "source_row": row.number}


def _meaning(term: Term) -> dict[str, Any]:
    """What the deadline's words mean."""
    milestones = [{"on": step.on.isoformat(), "what": step.what} for step in term.milestones]
    return {
        "term_kind": term.kind, "starts_on": term.starts_on, "due_on": term.due_on, "is_continuing": term.is_continuing, "milestones": milestones, "needs_settling": term.kind == TermKind.UNCLEAR,
    }  # fmt: skip


def _write(row: Row, plan: Plan, members: dict[Group, list[Unit]], context: Context) -> None:
    """One task; a deadline whose words did not change keeps what was settled about it by hand."""
    stored: PlanItem | None = row["item"]
    facts = _words(row)
    if stored is None or stored.term_text != row["term_text"]:
        facts |= _meaning(row["term"])
    item, _ = PlanItem.objects.update_or_create(plan=plan, number=row["number"], defaults=facts)
    Measure.objects.filter(item=item).delete()
    if item.holds_measures:
        Measure.objects.bulk_create([Measure(item=item, position=n, number=m.number, text=m.text) for n, m in enumerate(read_measures(row["measures"]), 1)])
    if stored is not None and stored.due_on != item.due_on:
        follow_term(item=item, before=stored.due_on, actor=context.actor, at=context.at, reason="重新导入台账")
    _share_out(item, row["resolved"], members)


def _share_out(item: PlanItem, resolved: list[tuple[Share, Unit | None]], members: dict[Group, list[Unit]]) -> None:
    """One row per unit; a unit named itself goes before the group it is in; words without a unit stay 待确认."""
    taken = set(item.assignments.filter(unit__isnull=False).values_list("unit_id", flat=True))
    pending = set(item.assignments.values_list("unit_text", flat=True))  # settled words as well
    made = []
    for share, unit in sorted(resolved, key=lambda pair: pair[0].group is not None):
        if share.group is None and unit is None and share.text not in pending:
            pending.add(share.text)
            made.append(Assignment(item=item, unit_text=share.text[:80], part=share.part, is_pending=True, due_on=item.due_on))
        for one in [unit] if unit is not None else (members[share.group] if share.group else []):
            if one.pk not in taken:
                taken.add(one.pk)
                made.append(Assignment(item=item, unit=one, unit_text=share.text[:80], group=share.group or "", part=share.part, due_on=item.due_on))
    Assignment.objects.bulk_create(made, batch_size=500)


LEDGER = Sheet(
    kind="plan", title="计划与台账", columns=COLUMNS, key=("number",), check=check, commit=commit, permission="supervision.manage_plans", back="supervision:plan-list",
    asks=("plan",), goes_into=plan_in_words, made_from={name: (key,) for key, name in SPANS.items()},
    note="合并单元格按合并范围算到每一行；①②③ 分成措施；看不懂的时限和单位原样保留，标“待确认”。",
)  # fmt: skip
