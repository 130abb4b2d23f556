"""Template tags for files: icon and size of one, rules of an upload box."""

from typing import Any

from django import template
from django.conf import settings

from core.files.kinds import Family, file_type
from core.files.rules import purpose_row

register = template.Library()

SYMBOLS = {
    Family.PDF: "file-type-pdf",
    Family.IMAGE: "photo",
    Family.WORD: "file-type-docx",
    Family.SHEET: "file-type-xls",
    Family.ARCHIVE: "file-zip",
    Family.VIDEO: "video",
    Family.TEXT: "file-text",
}


@register.filter
def file_symbol(name: str) -> str:
    """Name of the icon for a file of this name."""
    return SYMBOLS.get(file_type(name).family, "file")


@register.filter
def file_size(size: int) -> str:
    """1.8 MB, 640 KB, 12 B: one decimal from megabytes on."""
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1024:
        return f"{round(size / 1024)} KB"
    if size < 1024**3:
        return f"{size / 1024**2:.1f} MB"
    return f"{size / 1024**3:.1f} GB"


@register.simple_tag
def upload_rules(purpose: str) -> dict[str, Any]:
    """What an upload box must say and know: extensions for the chooser, the rule in words, the size of a part."""
    row = purpose_row(purpose)
    accepted = ",".join(f".{extension}" for extension in row.extensions)
    return {"accept": accepted, "words": f"{'、'.join(row.extensions)}，每个不超过 {row.megabytes} MB", "chunk": settings.UPLOAD_CHUNK}
