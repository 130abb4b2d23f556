"""材料包的 Word 文件: set from the frozen rows alone, so that the same rows always give the same bytes. Basis: GB9704."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

from docx import Document as new_document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Pt

from documents.docx import set_page
from documents.docx_fonts import set_language
from documents.docx_parts import BIAO, BODY, FANG, HEI, KAI, LINE, TITLE, add_border, add_run, new_paragraph
from documents.docx_tables import add_table
from documents.typeset import numeral, title_lines, width

SMALL, QUOTED = 10.5, 12.0
EPOCH = (1980, 1, 1, 0, 0, 0)
CLOSED_HEADS = ("整改编号", "问题", "整改期限", "销号日期", "复发")
FINDING_HEADS = ("评查批次", "案卷号", "问题", "整改状态")
PROOF_HEADS = ("时间", "对象", "方式", "内容", "送达情况", "查看时间")
Rows = dict[str, Any]


def paper_of(rows: Rows, sha256: str) -> bytes:
    """The Word file of a pack; nothing but `rows` and their digest goes into it."""
    word = new_document()
    set_language(word)
    set_page(word, is_letter=False)
    _head(word, rows)
    _facts(word, rows)
    _situation(word, rows)
    _proofs(word, rows["proofs"])
    _texts(word, rows["texts"])
    _end(word, rows, sha256)
    made = datetime.fromisoformat(rows["as_of"])
    properties = word.core_properties
    properties.title, properties.author, properties.last_modified_by = f"{rows['unit']}行政执法监督情况材料", rows["bureau"], rows["made_by"]
    properties.created = properties.modified = made
    buffer = io.BytesIO()
    word.save(buffer)
    return settled(buffer.getvalue())


def settled(packed: bytes) -> bytes:
    """The same archive with one fixed time on every part, so that it does not tell when it was written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            target.writestr(zipfile.ZipInfo(name, EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _head(word: WordDocument, rows: Rows) -> None:
    for place, line in enumerate(title_lines(f"{rows['unit']}行政执法监督情况材料", rows["bureau"])):
        paragraph = new_paragraph(word, "", align=ALIGN.CENTER, before=LINE if place == 0 else Pt(0), pitch=Pt(34))
        add_run(paragraph, line, BIAO, TITLE)
    sample = "（演示数据）" if rows["is_sample"] else ""
    new_paragraph(word, f"截至 {rows['as_of']}　{rows['bureau']}　制作人 {rows['made_by']}{sample}", align=ALIGN.CENTER, after=LINE, size=12)


def _facts(word: WordDocument, rows: Rows) -> None:
    _heading(word, "一、基本情况")
    _text(word, "；".join(f"{term}：{value}" for term, value in rows["facts"]) + "。")
    people = "；".join(f"{name}（{posts}）{phone}" for name, posts, phone in rows["contacts"]) or "没有人任岗"
    _text(word, f"联系人：{people}。{''.join(f'{words}。' for words in rows['missing'])}")


def _situation(word: WordDocument, rows: Rows) -> None:
    _heading(word, "二、监督情况")
    for place, section in enumerate(rows["sections"], start=1):
        figures = "，".join(f"{label} {value}" for label, value in section["figures"])
        _lead(word, f"（{numeral(place)}）{section['title']}。", f"{figures}。")
        _table(word, section["listed"], section["heads"], section["rows"])
    _table(word, "近一年销号的整改", CLOSED_HEADS, rows["closed"])
    _table(word, "案卷评查发现的问题", FINDING_HEADS, rows["findings"])


def _proofs(word: WordDocument, proofs: list[Rows]) -> None:
    _heading(word, "三、提醒和催办证明")
    if not proofs:
        _text(word, "未办结的事项没有发出过提醒。")
    for proof in proofs:
        _table(word, f"{proof['matter']}　到期日 {proof['due_on']}　共 {len(proof['lines'])} 次", PROOF_HEADS, proof["lines"])


def _texts(word: WordDocument, texts: list[Rows]) -> None:
    _heading(word, "四、未办结文书")
    if not texts:
        _text(word, "没有未办结的文书。")
    for place, text in enumerate(texts, start=1):
        _lead(word, f"（{numeral(place)}）{text['title']}（{text['number']}）", f"　{text['served_on']} 送达，全文如下：")
        for _, lead, words in text["blocks"]:
            _quoted(word, lead + words)
        _quoted(word, text["date"], ALIGN.RIGHT)


def _end(word: WordDocument, rows: Rows, sha256: str) -> None:
    new_paragraph(word, "", pitch=Pt(12))
    new_paragraph(word, f"本材料由系统按截至 {rows['as_of']} 的记录生成，内容已固定。数据摘要（SHA-256）：{sha256}", align=ALIGN.LEFT, size=SMALL, pitch=Pt(16))


# --- parts -----------------------------------------------------------------------------------------------------------
def _heading(word: WordDocument, text: str) -> None:
    paragraph = new_paragraph(word, "", indent=Pt(BODY * 2), before=Pt(8))
    add_run(paragraph, text, HEI, BODY)
    paragraph.paragraph_format.keep_with_next = True


def _lead(word: WordDocument, lead: str, text: str) -> None:
    paragraph = new_paragraph(word, "", indent=Pt(BODY * 2))
    if lead:
        add_run(paragraph, lead, KAI, BODY)
    add_run(paragraph, text, FANG, BODY)


def _text(word: WordDocument, text: str) -> None:
    new_paragraph(word, text, indent=Pt(BODY * 2))


def _quoted(word: WordDocument, text: str, side: ALIGN = ALIGN.JUSTIFY) -> None:
    """A paragraph of another document: set in and smaller behind a rule, so that its own numbers are not taken for the pack's."""
    paragraph = new_paragraph(word, text, align=side, indent=Pt(0 if side == ALIGN.RIGHT else QUOTED * 2), size=QUOTED, pitch=Pt(20))
    paragraph.paragraph_format.left_indent = Pt(BODY * 2)
    add_border(paragraph, "left", "single", 6, "808080")


def shares_of(rows: list[list[str]]) -> list[int]:
    """Widths of the columns in percent, so that a date stays on one line."""
    weights = [min(max(width(row[place]) for row in rows), 18.0) + 4.0 for place in range(len(rows[0]))]
    shares = [round(100 * weight / sum(weights)) for weight in weights]
    shares[-1] += 100 - sum(shares)
    return shares


def _table(word: WordDocument, name: str, heads: tuple[str, ...] | list[str], rows: list[list[str]]) -> None:
    """A named table; nothing where there are no rows."""
    if not rows:
        return
    title = new_paragraph(word, name, align=ALIGN.LEFT, before=Pt(6), after=Pt(2), size=12, pitch=Pt(20))
    title.paragraph_format.keep_with_next = True
    add_table(word, heads, rows, shares_of([list(heads), *rows]), SMALL)
    new_paragraph(word, "", pitch=Pt(6))
