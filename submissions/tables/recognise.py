"""认表样: from what stands on a worksheet to title, head, prepared rows and foot.

The head is the row where most columns have a word of their own, with the rows tied to it by merged cells; the data begins below it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from core.sheets.header import normal
from core.sheets.parsing import NOTE, TOTAL

COUNTERS = frozenset({"序号", "序", "no", "no."})
DEEPEST, MOST_HEAD_ROWS, WIDE, LONGEST = 30, 4, 0.6, 1_000
LABEL = re.compile(
    r"(?:填报|报送|制表|上报|填表|编制|审核|批准|单位)?(?:单位|日期|时间|人|负责人|领导|电话)(?:名称|姓名|签字|签章|盖章|[(（](?:签字|签章|盖章|公章|章)[)）])?\s*[:：]|联系(?:人|电话|方式)\s*[:：]|单位\s*[:：]"
)
FOOT = re.compile(
    r"^(?:(?:填报|填表|制表|审核|负责|单位负责|联系|经办|复核|批准|分管)?(?:人|领导|电话|单位|日期)(?:[(（][^()（）]{0,8}[)）])?|注|说明|备注|填表说明|填报说明|填写说明)\s*[:：]"
    r"|^(?:注|说明|填表说明|填报说明)\s*[0-9一（(]"
)
EXAMPLE = re.compile(r"^\s*[（(【\[]?(?:示?例|填写示例|样例|范例)(?:[)）】\]:：\d]|$)")
COUNTED = re.compile(r"[甲乙丙丁戊己庚辛壬癸]|栏次|[(（]?\d{1,3}[)）]?|[A-Z]{1,2}")


@dataclass(frozen=True)
class Spot:
    """A cell as it stands: s text, n number, d day, b truth, f formula; with the merged area it heads."""

    kind: str
    value: Any
    top: int
    left: int
    bottom: int
    right: int

    @property
    def text(self) -> str:
        return " ".join(str(self.value).split()) if self.kind == "s" else ""

    @property
    def span(self) -> int:
        return self.right - self.left + 1


class Page:
    """One worksheet as the child told it."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.name: str = told["name"]
        self.told = told
        self.merged = {(top, left): (bottom, right) for top, left, bottom, right in told["merged"]}
        self.spots: dict[tuple[int, int], Spot] = {}
        for row, cells in told["rows"]:
            for place, kind, value in cells:
                bottom, right = self.merged.get((row, place), (row, place))
                self.spots[row, place] = Spot(kind, value, row, place, bottom, right)
        self.cover = {
            (row, place): spot
            for spot in self.spots.values()
            for row in range(spot.top, min(spot.bottom, spot.top + 40) + 1)
            for place in range(spot.left, spot.right + 1)
        }

    @cached_property
    def height(self) -> int:
        return max((spot.bottom for spot in self.spots.values()), default=0)

    @cached_property
    def width(self) -> int:
        return max((spot.right + 1 for spot in self.spots.values()), default=0)

    def line(self, row: int) -> list[Spot]:
        """The cells that begin in this row, from the left."""
        return [self.spots[row, place] for place in range(self.width) if (row, place) in self.spots]

    def text_of(self, row: int) -> str:
        """All words of a row, by which it is known again; figures and formulas left out."""
        return normal("".join(spot.text for spot in self.line(row)))

    def leaves(self, row: int) -> dict[int, Spot]:
        """Columns that have a word of their own in this row."""
        found = {}
        for place in range(self.width):
            spot = self.cover.get((row, place))
            if spot is not None and spot.text and (spot.span == 1 or spot.left == place) and spot.bottom - spot.top < MOST_HEAD_ROWS:
                found[place] = spot
        return found

    def styled(self, row: int) -> list[int]:
        return self._styled.get(row, [])

    @cached_property
    def _styled(self) -> dict[int, list[int]]:
        return dict(self.told["styled"])

    def number_format(self, row: int, place: int) -> str:
        return str(self.told["formats"].get(str(row), {}).get(str(place), "General"))

    def rules(self, row: int, place: int) -> list[Mapping[str, Any]]:
        """Drop-downs and limits that reach this cell."""
        return [rule for rule in self.told["rules"] if any(top <= row <= bottom and left <= place <= right for top, left, bottom, right in rule["areas"])]

    @cached_property
    def hidden(self) -> frozenset[int]:
        """Places of hidden columns."""
        return frozenset(self.told["hidden"])

    def comment(self, rows: Sequence[int], place: int) -> str:
        return next((" ".join(text.split()) for row, at, text in self.told["comments"] if at == place and row in rows), "")

    def column_width(self, place: int) -> int:
        return min(max(round(float(self.told["widths"].get(str(place), 14))), 6), 60)


# --- the head ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Head:
    """表头: its rows, the row of the column names, and the columns."""

    first: int
    names_row: int
    last: int
    leaves: Mapping[int, Spot]


