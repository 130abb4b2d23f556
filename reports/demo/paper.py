"""样例材料: one-page PDFs that say they are samples; made here, so that no file of anybody is needed."""

from __future__ import annotations

from documents.render import pdf_from_html

CSS = '@page { size: A4; margin: 30mm } body { font: 16pt/2 "Noto Serif CJK SC", serif } h1 { font-size: 20pt; text-align: center } p { text-indent: 2em }'
_MADE: dict[str, bytes] = {}


NOT_REAL = "本页为演示数据，由系统生成，不是真实材料。"


def evidence_pdf() -> bytes:
    """The sample page of evidence."""
    return _page("demo-evidence", "整改佐证材料（样本）", "逐卷复查记录、补正后的文书、培训签到表。")


def scan_pdf() -> bytes:
    """The sample page of a paper received."""
    return _page("demo-scan", "来文扫描件（样本）", "来文单位、来文字号、正文和批示。")


def _page(name: str, heading: str, text: str) -> bytes:
    """Made once a run, because every PDF costs a second."""
    if name not in _MADE:
        html = f"<html lang='zh-CN'><body><h1>{heading}</h1><p>{text}</p><p>{NOT_REAL}</p></body></html>"
        _MADE[name] = pdf_from_html(html, CSS, identifier=name)
    return _MADE[name]
