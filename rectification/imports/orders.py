"""整改台账: what was issued before the system, numbers as given, each row marked 启用前数据; only open ones get a deadline.

Business key: 整改编号. Descriptions may be corrected by another import; dates and states only go on in the system. 已完成、已整改 are the
unit's words: without a day of 销号 such a row waits for acceptance. Codes: unknown_unit, repeated, dates_reversed, in_future,
state_dates, units_word, year_differs, number_jumps (warnings), number_in_use, already_here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from accounts.names import UnitNames
from core.numbering import goes_on_in_words, jump_in_words, jump_to
from core.search.numbers import year_in
from core.sheets import CREATED, UPDATED, Column, Context, Row, Sheet, good, parse, refuse_repeats, settle
from rectification.actions.bringing_in import SOURCE_LABEL, STATES, bring_in, correct
from rectification.actions.numbers import GivenNumbers, own_number, series_in_words
from rectification.models import Order
from rectification.workflow import Status

WORDS = ("title", "basis", "standard", "source_label", "issue_type", "responsible")  # what another import may correct
FIXED = ("unit_id", "issued_on", "due_on")
BY_THE_UNIT = "done_by_unit"  # 已完成, 已整改: what the unit says, not that it was accepted
STATE_WORDS = {
    "未整改": Status.ISSUED.value,
    "未完成": Status.IN_PROGRESS.value,
    "进行中": Status.IN_PROGRESS.value,
    "正在整改": Status.IN_PROGRESS.value,
    "已报送": Status.REPORT_SUBMITTED.value,
    "待核查": Status.REPORT_SUBMITTED.value,
    "已完成": BY_THE_UNIT,
    "已整改": BY_THE_UNIT,
    "销号": Status.CLOSED.value,
    "办结": Status.CLOSED.value,
}
BY_HAND = "日期、单位和状态请在整改事项页面办理"

COLUMNS = (
    Column(
        "number",
        "整改编号",
        ("编号", "文号", "整改通知文号", "通知书文号"),
        parse.document_number,
        required=True,
        max_length=40,
        help="按原编号填写，括号怎么写都认",
    ),
    Column("unit", "责任单位", ("单位", "整改单位", "被监督单位"), parse.name, required=True, max_length=80),
    Column("title", "问题", ("存在问题", "问题描述", "整改事项", "整改内容"), required=True),
    Column("basis", "依据", ("整改依据", "法律依据"), max_length=300),
    Column("standard", "整改要求", ("整改标准",)),
    Column("source_label", "来源", ("问题来源",), max_length=120),
    Column("issue_type", "问题类型", ("类型",), max_length=40),
    Column("issued_on", "下达日期", ("下发日期", "印发日期", "交办日期"), parse.day, required=True),
    Column("due_on", "整改期限", ("完成时限", "期限", "整改时限"), parse.day, required=True),
    Column(
        "state",
        "状态",
        ("整改状态", "进度"),
        parse.choice([(status.value, status.label) for status in STATES], STATE_WORDS),
        required=True,
        choices=tuple(status.label for status in STATES),
    ),
    Column("progress", "整改情况", ("最新进展", "进展", "整改进展")),
    Column("reported_on", "报送日期", ("整改报告日期", "完成日期"), parse.day),
    Column("closed_on", "销号日期", ("验收日期", "办结日期"), parse.day),
    Column("responsible", "责任人", max_length=40),
)


def _take_units_word(row: Row) -> None:
    """已完成、已整改: closed where the ledger has a day of 销号, else it waits for the bureau."""
    if row["state"] != BY_THE_UNIT:
        return
    row["state"] = Status.CLOSED.value if row.get("closed_on") else Status.REPORT_SUBMITTED.value
    if row["state"] == Status.REPORT_SUBMITTED:
        row.warn("state", "units_word", "“已完成”“已整改”是单位的说法，列为待验收；已经验收的请填销号日期。", "核对状态")


def _dates_agree(row: Row, on: date) -> None:
    """Days in order, none in the future, and those that the state asks for."""
    issued, due, reported, closed = row["issued_on"], row["due_on"], row.get("reported_on"), row.get("closed_on")
    if due < issued:
        row.refuse("due_on", "dates_reversed", f"整改期限早于下达日期 {issued}。", "核对日期")
    for key, name, day in (("issued_on", "下达日期", issued), ("reported_on", "报送日期", reported), ("closed_on", "销号日期", closed)):
        if day and day > on:
            row.refuse(key, "in_future", f"{name}晚于今天。", "核对日期")
    for key, name, day in (("reported_on", "报送日期", reported), ("closed_on", "销号日期", closed)):
        if day and day < issued:
            row.refuse(key, "dates_reversed", f"{name}早于下达日期 {issued}。", "核对日期")
    if reported and closed and closed < reported:
        row.refuse("closed_on", "dates_reversed", f"销号日期早于报送日期 {reported}。", "核对日期")
    _state_agrees(row, closed, reported)


def _state_agrees(row: Row, closed: date | None, reported: date | None) -> None:
    is_closed = row["state"] == Status.CLOSED
    if is_closed and closed is None:
        row.refuse("closed_on", "state_dates", "已销号的没有填销号日期。", "补填销号日期")
    if not is_closed and closed is not None:
        row.refuse("state", "state_dates", "填了销号日期，状态不是已销号。", "核对状态")
    if row["state"] == Status.REPORT_SUBMITTED and reported is None:
        row.refuse("reported_on", "state_dates", "待验收的没有填报送日期。", "补填报送日期")


def _numbers_free(rows: Sequence[Row], stored: dict[str, Order]) -> None:
    """A number that the system itself gave is not for an imported row."""
    given = GivenNumbers.load()
    for row in good(rows):
        order, own = stored.get(row["number"]), own_number(row["number"])
        if order is not None and not order.came_by_import:
            row.refuse("number", "number_in_use", f"系统已用这个编号下达了“{order.title}”。", "核对编号")
        elif order is None and own and given.holds(*own):
            row.refuse("number", "number_in_use", f"{own[0]}年的编号已由系统编到 {given.lasts[own[0]]} 号。", "核对编号")


def _numbers_agree(rows: Sequence[Row]) -> None:
    """A number of another year than its day, or far beyond all others, is told: it moves the counter."""
    lasts, coming = GivenNumbers.load().lasts, _coming(rows)
    for row in good(rows):
        year, own = year_in(row["number"]), own_number(row["number"])
        if year and year != row["issued_on"].year:
            row.warn("number", "year_differs", f"编号的年份与下达日期 {row['issued_on']} 不是同一年。", "核对编号和下达日期")
        last = lasts.get(own[0], 0) if own else 0
        before = jump_to(own[1], sorted({last, *coming[own[0]]})) if own and row.outcome == CREATED and own[1] > last else None
        if own and before is not None:
            row.warn("number", "number_jumps", jump_in_words(own[1], before), "核对编号")


def _coming(rows: Sequence[Row]) -> dict[int, set[int]]:
    """Year → sequences of our own series that new rows bring."""
    coming: dict[int, set[int]] = defaultdict(set)
    for year, seq in filter(None, (own_number(row["number"]) for row in good(rows) if row.outcome == CREATED)):
        coming[year].add(seq)
    return coming


def foretell(rows: Sequence[Row], context: Context) -> list[str]:
    """导入后的下一号 of each year that the ledger touches."""
    lasts = GivenNumbers.load().lasts
    return [goes_on_in_words(series_in_words(year), last=lasts.get(year, 0), highest=max(seqs)) for year, seqs in sorted(_coming(rows).items())]


def check(rows: Sequence[Row], context: Context) -> None:
    """Every rule across rows, as sets."""
    units = UnitNames.load(context.actor)
    for row in good(rows):
        unit = units.find(row["unit"])
        if unit is None:
            row.refuse("unit", "unknown_unit", units.sentence(row["unit"]), "核对单位名称")
            continue
        row["unit_id"], row["unit_found"] = unit.pk, unit
        for key in (*WORDS[1:], "progress"):
            row[key] = row.get(key, SOURCE_LABEL if key == "source_label" else "")
        _take_units_word(row)
        row["text"], row["title"] = row.get("text", row["title"]), row["title"][:200]
        _dates_agree(row, context.on)
    refuse_repeats(rows, "number")
    stored = {order.number: order for order in Order.objects.filter(number__in=[row["number"] for row in good(rows)])}
    _numbers_free(rows, stored)
    settle(rows, {number: _known(order) for number, order in stored.items()}, (*FIXED, *WORDS), context)
    for row in good(rows):
        if (order := stored.get(row["number"])) is not None:
            _settle_known(row, order)
    _numbers_agree(rows)


def _known(order: Order) -> dict[str, Any]:
    return {name: getattr(order, name) for name in (*FIXED, *WORDS)}


def _settle_known(row: Row, order: Order) -> None:
    """A row that is here already: words may be corrected while nobody has gone on with it; the rest is handled on its page."""
    row["order"] = order
    if row.outcome == UPDATED and (set(row.before or ()) & set(FIXED) or order.last_act()):
        row.refuse("number", "already_here", "这件已经导入，并已在系统内办理，台账不再改动。" if order.last_act() else f"这件已经导入，{BY_HAND}。", BY_HAND)
    elif row["state"] != order.status:
        row.warn("state", "already_here", f"现为“{order.get_status_display()}”，没有按台账改动。", BY_HAND)


def commit(rows: Sequence[Row], context: Context) -> None:
    """New ones come in as one set; corrected words are written."""
    bring_in([row for row in rows if row.outcome == CREATED], batch=context.batch, actor=context.actor, at=context.at)
    correct([(row["order"], {name: row[name] for name in WORDS}, row["text"]) for row in rows if row.outcome == UPDATED])


LABELS = {
    "in_future": "{column}晚于今天",
    "state_dates": "状态与日期不符",
    "units_word": "单位说已完成",
    "number_in_use": "编号已被使用",
    "already_here": "已经导入",
    "year_differs": "编号年份与日期不符",
    "number_jumps": "编号跳号",
}
ORDERS = Sheet(
    kind="orders", title="整改台账", columns=COLUMNS, key=("number",), check=check, commit=commit, permission="rectification.import_orders", back="rectification:order-list",
    made_from={"unit_id": ("unit",)}, lead=("number", "unit", "title"),
    foretell=foretell,
    labels=LABELS,
    note="启用前的整改台账。编号保留（括号统一为〔〕），每件标“启用前数据”；未销号的按原期限继续办理，已销号的只作记录；状态写“已完成”“已整改”而没有销号日期的，列为待验收。",
    examples=({"整改编号": "明司整〔2026〕3号", "责任单位": "明川县水利局", "问题": "处罚决定书未载明复议期限", "下达日期": "2026-02-10", "整改期限": "2026-03-12", "状态": "整改中"},),
)  # fmt: skip
