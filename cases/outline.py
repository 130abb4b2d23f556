"""文书目录: which document begins on which page of a scan, read from the first lines of its text. Scanned pictures have none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypedDict

DOCUMENT = re.compile(
    r"[一-鿿（）()、]{2,24}?(?:审批表|备案表|登记表|呈批表|笔录|告知书|通知书|决定书|意见书|委托书|建议书|报告|报告书|记录|回证|清单|凭证|封面|目录|备考表)"
)
LINES = 3


class Entry(TypedDict):
    """One document of a scan."""

    page: int
    title: str


def title_of(text: str) -> str:
    """Title of the document that begins on a page, "" when none of its first lines is one."""
    lines = [line.replace(" ", "").replace("\u3000", "") for line in text.splitlines() if line.strip()]
    return next((line for line in lines[:LINES] if DOCUMENT.fullmatch(line)), "")


def outline_of(texts: Iterable[str]) -> list[Entry]:
    """Documents in the order of pages; a page that goes on with the one before has no entry."""
    found: list[Entry] = []
    for page, text in enumerate(texts, start=1):
        title = title_of(text)
        if title and not (found and found[-1]["title"] == title and found[-1]["page"] == page - 1):
            found.append({"page": page, "title": title})
    return found
