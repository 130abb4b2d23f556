"""文书登记簿: what was issued on paper before the system, by its number as given, each row marked 启用前数据.

Business key: 文号. A row that is here already is never changed: what was issued is frozen. Codes: unknown_kind, unknown_unit
year_differs, number_jumps (warnings), repeated, dates_reversed, in_future, number_in_use, already_here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from accounts.names import UnitNames
from core.numbering import goes_on_in_words, jump_in_words, jump_to
from core.search.numbers import year_in
from core.sheets import CREATED, UPDATED, Column, Context, Row, Sheet, good, parse, refuse_repeats, settle
from documents.actions.bringing_in import STATES, bring_in, by_counter, series_of
from documents.models import Document, DocumentKind, NumberCounter, NumberGap, NumberRegister
from documents.workflow import Status

FIELDS = ("title", "kind_id", "to_text", "dated_on", "served_on", "signer_name")
STATE_WORDS = {"已办结": Status.ARCHIVED.value, "办结": Status.ARCHIVED.value, "已反馈": Status.RESPONDED.value, "撤销": Status.REVOKED.value}


def _kinds() -> Sequence[str]:
    return [kind.short_name for kind in DocumentKind.objects.filter(is_active=True)]


COLUMNS = (
    Column("number", "文号", ("文书文号", "发文字号", "编号"), parse.document_number, required=True, max_length=60, help="按原文号填写，括号怎么写都认"),
    Column("title", "文书名称", ("标题", "文件名称", "名称"), required=True, max_length=200),
    Column("kind", "文书种类", ("种类", "类型", "文种"), parse.name, required=True, choices=_kinds),
    Column("to_text", "主送单位", ("主送", "受送达单位", "单位"), parse.name, required=True, max_length=200),
    Column("dated_on", "成文日期", ("制发日期", "印发日期", "日期"), parse.day, required=True),
    Column("signer_name", "签发人", max_length=40),
    Column("served_on", "送达日期", parse=parse.day),
    Column("state", "状态", parse=parse.choice([(status.value, status.label) for status in STATES], STATE_WORDS), required=True,
           choices=tuple(status.label for status in STATES), help="尚未送达的先线下送达再登记"),
)  # fmt: skip


def _judge(row: Row, context: Context, kinds: dict[str, DocumentKind], units: UnitNames) -> None:
    """The kind is one of the dictionary, the unit is one we know or stays in words, the days are in order."""
    kind = kinds.get(row["kind"])
    if kind is None:
        row.refuse("kind", "unknown_kind", f"没有名为“{row['kind']}”的文书种类。", "按文书种类字典填写")
        return
    unit = units.find(row["to_text"])
    if unit is None:
        row.warn("to_text", "unknown_unit", f"{units.sentence(row['to_text'])}主送按原文登记。", "核对主送单位")
    row["kind_found"], row["kind_id"], row["unit_found"] = kind, kind.pk, unit
    row["signer_name"] = row.get("signer_name", "")
    for key, name in (("dated_on", "成文日期"), ("served_on", "送达日期")):
        if row[key] and row[key] > context.on:
            row.refuse(key, "in_future", f"{name}晚于今天。", "核对日期")
    if row["served_on"] and row["served_on"] < row["dated_on"]:
        row.refuse("served_on", "dates_reversed", f"送达日期早于成文日期 {row['dated_on']}。", "核对日期")


def _numbers_free(rows: Sequence[Row], stored: dict[str, Document]) -> None:
    """A place in the register that is taken, or that the counter has passed, is not for an imported row."""
    lasts = {(code, year): (opened, last) for code, year, opened, last in NumberCounter.objects.values_list("agency_code", "year", "opened_after", "last")}
    gaps = list(NumberGap.objects.values_list("agency_code", "year", "first", "last"))
    taken = set(NumberRegister.objects.filter(text__in=[row["number"] for row in good(rows)]).values_list("text", flat=True))
    for row in good(rows):
        document, series = stored.get(row["number"]), series_of(row["number"])
        if document is not None and not document.came_by_import:
            row.refuse("number", "number_in_use", f"系统已用这个文号制发了“{document.title}”。", "核对文号")
        elif document is None and row["number"] in taken:
            row.refuse("number", "number_in_use", "这个文号已在登记里，或者已经作废。", "核对文号")
        elif document is None and series and _was_given(series, lasts, gaps):
            row.refuse("number", "number_in_use", "这个文号已由系统编过。", "核对文号")


def _was_given(series: tuple[str, int, int], lasts: dict[tuple[str, int], tuple[int, int]], gaps: list[tuple[str, int, int, int]]) -> bool:
    code, year, seq = series
    opened, last = lasts.get((code, year), (0, 0))
    return opened < seq <= last and not any((code, year) == (of, in_year) and first <= seq <= end for of, in_year, first, end in gaps)


def _counted(rows: Sequence[Row]) -> tuple[dict[tuple[str, int], set[int]], dict[tuple[str, int], int]]:
    """Of the series that the system counts: the sequences that new rows bring, and how far each counter has come."""
    lasts = {(code, year): last for code, year, last in NumberCounter.objects.values_list("agency_code", "year", "last")}
    new = [row for row in good(rows) if row.outcome == CREATED]
    codes = {row["kind_found"].agency_code for row in new if row["kind_found"].is_counted}
    return by_counter(filter(None, (series_of(row["number"]) for row in new)), codes, lasts), lasts


def _numbers_agree(rows: Sequence[Row]) -> None:
    """A number of another year than its day, or far beyond all others, is told: it moves the counter."""
    coming, lasts = _counted(rows)
    for row in good(rows):
        year, series = year_in(row["number"]), series_of(row["number"])
        if year and year != row["dated_on"].year:
            row.warn("number", "year_differs", f"文号的年份与成文日期 {row['dated_on']} 不是同一年。", "核对文号和成文日期")
        if series is None or row.outcome != CREATED or series[:2] not in coming:
            continue
        last = lasts.get(series[:2], 0)
        before = jump_to(series[2], sorted({last, *coming[series[:2]]})) if series[2] > last else None
        if before is not None:
            row.warn("number", "number_jumps", jump_in_words(series[2], before), "核对文号")


def foretell(rows: Sequence[Row], context: Context) -> list[str]:
    """导入后的下一号 of each series that the register touches."""
    coming, lasts = _counted(rows)
    return [goes_on_in_words(f"{code}〔{year}〕", last=lasts.get((code, year), 0), highest=max(seqs)) for (code, year), seqs in sorted(coming.items())]


def check(rows: Sequence[Row], context: Context) -> None:
    """Every rule across rows, as sets."""
    units = UnitNames.load(context.actor)
    kinds = {name: kind for kind in DocumentKind.objects.all() for name in (kind.short_name, kind.full_name)}
    for row in good(rows):
        _judge(row, context, kinds, units)
    refuse_repeats(rows, "number")
    stored = {document.number: document for document in Document.objects.filter(number__in=[row["number"] for row in good(rows)])}
    _numbers_free(rows, stored)
    settle(rows, {number: _known(document) for number, document in stored.items()}, FIELDS, context)
    for row in good(rows):
        if row.outcome == UPDATED:
            row.refuse("number", "already_here", "这个文号已经登记，登记的内容不再改动。", "核对文号")
    _numbers_agree(rows)


def _known(document: Document) -> dict[str, Any]:
    return {name: getattr(document, name) for name in FIELDS}


def commit(rows: Sequence[Row], context: Context) -> None:
    bring_in([row for row in rows if row.outcome == CREATED], batch=context.batch, actor=context.actor, at=context.at)


LABELS = {
    "unknown_kind": "文书种类不存在",
    "in_future": "{column}晚于今天",
    "number_in_use": "文号已被使用",
    "already_here": "已经登记",
    "year_differs": "文号年份与日期不符",
    "number_jumps": "文号跳号",
}
REGISTER = Sheet(
    kind="documents", title="文书登记簿", columns=COLUMNS, key=("number",), check=check, commit=commit, permission="documents.import_register", back="documents:document-list",
    made_from={"kind_id": ("kind",)}, lead=("number", "title"),
    foretell=foretell,
    labels=LABELS,
    note="系统启用前线下制发的文书。文号保留（括号统一为〔〕），每件标“启用前数据”，没有正文，可以补传扫描件；同一机关代字和年份的文号由系统接着编。",
    examples=({"文号": "明司执监意〔2026〕3号", "文书名称": "行政执法监督意见书", "文书种类": "意见书", "主送单位": "明川县水利局", "成文日期": "2026-02-10", "状态": "已归档"},),
)  # fmt: skip
