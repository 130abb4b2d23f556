"""A small kind of workbook over the table of deadline rules, for the tests of the engine."""

from collections.abc import Sequence

from core.sheets import CREATED, UPDATED, Column, Context, Row, Sheet, good, parse, refuse_repeats, settle
from core.sheets.copy import insert_rows
from core.workdays.models import CountUnit, DeadlineRule

FIELDS = ("name", "days", "unit")


def check(rows: Sequence[Row], context: Context) -> None:
    for row in good(rows):
        if row["days"] > 300:
            row.warn("days", "long_term", "期限超过 300 天，请核对。")
    refuse_repeats(rows, "code")
    stored = {rule["code"]: rule for rule in DeadlineRule.objects.values("code", *FIELDS)}
    settle(rows, stored, FIELDS, context)


def commit(rows: Sequence[Row], context: Context) -> None:
    fresh = [row for row in rows if row.outcome == CREATED]
    insert_rows(
        DeadlineRule,
        ("code", *FIELDS, "basis"),
        ((row["code"], *(row[name] for name in FIELDS), row.get("basis", "")) for row in fresh),
    )
    for row in rows:
        if row.outcome == UPDATED:
            DeadlineRule.objects.filter(code=row["code"]).update(**{name: row[name] for name in row.before or {}})


RULES = Sheet(
    kind="rules",
    title="期限规则",
    columns=(
        Column("code", "编码", ("规则编码", "规则/代码"), parse.number_text, required=True, max_length=40),
        Column("name", "事项", ("事项名称",), parse.name, required=True, max_length=80),
        Column("days", "期限", ("天数",), parse.integer(1, 1000), required=True),
        Column(
            "unit",
            "计算单位",
            parse=parse.choice([(unit.value, unit.label) for unit in CountUnit], aliases={"天": "calendar"}),
            required=True,
            choices=tuple(CountUnit.labels),
        ),
        Column("basis", "依据", parse=parse.text, fill_down=True, max_length=200),
        Column("since", "施行日期", parse=parse.day),
        Column("amount", "金额（万元）", parse=parse.money(10000)),
        Column("identity", "联系人身份证号", parse=parse.identity, secret=True),
    ),
    key=("code",),
    check=check,
    commit=commit,
    permission="core.manage_calendar",
)
HEADS = ["编码", "事项", "期限", "计算单位", "依据", "施行日期", "金额（万元）", "联系人身份证号"]
GOOD_IDENTITY = "419921199001010021"
