"""具体工作措施: one cell with ①②③ and further paragraphs becomes numbered measures; not a word is lost."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
LEAD = re.compile(rf"^\s*(?:([{CIRCLED}])|[（(](\d{{1,2}})[)）]|(\d{{1,2}})[.、．])\s*")
INSIDE = re.compile(rf"(?<!第)([{CIRCLED}])|(?<!第)[（(](\d{{1,2}})[)）]|(?<=[\s;；。])(\d{{1,2}})[.、．](?!\d)")  # a number further on in a line


@dataclass(frozen=True)
class MeasureText:
    """One measure: the number it carries in the source (None for a paragraph without one) and its words."""

    number: int | None
    text: str


def _number(match: re.Match[str]) -> int:
    return CIRCLED.index(match[1]) + 1 if match[1] else int(match[2] or match[3])


def _numbered(line: str) -> Iterator[str]:
    """A line that begins with a number, cut before the numbers that follow it one by one in the same writing."""
    start, lead = 0, LEAD.match(line)
    if lead is not None:
        number = _number(lead)
        for mark in INSIDE.finditer(line, lead.end()):
            if mark.lastindex == lead.lastindex and _number(mark) == number + 1:
                yield line[start : mark.start()]
                start, number = mark.start(), number + 1
    yield line[start:]


def read_measures(cell: str) -> list[MeasureText]:
    """One measure a paragraph or number; the source's numbers stay as they are, also where one is missing."""
    found = []
    for line in (part.strip() for paragraph in (cell or "").splitlines() for part in _numbered(paragraph)):
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
