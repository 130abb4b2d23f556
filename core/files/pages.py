"""Pages on screen: images and text of PDF pages and pictures, drawn once in a limited child process and kept as a cache.

The cache is keyed by the hash of the content and may be deleted at any time.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache import cache

from core.errors import DomainError
from core.files.children import ChildFailed, ask_child
from core.files.kinds import Family
from core.files.serving import prove
from core.files.storage import local_copy

if TYPE_CHECKING:
    from core.files.models import StoredFile

THUMB_WIDTH = 160
WIDTHS = (1000, 1600)  # the page as it fits, and enlarged
THUMBS_AT_ONCE = 12
CHILD_MEGABYTES, CHILD_SECONDS = 2000, 40
TEXT_KEPT_SECONDS = 3600
BROKEN = "这一页打不开，可下载原文件查看。"
_drawing = threading.BoundedSemaphore(2)  # children of one web process at a time


def page_count(file: StoredFile) -> int:
    """How many pages can be shown: those of a PDF, 1 for a picture, 0 for what has none."""
    return file.pages or 0


def page_image(file: StoredFile, number: int, width: int) -> Path:
    """PNG of page `number` (from 1), `width` one of WIDTHS or THUMB_WIDTH. Thumbnails are drawn a dozen at a time."""
    _refuse_page(file, number)
    if width not in (*WIDTHS, THUMB_WIDTH):
        raise DomainError("没有这种大小的页面图。")
    target = _cached(file, number, width)
    if not target.exists():
        _draw(file, _block(file, number) if width == THUMB_WIDTH else [number], width)
    if not target.exists():
        raise DomainError(BROKEN)
    return target


def page_text(file: StoredFile, number: int) -> str:
    """The words of page `number` (from 1); "" for a scanned page or a picture."""
    _refuse_page(file, number)
    key = f"page-text-{file.sha256}-{number}"
    text: str | None = cache.get(key)
    if text is None:
        text = str(_ask(file, task="text", page=number).get("text", ""))
        cache.set(key, text, TEXT_KEPT_SECONDS)
    return text


def cache_dir() -> Path:
    """Where drawn pages lie."""
    return Path(settings.MEDIA_DIR) / "cache"


def _refuse_page(file: StoredFile, number: int) -> None:
    if not file.is_readable:
        raise DomainError(file.closed_sentence)
    if not 1 <= number <= page_count(file):
        raise DomainError(f"文件共 {page_count(file)} 页，没有第 {number} 页。")


def _cached(file: StoredFile, number: int, width: int) -> Path:
    return cache_dir() / file.sha256[:2] / file.sha256 / f"{number}-{width}.png"


def _block(file: StoredFile, number: int) -> list[int]:
    """The dozen of pages that `number` lies in."""
    first = (number - 1) // THUMBS_AT_ONCE * THUMBS_AT_ONCE + 1
    return [page for page in range(first, min(first + THUMBS_AT_ONCE, page_count(file) + 1)) if not _cached(file, page, THUMB_WIDTH).exists()]


def _draw(file: StoredFile, pages: list[int], width: int) -> None:
    _ask(file, task="draw", pages=pages, width=width, targets=[str(_cached(file, page, width)) for page in pages])


def _ask(file: StoredFile, **question: Any) -> dict[str, Any]:
    """The child's answer; DomainError when the page cannot be drawn within the limits."""
    prove(file)
    family = "pdf" if file.type.family == Family.PDF else "image"
    try:
        with _drawing, local_copy(file.storage_name) as path:
            answer = ask_child("core.files.render_child", {"path": str(path), "family": family, **question}, megabytes=CHILD_MEGABYTES, seconds=CHILD_SECONDS)
    except ChildFailed:
        raise DomainError(BROKEN) from None
    if "refused" in answer:
        raise DomainError(BROKEN)
    return answer
