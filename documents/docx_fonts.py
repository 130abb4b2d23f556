"""Word 字体表与语言: the file is Chinese, and names beside each face of the standard what may stand in for it. Basis: GB9704."""

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsdecls, qn

from documents.docx_parts import BIAO, FANG, HEI, KAI, SONG
from documents.fonts import ROLES

FACES = (BIAO, FANG, HEI, KAI, SONG)


def set_language(word: WordDocument) -> None:
    """Chinese throughout; on a computer without one of the faces the stand-ins are those of the PDF, in their order."""
    for element, tag in ((word.styles.element, "w:lang"), (word.settings.element, "w:themeFontLang")):
        for language in element.iter(qn(tag)):
            language.set(qn("w:eastAsia"), "zh-CN")
    word.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)._blob = _font_table().encode()


def _font_table() -> str:
    fonts = "".join(_font(face, [name for name in names if name != face]) for names in ROLES.values() for face in names if face in FACES)
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts {nsdecls("w")}>{fonts}</w:fonts>'


def _font(face: str, others: list[str]) -> str:
    return f'<w:font w:name="{face}"><w:altName w:val="{",".join(others)}"/><w:charset w:val="86"/></w:font>'