def find_head(page: Page) -> Head | None:
    """The first row with the most columns of their own, two at least; with the rows tied to it above and the row of column numbers below."""
    best, most = 0, 1
    for row in range(1, min(page.height, DEEPEST) + 1):
        count = len([spot for spot in page.leaves(row).values() if not _is_label(spot)])
        if count > most:
            best, most = row, count
    if not best:
        return None
    names_row = max(spot.bottom for spot in page.leaves(best).values())  # names merged downwards end where the last of them does
    last = names_row
    while last < names_row + 2 and _is_counted(page, last + 1):
        last += 1
    return Head(_first(page, names_row), names_row, last, {**page.leaves(best), **page.leaves(names_row)})


def _is_label(spot: Spot) -> bool:
    return bool(LABEL.search(spot.text)) or bool(FOOT.search(spot.text))


def _first(page: Page, names_row: int) -> int:
    first = names_row
    while first > 1 and names_row - first < MOST_HEAD_ROWS - 1 and _is_tied(page, first - 1, names_row):
        first -= 1
    return first


def _is_tied(page: Page, row: int, names_row: int) -> bool:
    """Whether the row belongs to the head: a cell reaches down from it, or it holds group names over several columns."""
    spots = [page.cover[row, place] for place in range(page.width) if (row, place) in page.cover]
    texts = {(spot.top, spot.left): spot for spot in spots if spot.text}
    if any(spot.top <= row < spot.bottom <= names_row for spot in texts.values()):
        return True
    if any(_is_label(spot) for spot in texts.values()):
        return False
    return len(texts) > 1 and any(1 < spot.span < page.width * WIDE for spot in texts.values())


def _is_counted(page: Page, row: int) -> bool:
    """栏次: 甲 乙 1 2 3 under the names."""
    said = [str(spot.value) for spot in page.line(row)]
    return len(said) > 2 and all(COUNTED.fullmatch(" ".join(word.split())) for word in said) and len({*said}) == len(said)


def path_of(page: Page, head: Head, place: int) -> list[str]:
    """执法人员, 持证, 人数: the words above a column from the top, each merged cell once."""
    words, seen = [], None
    for row in range(head.first, head.names_row + 1):
        spot = page.cover.get((row, place))
        if spot is not None and spot.text and spot is not seen:
            words.append(cleaned(spot.text))
            seen = spot
    return words


def cleaned(text: str) -> str:
    """A heading without line breaks, stars and blanks between its characters. Runs of blanks go first: they would make the rest slow."""
    text = " ".join(text[:LONGEST].split())
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", re.sub(r"[*＊★☆]+|[（(]\s*必填\s*[)）]", "", text)).strip()


# --- the rows and the foot -----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Body:
    """Where the prepared rows begin and end (one less than the beginning when there is none), the row of the total (0 for none), and
    the lines between head and rows: examples, a total on top."""

    first: int
    last: int
    total: int
    examples: tuple[str, ...]


def find_body(page: Page, head: Head) -> Body:
    first = head.last + 1
    examples = []
    while any(EXAMPLE.match(spot.text) for spot in page.line(first)[:3]) or _is_total_on_top(page, first, head):
        examples.append(page.text_of(first))
        first += 1
    foot = next((row for row in range(first, page.height + 1) if is_foot(page, row, head)), 0)
    total = next((row for row in range(head.last + 1, page.height + 1) if is_total(page, row)), 0)
    return Body(first, _last(page, head, first, foot), total, tuple(examples))


def _is_total_on_top(page: Page, row: int, head: Head) -> bool:
    """合计 above the rows it adds up: a row made ready follows, no foot."""
    return is_total(page, row) and bool(page.styled(row + 1)) and not is_foot(page, row + 1, head)


def _last(page: Page, head: Head, first: int, foot: int) -> int:
    """The last row made ready: with borders, formulas or words in it; up to the foot, or as far as the rows are alike."""
    end = foot - 1 if foot else max(page.height, max(page._styled, default=0))
    needed = max(len(head.leaves) // 2, 1)
    ready = [
        row
        for row in range(first, end + 1)
        if len([place for place in page.styled(row) if place in head.leaves]) >= needed or any(spot.left in head.leaves for spot in page.line(row))
    ]
    return ready[-1] if ready else end if foot else first


def is_total(page: Page, row: int) -> bool:
    return any(TOTAL.match(re.sub(r"\s+", "", spot.text)) for spot in page.line(row)[:3])


def is_foot(page: Page, row: int, head: Head) -> bool:
    """合计, 填报人, 说明, or a text merged across most of the table."""
    line = page.line(row)
    if not line:
        return False
    first = line[0]
    return (
        is_total(page, row)
        or any(FOOT.search(spot.text) or NOTE.match(spot.text) for spot in line if spot.text)
        or (bool(first.text) and first.span > len(head.leaves) * WIDE)
    )
