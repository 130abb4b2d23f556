"""Word 文书: the same context as the PDF, set by python-docx to GB/T 9704; the file names the standard's own fonts.

Basis: GB9704.
"""

import base64
import io
from typing import Any

from docx import Document as new_document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor, Twips
from docx.table import Table
from docx.text.paragraph import Paragraph

from documents.docx_fonts import set_language
from documents.docx_parts import BIAO, BODY, FANG, HEI, KAI, LINE, RED, SMALL, SONG, TIGHT, TITLE, add_border, add_run, new_paragraph, set_pitch, set_spacing
from documents.docx_tables import add_table
from documents.typeset import Block, width


def document_of(context: dict[str, Any], qr: str = "") -> bytes:
    """The Word file of one document; `qr` is the inline PNG of the code."""
    word = new_document()
    set_language(word)
    set_page(word, is_letter=context["is_letter"])
    _head(word, context)
    _title(word, context["title_lines"])
    if context["to"]:
        new_paragraph(word, f"{context['to']}：", before=LINE)
    for block in context["blocks"]:
        _block(word, block)
    if context["closing"]:
        _block(word, Block(0, "", context["closing"]))
    word.paragraphs[-1].paragraph_format.keep_with_next = True  # the signature never stands alone on its page
    _notes(word, context["attachment_notes"])
    _signature(word, context["issuer"], context["date"])
    for attachment in context["attachments"]:
        _attachment(word, attachment)
    _colophon(word, context, qr)
    if context["is_sample"]:
        _sample_mark(word)
    word.core_properties.title, word.core_properties.author = context["title"], context["issuer"]
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


# --- page -----------------------------------------------------------------------------------------------------------
def set_page(word: WordDocument, *, is_letter: bool) -> None:
    """A4 with the margins of the standard, 22 lines, page numbers on the outer side; a letter has none on page 1."""
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(30 if is_letter else 15), Mm(22.5)
    section.different_first_page_header_footer = is_letter
    word.settings.odd_and_even_pages_header_footer = True
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), "579")
    normal = word.styles["Normal"]
    normal.font.size = Pt(BODY)
    normal.font.name = FANG
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FANG)
    _page_number(section.footer.paragraphs[0], ALIGN.RIGHT)
    _page_number(section.even_page_footer.paragraphs[0], ALIGN.LEFT)


def _page_number(paragraph: Paragraph, side: ALIGN) -> None:
    """— 1 —, one character in from the outer edge."""
    paragraph.alignment = side
    paragraph.paragraph_format.right_indent = paragraph.paragraph_format.left_indent = Pt(SMALL)
    add_run(paragraph, "— ", SONG, SMALL)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = add_run(paragraph, "", SONG, SMALL)
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)
    add_run(paragraph, " —", SONG, SMALL)


# --- letterhead -----------------------------------------------------------------------------------------------------
def _head(word: WordDocument, context: dict[str, Any]) -> None:
    if context["is_letter"]:
        _letter_head(word, context)
    elif context["is_file"]:
        _file_head(word, context)
    else:
        new_paragraph(word, context["number"], align=ALIGN.RIGHT, after=LINE)


def _file_head(word: WordDocument, context: dict[str, Any]) -> None:
    """文件格式: mark 35 mm below the type area's top, number two lines below, red rule 4 mm further down."""
    mark = new_paragraph(word, "", align=ALIGN.CENTER, before=Mm(30), pitch=Pt(60))
    _mark(mark, context["issuer"], 44)
    number = new_paragraph(word, "", align=ALIGN.CENTER, before=LINE * 2)
    if context["signer"]:
        number.alignment = ALIGN.LEFT
        number.paragraph_format.left_indent = number.paragraph_format.right_indent = Pt(BODY)
        number.paragraph_format.tab_stops.add_tab_stop(Mm(156) - Pt(BODY * 2), alignment=2)
        add_run(number, f"{context['number']}\t签发人：", FANG, BODY)
        add_run(number, context["signer"], KAI, BODY)
    else:
        add_run(number, context["number"], FANG, BODY)
    rule = new_paragraph(word, "", pitch=Mm(4))
    add_border(rule, "bottom", "single", 16)
    new_paragraph(word, "")


