"""成文子进程: `python -m documents.render_child` reads {html, css, output} from standard input and writes the PDF.

It runs outside Django, in a private folder, with limits of memory and time, and its fetcher refuses every address: a
document is made of its own text only. Exit 3 means that the PDF component of the system is missing.
"""

import base64
import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

MEMORY = 3 * 1024**3
SECONDS = 120
NO_COMPONENT = 3


INLINE_IMAGE = "data:image/png;base64,"


def inline_image(url: str) -> bytes:
    """The bytes of an inline PNG; every other address is refused, so that nothing is ever fetched."""
    if not url.startswith(INLINE_IMAGE):
        raise ValueError(f"refused: {url[:80]}")
    return base64.b64decode(url.removeprefix(INLINE_IMAGE))


def limit() -> None:
    """Memory and processor time of this process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def justify_between_characters() -> None:
    """两端对齐: Chinese has no spaces to stretch, so the lines of a paragraph are filled between the characters.

    WeasyPrint stretches spaces only; its `justify_line` is replaced in this process (the version is pinned, a test looks
    at the edges).
    """
    from weasyprint.formatting_structure import boxes  # noqa: PLC0415 - as in main
    from weasyprint.layout import inline  # noqa: PLC0415 - as in main

    def text_boxes(box: Any) -> list[Any]:
        if isinstance(box, boxes.TextBox):
            return [box]
        return [text for child in getattr(box, "children", ()) for text in text_boxes(child)]

    def widen(context: Any, box: Any, extra: float) -> None:
        style = box.style.copy()
        style["letter_spacing"] = (0 if style["letter_spacing"] == "normal" else style["letter_spacing"]) + extra
        layout = inline.create_layout(box.text, style, context, max_width=None, justification_spacing=0)
        layout.deactivate()
        box.style, box.pango_layout = style, layout

    def spread(context: Any, box: Any, extra: float, advance: float) -> float:
        box.position_x += advance
        if isinstance(box, boxes.TextBox):
            growth = extra * len(box.text)
            widen(context, box, extra)
        else:
            growth = 0.0
            for child in getattr(box, "children", ()):
                growth = spread(context, child, extra, advance + growth) - advance
        box.width += growth
        return advance + growth

    def justify_line(context: Any, line: Any, extra_width: float) -> None:
        count = sum(len(box.text) for box in text_boxes(line)) - 1
        if count > 0:
            spread(context, line, extra_width / count, 0.0)

    inline.justify_line = justify_line


def main() -> int:
    order = json.load(sys.stdin)
    limit()
    try:
        from weasyprint import CSS, HTML  # noqa: PLC0415 - needs Pango, which only this process may miss
        from weasyprint.urls import URLFetcherResponse  # noqa: PLC0415 - as above
    except OSError as missing:
        sys.stderr.write(str(missing))
        return NO_COMPONENT
    justify_between_characters()

    def fetch(url: str) -> Any:
        return URLFetcherResponse(url, inline_image(url), {"Content-Type": "image/png"})

    target = Path(order["output"])
    part = target.with_suffix(".part")
    style = CSS(string=order["css"], url_fetcher=fetch)
    HTML(string=order["html"], url_fetcher=fetch).write_pdf(
        str(part), stylesheets=[style], pdf_identifier=order["identifier"].encode(), presentational_hints=True
    )
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
