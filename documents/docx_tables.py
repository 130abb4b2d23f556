"""Word 表格: ruled, with the head repeated on every page, columns by their shares. Basis: GB9704."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Row
from docx.text.paragraph import Paragraph

from documents.docx_parts import FANG, HEI, add_run, set_pitch

WIDTH = 156  # of the type area, in millimetres


def add_table(word: WordDocument, headings: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[int], size: float = 12) -> None:
    """A table of texts; `shares` are the widths of the columns in percent."""
    table = word.add_table(rows=0, cols=len(shares))
    table.style, table.autofit = "Table Grid", False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Mm(WIDTH * share / 100)
    if headings:
        head = table.add_row()
        mark = OxmlElement("w:tblHeader")
        mark.set(qn("w:val"), "true")
        head._tr.get_or_add_trPr().append(mark)
        _fill(head, headings, shares, HEI, ALIGN.CENTER, size)
    for texts in rows:
        _fill(table.add_row(), texts, shares, FANG, ALIGN.LEFT, size)


def _fill(row: _Row, texts: Sequence[str], shares: Sequence[int], font: str, side: ALIGN, size: float) -> None:
    for cell, text, share in zip(row.cells, texts, shares, strict=False):
        cell.width = Mm(WIDTH * share / 100)
        _write(cell.paragraphs[0], text, font, side, size)


def _write(paragraph: Paragraph, text: str, font: str, side: ALIGN, size: float) -> None:
    paragraph.alignment = side
    set_pitch(paragraph, Pt(20 if size >= 12 else 16))
    add_run(paragraph, text, font, size)