def _letter_head(word: WordDocument, context: dict[str, Any]) -> None:
    """信函格式: mark and double rule in the head of page 1, the second double rule in its foot, number flush right."""
    section = word.sections[0]
    mark = section.first_page_header.paragraphs[0]
    mark.alignment = ALIGN.CENTER
    set_pitch(mark, Pt(44))
    _wide(mark)
    _mark(mark, context["issuer"], 40)
    rule = section.first_page_header.add_paragraph()
    set_pitch(rule, Mm(4))
    _wide(rule)
    add_border(rule, "bottom", "thickThinSmallGap", 24)
    foot = section.first_page_footer.paragraphs[0]
    set_pitch(foot, Pt(4))
    _wide(foot)
    add_border(foot, "bottom", "thinThickSmallGap", 24)
    number = new_paragraph(word, "", align=ALIGN.RIGHT, before=Pt(14))
    if context["is_sample"]:
        _sample(number)
    add_run(number, context["number"], FANG, BODY)
    new_paragraph(word, "")


def _mark(paragraph: Paragraph, text: str, size: float) -> None:
    run = add_run(paragraph, text, BIAO, size)
    run.font.color.rgb, run.font.bold = RED, False
    set_spacing(run, "60")


def _wide(paragraph: Paragraph) -> None:
    """170 mm long: 8 mm and 6 mm beyond the type area."""
    paragraph.paragraph_format.left_indent, paragraph.paragraph_format.right_indent = Mm(-8), Mm(-6)


# --- text -----------------------------------------------------------------------------------------------------------
def _title(word: WordDocument, lines: list[str]) -> None:
    for place, line in enumerate(lines):
        paragraph = new_paragraph(word, "", align=ALIGN.CENTER, before=LINE if place == 0 else Pt(0), pitch=Pt(34))
        add_run(paragraph, line, BIAO, TITLE)
        paragraph.paragraph_format.keep_with_next = True


def _block(word: WordDocument, block: Block) -> None:
    paragraph = new_paragraph(word, "", indent=Pt(BODY * 2))
    if block.lead:
        set_spacing(add_run(paragraph, block.lead, HEI if block.level == 1 else KAI, BODY), TIGHT)
        paragraph.paragraph_format.keep_with_next = not block.text
    if block.text:
        set_spacing(add_run(paragraph, block.text, FANG, BODY), TIGHT)


def _notes(word: WordDocument, notes: list[str]) -> None:
    """附件说明: one line below the text, names aligned under each other, no full stop."""
    hang = BODY * (1.3 if len(notes) > 1 else 0)
    for place, note in enumerate(notes):
        paragraph = new_paragraph(word, note, align=ALIGN.LEFT, before=LINE if place == 0 else Pt(0))
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.left_indent = Pt(BODY * 5 + hang)
        paragraph.paragraph_format.first_line_indent = Pt(-hang - (BODY * 3 if place == 0 else 0))


def _signature(word: WordDocument, issuer: str, date: str) -> None:
    """署名 centred over the date; the date ends four characters from the right, two lines are left for the seal."""
    over = max(0.0, (width(issuer) - width(date)) / 2)
    name = new_paragraph(word, issuer, align=ALIGN.RIGHT, before=LINE * 2)
    name.paragraph_format.right_indent = Pt(BODY * (4 - over + max(0.0, (width(date) - width(issuer)) / 2)))
    name.paragraph_format.keep_with_next = True
    day = new_paragraph(word, date, align=ALIGN.RIGHT)
    day.paragraph_format.right_indent = Pt(BODY * 4)


