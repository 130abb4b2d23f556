"""样式副本: a style of the blank with another number format, or with the mark that keeps a text from becoming a formula."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from submissions.tables.package import attributes

SECTION = re.compile(r"(<cellXfs\b[^<>]*>)(.*?)(</cellXfs>)", re.DOTALL)
XF = re.compile(r"<xf\b[^<>]*?/>|<xf\b[^<>]*?>.*?</xf>", re.DOTALL)
FORMATS = re.compile(r"<numFmts\b[^<>]*?(?:/>|>(.*?)</numFmts>)", re.DOTALL)
COUNT = re.compile(r'(<(?:cellXfs|numFmts)\b[^<>]*?)\scount\s*=\s*"\d+"')


class StyleTwins:
    """The styles of one workbook, and the twins that were asked for."""

    def __init__(self, styles: str) -> None:
        self.styles = styles
        section = SECTION.search(styles)
        self.cells = XF.findall(section[2]) if section else []
        self.first = len(self.cells)
        self.twins: dict[tuple[int, str, bool], int] = {}
        self.formats: dict[str, int] = {}

    def twin(self, style: int, *, number_format: str = "", quoted: bool = False) -> int:
        """The number of the style with that format, or with quotePrefix."""
        return self.twins.setdefault((style, number_format, quoted), self.first + len(self.twins))

    def xml(self) -> str:
        """styles.xml with the twins at the end, so that no other style changes its number."""
        if not self.twins:
            return self.styles
        added = "".join(self._made(*wanted) for wanted in self.twins)
        made = SECTION.sub(lambda found: f"{found[1]}{found[2]}{added}{found[3]}", self.styles, count=1)
        return COUNT.sub(r"\1", self._with_formats(made))

    def _made(self, style: int, number_format: str, quoted: bool) -> str:
        base = self.cells[style] if style < len(self.cells) else '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        if number_format:
            base = _set(base, "numFmtId", str(self._format(number_format)))
            base = _set(base, "applyNumberFormat", "1")
        return _set(base, "quotePrefix", "1") if quoted else base

    def _format(self, number_format: str) -> int:
        used = [int(attributes(tag).get("numFmtId", "0")) for tag in re.findall(r"<numFmt\b[^<>]*>", self.styles)]
        return self.formats.setdefault(number_format, max([163, *used]) + 1 + len(self.formats))

    def _with_formats(self, styles: str) -> str:
        if not self.formats:
            return styles
        added = "".join(f'<numFmt numFmtId="{number}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>' for code, number in self.formats.items())
        if FORMATS.search(styles):
            return FORMATS.sub(lambda found: f"<numFmts>{found[1] or ''}{added}</numFmts>", styles, count=1)
        return re.sub(r"(<styleSheet\b[^<>]*>)", lambda found: f"{found[1]}<numFmts>{added}</numFmts>", styles, count=1)


def _set(tag: str, name: str, value: str) -> str:
    bare = re.sub(rf'\s{name}\s*=\s*"[^"]*"', "", tag, count=1)
    return re.sub(r"^<xf\b", f'<xf {name}="{value}"', bare)
