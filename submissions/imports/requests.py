"""未完成的报送任务: what was asked of units before the system and is still owed; each marked 启用前数据.

Business key: 任务名称 and 下发日期. What is here already goes on in the system. Codes: unknown_unit, repeated, dates_reversed,
in_future, no_units, nobody_owes, already_here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from accounts.models import Unit
from accounts.names import UnitNames
from core.sheets import CREATED, UNCHANGED, Column, Context, Row, Sheet, good, parse, refuse_repeats
from submissions.actions.bringing_in import bring_in
from submissions.models import SubmissionRequest
from submissions.workflow import MANAGE

SPLIT = re.compile(r"[、，,;；\s]+")

COLUMNS = (
    Column("title", "任务名称", ("报送任务", "事项", "报送事项", "材料名称", "报送内容"), required=True, max_length=120),
    Column("basis", "依据", ("报送依据", "文件依据"), required=True, max_length=300, help="文件名称和文号，或者会议、批示"),
    Column("asked_on", "下发日期", ("印发日期", "通知日期", "布置日期"), parse.day, required=True),
    Column("due_on", "截止日期", ("报送期限", "完成时限", "期限"), parse.day, required=True),
    Column("units", "报送单位", ("责任单位", "应报单位"), required=True, help="多个单位用顿号隔开"),
    Column("done_units", "已报单位", ("已报送单位", "已完成单位"), help="启用前已经报送的单位，用顿号隔开"),
    Column("guide", "填报说明", ("要求", "报送要求", "备注")),
)


def check(rows: Sequence[Row], context: Context) -> None:
    """Every rule across rows, as sets."""
    names = UnitNames.load(context.actor)
    for row in good(rows):
        _dates_agree(row, context.on)
        row["asked"], row["done"] = _units(row, "units", names), _units(row, "done_units", names)
        _somebody_owes(row)
    refuse_repeats(rows, "title", "asked_on")
    known = SubmissionRequest.objects.filter(import_batch__isnull=False, title__in=[row["title"] for row in good(rows)])
    here = {(request.title, request.asked_on) for request in known}
    for row in good(rows):
        row.outcome = UNCHANGED if (row["title"], row["asked_on"]) in here else CREATED
        if row.outcome == UNCHANGED:
            row.warn("title", "already_here", "这项任务已经导入，后来的变化请在任务页面办理。")


def _dates_agree(row: Row, on: date) -> None:
    if row["due_on"] < row["asked_on"]:
        row.refuse("due_on", "dates_reversed", f"截止日期早于下发日期 {row['asked_on']}。", "核对日期")
    if row["asked_on"] > on:
        row.refuse("asked_on", "in_future", "下发日期晚于今天。", "核对日期")


def _units(row: Row, key: str, names: UnitNames) -> list[Unit]:
    """The units named in a cell, each once; every name that is nobody's is told."""
    found: dict[int, Unit] = {}
    for text in filter(None, SPLIT.split(row.get(key, "") or "")):
        unit = names.find(text)
        if unit is None:
            row.refuse(key, "unknown_unit", names.sentence(text), "核对单位名称")
        else:
            found[unit.pk] = unit
    return list(found.values())


def _somebody_owes(row: Row) -> None:
    if row.errors:
        return
    if not {unit.pk for unit in row["asked"]} - {unit.pk for unit in row["done"]}:
        row.refuse("done_units", "nobody_owes", "各单位都已报送，不用导入。", "删去这一行")


def commit(rows: Sequence[Row], context: Context) -> None:
    """New ones come in as one set."""
    bring_in([row for row in rows if row.outcome == CREATED], batch=context.batch, actor=context.actor, at=context.at)


REQUESTS = Sheet(
    kind="requests", title="未完成的报送任务", columns=COLUMNS, key=("title", "asked_on"), check=check, commit=commit, permission=MANAGE,
    back="submissions:request-list", lead=("title", "units"),
    labels={"in_future": "{column}晚于今天", "nobody_owes": "都已报送", "already_here": "已经导入"},
    note="启用前布置、还有单位没有报送的任务。每项标“启用前数据”；已报单位记为已报（启用前），未报单位按原期限继续报送材料。",
    examples=({"任务名称": "2026年度培训计划", "依据": "明司〔2026〕8号", "下发日期": "2026-02-10", "截止日期": "2026-03-31", "报送单位": "明川县水利局、明川县林业局", "已报单位": "明川县林业局"},),
)  # fmt: skip