def _attachment(word: WordDocument, attachment: dict[str, Any]) -> None:
    label = new_paragraph(word, "")
    label.paragraph_format.page_break_before = True
    add_run(label, attachment["label"], HEI, BODY)
    title = new_paragraph(word, "", align=ALIGN.CENTER, before=LINE, after=Pt(14), pitch=Pt(34))
    add_run(title, attachment["title"], BIAO, TITLE)
    if attachment["rows"]:
        add_table(word, attachment["headings"], attachment["rows"], attachment["shares"])
    if attachment["note"]:
        _block(word, Block(0, "", attachment["note"]))


# --- colophon -------------------------------------------------------------------------------------------------------
def _colophon(word: WordDocument, context: dict[str, Any], qr: str) -> None:
    """版记 at the foot of the last page: code for checking, 抄送, and in the file form who printed it when."""
    rows = [bool(context["code"]), bool(context["copy_to"]), context["is_file"]]
    if not any(rows):
        return
    new_paragraph(word, "", pitch=Pt(2))  # keeps the floating table apart from a table before it
    table = word.add_table(rows=0, cols=1)
    table.autofit = False
    table.columns[0].width = Mm(156)
    _float_to_foot(table, Mm(20) * rows[0] + Pt(26) * (rows[1] + rows[2]))
    new_paragraph(word, "", pitch=Pt(2))  # what it is anchored to
    if context["code"]:
        check = _colophon_row(table)
        check.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        if qr:
            check.add_run().add_picture(io.BytesIO(base64.b64decode(qr.partition(",")[2])), width=Mm(18))
        add_run(check, f"　扫码核验真伪　核验码 {context['code']}", HEI, 8)
    if context["copy_to"]:
        copy = _colophon_row(table, "top:8" if context["is_file"] else "")
        add_run(copy, f"抄送：{context['copy_to']}。", FANG, SMALL)
    if context["is_file"]:
        printed = _colophon_row(table, "top:6" if context["copy_to"] else "top:8", "bottom:8")
        printed.paragraph_format.tab_stops.add_tab_stop(Mm(156) - Pt(SMALL * 2), alignment=2)
        add_run(printed, f"{context['printed_by']}\t{context['printed_on']}{'印发' if context['printed_on'] else ''}", FANG, SMALL)


def _colophon_row(table: Table, *rules: str) -> Paragraph:
    """A row of the colophon with its rules ("side:eighths of a point"), its text one character in."""
    cell = table.add_row().cells[0]  # type: ignore[no-untyped-call]
    cell.width = Mm(156)
    frame = OxmlElement("w:tcBorders")
    for side, _, eighths in (rule.partition(":") for rule in rules if rule):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", eighths), ("space", "0"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        frame.append(line)
    cell._tc.get_or_add_tcPr().append(frame)
    paragraph: Paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(SMALL - 5) if rules else Pt(0)
    paragraph.paragraph_format.space_after = Pt(0)
    set_pitch(paragraph, Pt(26))
    return paragraph


def _float_to_foot(table: Table, height: float) -> None:
    """Anchor the table so that it ends at the lower edge of the type area (35 mm above the page's)."""
    place = OxmlElement("w:tblpPr")
    for name, value in (("vertAnchor", "page"), ("horzAnchor", "margin"), ("tblpX", "1"), ("tblpY", str(round((Mm(262) - height) / Twips(1))))):
        place.set(qn(f"w:{name}"), value)
    table._tbl.tblPr.insert_element_before(
        place, "w:tblOverlap", "w:bidiVisual", "w:tblStyleRowBandSize", "w:tblStyleColBandSize", "w:tblW", "w:jc", "w:tblLayout", "w:tblLook"
    )


def _sample_mark(word: WordDocument) -> None:
    """样本 in the head of every page but a letter's first, which carries it beside its number."""
    section = word.sections[0]
    for header in (section.header, section.even_page_header):
        header.paragraphs[0].alignment = ALIGN.RIGHT
        _sample(header.paragraphs[0])


def _sample(paragraph: Paragraph) -> None:
    run = add_run(paragraph, "样本　", HEI, BODY)
    run.font.color.rgb = RGBColor(0xB0, 0xB0, 0xB0)
