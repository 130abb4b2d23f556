"""执法主体清单: the confirmed list of subjects, keyed by unit. Codes: unknown_unit, unit_gone, delegator_missing, dates_reversed, repeated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from accounts.forerunners import Forerunners
from accounts.names import UnitNames
from core.sheets import Column, Context, Row, Sheet, good, parse, refuse_repeats, settle
from core.sheets.copy import insert_rows
from personnel.models import Subject, SubjectKind, SubjectStatus

FIELDS = ("credit_code", "kind", "act_kinds", "delegator_id", "confirmed_by", "announced_on", "effective_on", "expires_on", "status", "note")

COLUMNS = (
    Column("unit", "单位名称", ("主体名称", "执法主体", "执法主体名称"), parse.name, required=True, max_length=80),
    Column("credit_code", "统一社会信用代码", ("信用代码",), parse.credit_code, required=True),
    Column("kind", "主体类别", ("主体类型",), parse.choice(SubjectKind.choices), required=True, choices=tuple(SubjectKind.labels)),
    Column("act_kinds", "执法类型", ("行为种类", "执法种类"), parse.several(parse.text), required=True),
    Column("delegator", "委托机关", parse=parse.name, max_length=80),
    Column("confirmed_by", "确认文号", ("公告文号",), max_length=60),
    Column("announced_on", "公告日期", parse=parse.day),
    Column("effective_on", "生效日期", parse=parse.day),
    Column("expires_on", "失效日期", ("委托期限至",), parse.day),
    Column("status", "状态", parse=parse.choice(SubjectStatus.choices), choices=tuple(SubjectStatus.labels)),
    Column("note", "备注", max_length=200),
)


def _unit_id(row: Row, key: str, units: UnitNames) -> int | None:
    unit = units.find(row[key])
    if unit is None:
        row.refuse(key, "unknown_unit", units.sentence(row[key]), "核对单位名称")
        return None
    return unit.pk


def _judge(row: Row, units: UnitNames) -> None:
    row["unit_id"] = _unit_id(row, "unit", units)
    row["delegator_id"] = _unit_id(row, "delegator", units) if row.get("delegator") else None
    if row["kind"] == SubjectKind.DELEGATED and not row.get("delegator"):
        row.refuse("delegator", "delegator_missing", "受委托组织须写明委托机关。", "填写委托机关全称")
    if row.get("effective_on") and row.get("expires_on") and row["expires_on"] < row["effective_on"]:
        row.refuse("expires_on", "dates_reversed", f"失效日期早于生效日期 {row['effective_on']}。", "核对日期")
    for key in ("confirmed_by", "note"):
        row[key] = row.get(key, "")
    row["status"] = row.get("status", SubjectStatus.ACTIVE)


def _refuse_gone(rows: Sequence[Row], units: UnitNames) -> None:
    """The entry of a unit that went into another ended with it: its old row says nothing of the successor's own."""
    forerunners = Forerunners()
    named = {row.number: forerunners.named(row["unit"], row["unit_id"]) for row in good(rows)}
    ended = set(Subject.objects.filter(unit__in=set(named.values())).values_list("unit", flat=True))
    for row in good(rows):
        unit = units.find(row["unit"])
        if unit is not None and unit.pk != named[row.number] and named[row.number] in ended:
            row.refuse("unit", "unit_gone", f"“{row['unit']}”已由{unit.name}承接，原主体资格已失效，不再导入。", "删去这一行")


def check(rows: Sequence[Row], context: Context) -> None:
    """Units and delegators must exist; a unit stands on the list once."""
    units = UnitNames.load(context.actor)
    for row in good(rows):
        _judge(row, units)
    refuse_repeats(rows, "unit")
    _refuse_gone(rows, units)
    stored = {subject.unit_id: subject for subject in Subject.objects.filter(unit_id__in=[row["unit_id"] for row in good(rows)])}
    for row in good(rows):
        row["subject"] = stored.get(row["unit_id"])
    existing: dict[Any, dict[str, Any]] = {
        row["unit"]: {name: getattr(row["subject"], name) for name in FIELDS} for row in good(rows) if row["subject"] is not None
    }
    settle(rows, existing, FIELDS, context)


def commit(rows: Sequence[Row], context: Context) -> None:
    """Insert the new entries, write the changed ones."""
    fresh = [row for row in rows if row.outcome == "created"]
    insert_rows(Subject, ("unit_id", *FIELDS), [(row["unit_id"], *(row[name] for name in FIELDS)) for row in fresh])
    changed = []
    for row in rows:
        if row.outcome == "updated":
            for name in FIELDS:
                setattr(row["subject"], name, row[name])
            changed.append(row["subject"])
    Subject.objects.bulk_update(changed, FIELDS, batch_size=500)


SUBJECTS = Sheet(
    kind="subjects", title="执法主体清单", columns=COLUMNS, key=("unit",), made_from={"delegator_id": ("delegator",)},
    check=check, commit=commit, permission="personnel.import_register", back="personnel:subject-list",
    labels={"unit_gone": "单位已由其他单位承接"},
    examples=({"单位名称": "明川县水利局", "主体类别": "法定行政机关", "执法类型": "行政处罚、行政检查"},),
)  # fmt: skip
