"""The child process that draws pages and reads their text: `python -m core.files.render_child`, question and answer as JSON."""

import os
import tempfile
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageOps

from core.errors import DomainError
from core.files.children import serve

MOST_PIXELS = 120_000_000
TALLEST = 8  # times as high as wide; a page beyond that is drawn smaller
LONGEST_TEXT = 200_000


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """`draw` writes one PNG per page, `text` gives the words of one page."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    path, is_pdf = Path(question["path"]), question["family"] == "pdf"
    if question["task"] == "text":
        return {"text": _pdf_text(path, question["page"]) if is_pdf else ""}
    draw = _draw_pdf if is_pdf else _draw_image
    draw(path, question["pages"], question["width"], [Path(name) for name in question["targets"]])
    return {}


def _draw_pdf(path: Path, pages: list[int], width: int, targets: list[Path]) -> None:
    document = pypdfium2.PdfDocument(path)
    for number, target in zip(pages, targets, strict=True):
        page = document[number - 1]
        page_width, page_height = page.get_size()
        scale = width / max(page_width, page_height / TALLEST, 1)
        _save(page.render(scale=scale).to_pil(), target)
        page.close()
    document.close()


def _draw_image(path: Path, pages: list[int], width: int, targets: list[Path]) -> None:
    with Image.open(path) as image:
        for number, target in zip(pages, targets, strict=True):
            image.seek(number - 1)
            upright = ImageOps.exif_transpose(image) or image
            frame = upright.convert("RGBA") if "transparency" in upright.info or upright.mode in {"RGBA", "LA"} else upright.convert("RGB")
            if frame.width > width:
                frame = frame.resize((width, max(1, round(frame.height * width / frame.width))), Image.Resampling.LANCZOS)
            frame.info.clear()
            _save(frame, target)


def _save(image: Image.Image, target: Path) -> None:
    """Written beside and renamed, so that nobody reads half a page. No metadata of the original goes along."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            image.save(stream, "PNG", compress_level=6)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _pdf_text(path: Path, number: int) -> str:
    document = pypdfium2.PdfDocument(path)
    page = document[number - 1]
    text: str = page.get_textpage().get_text_bounded()
    return text[:LONGEST_TEXT].replace("\r\n", "\n").encode("utf-8", "replace").decode()


def answer_or_refuse(question: dict[str, Any]) -> dict[str, Any]:
    """A page that cannot be drawn is a refusal in words."""
    try:
        return answer(question)
    except (pypdfium2.PdfiumError, OSError, ValueError, EOFError, Image.DecompressionBombError) as failure:
        return {"refused": f"{type(failure).__name__}"}
    except DomainError as refusal:
        return {"refused": str(refusal)}


if __name__ == "__main__":
    serve(answer_or_refuse)
