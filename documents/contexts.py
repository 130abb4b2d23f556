"""文书内容: the pure context from which PDF, Word and the preview on screen are made. No clock, no query, no settings."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from documents.models import Document, Form
from documents.sections import ATTACHMENTS, SCHEMAS, Schema
from documents.typeset import Block, blocks, column_shares, items, numbered_notes, numeral, title_lines

DRAFT_NUMBER_GAP = "　　"


@dataclass(frozen=True)
class House:
    """制发机关: names on the letterhead, the address for checking, and whether this installation shows samples."""

    bureau: str
    government: str
    office: str
    base_url: str
    is_sample: bool = False


def context_for(document: Document, house: House, *, year: int) -> dict[str, Any]:
    """Everything the paper says. `year` stands in the empty number of a draft; kind must be loaded."""
    kind = document.kind
    issuer = house.government if kind.is_government else house.bureau
    tables = document.content.get(ATTACHMENTS) or []
    return {
        "form": kind.form,
        "is_letter": kind.form == Form.LETTER,
        "is_file": kind.form == Form.FILE,
        "issuer": issuer,
        "number": document.number or f"{kind.agency_code}〔{year}〕{DRAFT_NUMBER_GAP}号",
        "is_draft": not document.number,
        "signer": document.signer_name if kind.shows_signer else "",
        "title": document.title,
        "title_lines": title_lines(document.title, issuer),
        "to": document.to_text,
        "blocks": _body(document, SCHEMAS[kind.parts]),
        "closing": SCHEMAS[kind.parts].closing,
        "attachment_notes": numbered_notes([table["title"] for table in tables]),
        "attachments": [_attachment(table, place, len(tables)) for place, table in enumerate(tables, start=1)],
        "date": chinese_date(document.dated_on) if document.dated_on else "　　年　月　日",
        "copy_to": document.copy_to,
        "printed_by": house.office,
        "printed_on": chinese_date(document.dated_on) if document.dated_on else "",
        "verify_url": f"{house.base_url}/v/{document.code}/" if document.code else "",
        "code": spaced(document.code or ""),
        "is_sample": house.is_sample,
    }


def chinese_date(day: date) -> str:
    """2026年2月1日: Arabic digits, no leading zeros. Basis: GB9704."""
    return f"{day.year}年{day.month}月{day.day}日"


def spaced(code: str) -> str:
    """The check code in groups of four."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def own_name(full_name: str) -> str:
    """How the document speaks of itself: 本意见书, 本函, 本通报."""
    if full_name.endswith("函"):
        return "本函"
    return f"本{full_name[-3:]}" if full_name.endswith("书") else f"本{full_name[-2:]}"


def period_text(document: Document) -> str:
    """When the answer is due, as the document says it; "" when it asks for none."""
    if document.reply_on:
        return f"于{chinese_date(document.reply_on)}前"
    if document.reply_days:
        unit = "个工作日" if document.reply_unit == "working" else "日"
        return f"自收到{own_name(document.kind.full_name)}之日起{document.reply_days}{unit}内"
    return ""


def _body(document: Document, schema: Schema) -> list[Block]:
    """Parts in their order; those with a heading are numbered 一、二、三."""
    found: list[Block] = []
    count = 0
    for part in schema.parts:
        value = document.content.get(part.key)
        if not value:
            continue
        if part.heading:
            count += 1
            found.append(Block(1, f"{numeral(count)}、{part.heading}", ""))
        found += items(value) if part.shape == "items" else blocks(value)
    terms = _terms(document, schema)
    if terms and schema.deadline_heading:
        found.append(Block(1, f"{numeral(count + 1)}、{schema.deadline_heading}", ""))
    return found + [Block(0, "", sentence) for sentence in terms]


def _terms(document: Document, schema: Schema) -> list[str]:
    """期限与异议: the sentences that set the dates."""
    period, terms = period_text(document), []
    if schema.deadline and period:
        terms.append(schema.deadline.format(period=period, what=document.kind.reply_what or "办理情况"))
    if document.objection_days:
        terms.append(f"对{own_name(document.kind.full_name)}有异议的，可以自收到之日起{document.objection_days}日内向我局书面提出，并说明理由。")
    return terms


def _attachment(table: dict[str, Any], place: int, count: int) -> dict[str, Any]:
    rows = [row for row in (table["headings"], *table["rows"]) if row]
    return {**table, "label": "附件" if count == 1 else f"附件{place}", "shares": column_shares(rows)}
