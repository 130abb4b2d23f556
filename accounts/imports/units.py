"""单位导入: the list of bodies of a county; a body may stand before its superior."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from accounts.actions import UnitRow, write_units
from accounts.models import Unit, UnitKind
from core.sheets import Column, Context, Row, Sheet, good, parse, refuse_repeats, settle
from core.sheets.cells import CellError, Value
from core.sheets.sheet import CREATED, UNCHANGED

FIELDS = ("name", "short_name", "aliases", "kind", "parent_code", "area_code", "credit_code", "is_vertical")
WRITTEN = tuple(name for name in FIELDS if name != "parent_code")
AREA = re.compile(r"\d{6}(\d{3})?")
KIND_WORDS = {
    "执法部门": UnitKind.DEPARTMENT,
    "街道": UnitKind.TOWN,
    "镇": UnitKind.TOWN,
    "乡": UnitKind.TOWN,
    "乡镇": UnitKind.TOWN,
    "县人民政府": UnitKind.GOVERNMENT,
    "司法局": UnitKind.BUREAU,
}


def area_code(raw: Value) -> Any:
    """行政区划代码: 6 figures, 9 for towns and streets."""
    code = parse.number_text(raw)
    if not AREA.fullmatch(str(getattr(code, "value", code))):
        raise CellError("area_code", "行政区划代码应为 6 位数字，乡镇街道为 9 位。", "核对行政区划代码")
    return code


COLUMNS = (
    Column("code", "单位编码", ("机构编码", "编码"), parse.number_text, required=True, max_length=20, help="一经导入不再改，重复导入按它更新"),
    Column("name", "单位名称", ("机构名称", "全称"), required=True, max_length=80, width=36),
    Column("short_name", "简称", ("单位简称",), max_length=40, help="不填时用单位名称"),
    Column("aliases", "别名", ("其他名称",), parse.several(parse.text), help="表格里常见的其他写法，用顿号隔开"),
    Column("kind", "类型", ("单位类型", "机构类型"), parse.choice(UnitKind.choices, aliases=KIND_WORDS), required=True, choices=tuple(UnitKind.labels)),
    Column("parent_code", "上级单位编码", ("上级编码",), parse.number_text, expected=True, max_length=20, help="县政府不填"),
    Column("area_code", "行政区划代码", ("区划代码",), area_code, required=True),
    Column("credit_code", "统一社会信用代码", ("信用代码",), parse.credit_code, width=22),
    Column("is_vertical", "是否垂管", ("垂直管理", "是否垂直管理"), parse.yes_no, choices=("是", "否")),
)


def check(rows: Sequence[Row], context: Context) -> None:
    """Codes and names once; superiors in the file or in the database, and no unit above itself."""
    for row in good(rows):
        _fill_gaps(row)
    refuse_repeats(rows, "code")
    refuse_repeats(rows, "name")
    stored = _stored(rows)
    _refuse_taken_names(rows, stored)
    _refuse_lost_superiors(rows)
    _refuse_circles(rows)
    settle(rows, stored, FIELDS, context)


def _fill_gaps(row: Row) -> None:
    row["short_name"] = row.get("short_name", row["name"])
    row["aliases"] = list(row.get("aliases", []))
    row["parent_code"] = row.get("parent_code", "")
    row["credit_code"] = row.get("credit_code", "")
    row["is_vertical"] = row.get("is_vertical", False)


def _stored(rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
    units = Unit.objects.filter(code__in=[row["code"] for row in good(rows)]).select_related("parent")
    return {unit.code: {**{name: getattr(unit, name) for name in WRITTEN}, "parent_code": unit.parent.code if unit.parent else ""} for unit in units}


def _refuse_taken_names(rows: Sequence[Row], stored: Mapping[str, Any]) -> None:
    named = dict(Unit.objects.filter(name__in=[row["name"] for row in good(rows)]).values_list("name", "code"))
    for row in good(rows):
        if named.get(row["name"], row["code"]) != row["code"]:
            row.refuse("name", "name_taken", f"单位编码 {named[row['name']]} 已经用了这个名称。", "核对单位编码")


def _refuse_lost_superiors(rows: Sequence[Row]) -> None:
    """A superior must be a good row of the file or stand in the database; a lost one takes those below it along."""
    known = set(Unit.objects.filter(code__in={row["parent_code"] for row in good(rows)}).values_list("code", flat=True))
    while True:
        here = {row["code"] for row in good(rows)} | known | {""}
        lost = [row for row in good(rows) if row["parent_code"] not in here]
        if not lost:
            return
        for row in lost:
            row.refuse("parent_code", "unknown_superior", f"没有编码为 {row['parent_code']} 的单位。", "核对上级单位编码，或者先导入上级单位")


def _refuse_circles(rows: Sequence[Row]) -> None:
    above = dict(Unit.objects.exclude(parent=None).values_list("code", "parent__code")) | {row["code"]: row["parent_code"] for row in good(rows)}
    for row in list(good(rows)):
        seen, code = {row["code"]}, above.get(row["code"], "")
        while code and code not in seen:
            seen.add(code)
            code = above.get(code, "")
        if code:
            row.refuse("parent_code", "circle", "上级单位绕成了一圈。", "核对上级单位编码")


def commit(rows: Sequence[Row], context: Context) -> None:
    """Write new and changed rows; of a unit that is there already, columns that the file does not have stay as they are."""
    present = [name for name in WRITTEN if name in context.present]
    changed = [row for row in rows if row.outcome != UNCHANGED]
    made = [UnitRow(row["code"], row["parent_code"], {name: row[name] for name in (WRITTEN if row.outcome == CREATED else present)}) for row in changed]
    write_units(rows=made, actor=context.actor, at=context.at)


UNITS = Sheet(
    kind="units", title="单位", columns=COLUMNS, key=("code",), check=check, commit=commit, permission="accounts.manage_units", back="accounts:unit-list"
)
