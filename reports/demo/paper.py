"""样例佐证: a one-page PDF that says it is a sample; made here, so that no file of anybody is needed."""

from __future__ import annotations

from documents.render import pdf_from_html

CSS = '@page { size: A4; margin: 30mm } body { font: 16pt/2 "Noto Serif CJK SC", serif } h1 { font-size: 20pt; text-align: center } p { text-indent: 2em }'
_MADE: dict[str, bytes] = {}


def evidence_pdf() -> bytes:
    """The sample page; made once a run, because every PDF costs a second."""
    if "page" not in _MADE:
        html = "<html lang='zh-CN'><body><h1>整改佐证材料（样本）</h1><p>逐卷复查记录、补正后的文书、培训签到表。</p><p>本页为演示数据，由系统生成，不是真实材料。</p></body></html>"
        _MADE["page"] = pdf_from_html(html, CSS, identifier="demo-evidence")
    return _MADE["page"]
