"""联合评查表: the sheets of one file side by side, once they may be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from cases.findings import counted_seats, reasons_of
from cases.models import DrawnFile, ItemScore, ReviewSheet, RubricItem
from cases.scoring import plain
from cases.workflow import SheetState


@dataclass(frozen=True)
class Mark:
    """What one reviewer gave one item."""

    text: str
    points: str
    pages: str
    is_cut: bool


@dataclass(frozen=True)
class ItemLine:
    item: RubricItem
    marks: tuple[Mark, ...]
    is_apart: bool


@dataclass(frozen=True)
class Comparison:
    """Sheets in the order of seats, sections with their lines, vetoes, and which sheets counted."""

    sheets: Sequence[ReviewSheet]
    sections: list[tuple[str, Decimal, list[ItemLine]]]
    counted: list[int]

    @property
    def width(self) -> int:
        """Columns of the table: item, points, one for each sheet."""
        return 2 + len(self.sheets)


def page_words(cites: Sequence[dict[str, object]]) -> str:
    """第 3、14 页, or 卷内未见."""
    pages = sorted({int(str(cite["page"])) for cite in cites})
    numbers = "、".join(str(page) for page in pages if page)
    return "；".join(part for part in (f"第 {numbers} 页" if numbers else "", "卷内未见" if 0 in pages else "") if part)


def mark_of(item: RubricItem, score: ItemScore | None) -> Mark:
    """不适用, the deduction with its reasons, or full points."""
    if score is None:
        return Mark("", plain(item.points), "", False)
    if score.is_na:
        return Mark(f"不适用：{score.reason}", "—", "", False)
    if not score.deducted:
        return Mark("", plain(item.points), "", False)
    reasons = "；".join(reasons_of(score))
    words = f"{reasons}。{score.reason}" if score.reason else reasons
    return Mark(words, plain(item.points - score.deducted), page_words(score.cites), True)


def comparison_of(file: DrawnFile) -> Comparison:
    """All submitted sheets of an open file; four queries."""
    sheets = list(
        file.sheets.filter(state=SheetState.SUBMITTED).select_related("reviewer__unit").prefetch_related("scores__item", "vetoes__item").order_by("seat")
    )
    scores = [{score.item_id: score for score in sheet.scores.all()} for sheet in sheets]
    items = [item for item in file.rubric.items.all() if not item.is_veto]
    sections = []
    for name, group in groupby(items, key=lambda item: item.section):
        own = list(group)
        lines = [_line(item, [by_item.get(item.pk) for by_item in scores]) for item in own]
        sections.append((name, sum((item.points for item in own), Decimal(0)), lines))
    return Comparison(sheets, sections, counted_seats(file) if len(sheets) > 1 else [sheet.seat for sheet in sheets])


def _line(item: RubricItem, scores: list[ItemScore | None]) -> ItemLine:
    marks = tuple(mark_of(item, score) for score in scores)
    return ItemLine(item, marks, len({mark.points for mark in marks}) > 1)
