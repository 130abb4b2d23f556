"""Word 段落: paragraphs, runs, fixed pitch and rules, as python-docx does not offer them. Basis: GB9704."""

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

FANG, HEI, KAI, SONG, BIAO = "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体", "方正小标宋简体"
RED = RGBColor(0xC8, 0x16, 0x1D)
LINE = Pt(28.95)
BODY, TITLE, SMALL = 16.0, 22.0, 14.0
AFTER_SWITCHES = {  # the schema's order of paragraph properties
    "w:snapToGrid": ("w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr"),
    "w:autoSpaceDE": ("w:autoSpaceDN", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr"),
    "w:autoSpaceDN": ("w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr"),
}
AFTER_SPACING = ("w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:vertAlign", "w:lang")
TIGHT = "-4"  # twentieths of a point, so that 28 characters fill the line


def new_paragraph(
    word: WordDocument,
    text: str,
    *,
    align: ALIGN = ALIGN.JUSTIFY,
    before: Length | int = 0,
    after: Length | int = 0,
    indent: Length | int = 0,
    size: float = BODY,
    pitch: Length = LINE,
) -> Paragraph:
    paragraph = word.add_paragraph()
    paragraph.alignment = align
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after, shape.first_line_indent = Length(before), Length(after), Length(indent)
    shape.widow_control = False
    set_pitch(paragraph, pitch)
    if text:
        set_spacing(add_run(paragraph, text, FANG, size), TIGHT)
    return paragraph


def set_pitch(paragraph: Paragraph, pitch: Length) -> None:
    """Fixed line pitch, off the grid."""
    paragraph.paragraph_format.line_spacing_rule, paragraph.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, pitch
    shape = paragraph._p.get_or_add_pPr()
    for name in ("w:snapToGrid", "w:autoSpaceDE", "w:autoSpaceDN"):  # no gaps between Chinese and figures
        if shape.find(qn(name)) is None:
            switch = OxmlElement(name)
            switch.set(qn("w:val"), "0")
            shape.insert_element_before(switch, *AFTER_SWITCHES[name])


def add_run(paragraph: Paragraph, text: str, font: str, size: float) -> Run:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run


def set_spacing(run: Run, twentieths: str) -> None:
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), twentieths)
    run._r.get_or_add_rPr().insert_element_before(spacing, *AFTER_SPACING)


def add_border(paragraph: Paragraph, side: str, kind: str, eighths: int, color: str = "C8161D") -> None:
    """A rule on one side of a paragraph, its thickness in eighths of a point."""
    shape = paragraph._p.get_or_add_pPr()
    frame = shape.find(qn("w:pBdr"))
    if frame is None:
        frame = OxmlElement("w:pBdr")
        shape.insert_element_before(frame, "w:shd", "w:tabs", "w:autoSpaceDE", "w:autoSpaceDN", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr")
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", kind), ("sz", str(eighths)), ("space", "1"), ("color", color)):
        line.set(qn(f"w:{name}"), value)
    frame.append(line)
