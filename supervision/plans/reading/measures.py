"""具体工作措施: one cell with ①②③ and further paragraphs becomes numbered measures; not a word is lost."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
LEAD = re.compile(rf"^\s*(?:([{CIRCLED}])|[（(](\d{{1,2}})[)）]|(\d{{1,2}})[.、．])\s*")


@dataclass(frozen=True)
class MeasureText:
    """One measure: the number it carries in the source (None for a paragraph without one) and its words."""

    number: int | None
    text: str


def _number(match: re.Match[str]) -> int:
    return CIRCLED.index(match[1]) + 1 if match[1] else int(match[2] or match[3])


def read_measures(cell: str) -> list[MeasureText]:
    """One measure a paragraph; the source's numbers stay as they are, also where one is missing."""
    found = []
    for line in (part.strip() for part in (cell or "").splitlines()):
        if not line:
            continue
        lead = LEAD.match(line)
        found.append(MeasureText(_number(lead) if lead else None, LEAD.sub("", line) if lead else line))
    return found


def as_cell(measures: Iterable[MeasureText]) -> str:
    """The measures as one cell again, in one way of writing: what a second upload is compared with."""
    return "\n".join(f"{mark_of(measure.number)}{measure.text}" for measure in measures)


def mark_of(number: int | None) -> str:
    """① for 1, "" for none."""
    if number is None:
        return ""
    return CIRCLED[number - 1] if 1 <= number <= len(CIRCLED) else f"({number})"
