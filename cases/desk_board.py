"""评查台: what the scoring desk shows of one sheet – sections, items, the running score with its formula. No writing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from cases.comparison import page_words
from cases.models import ItemScore, ReviewSheet, RubricItem, Veto
from cases.scoresheet import may_be_na, result_of
from cases.scoring import Result, grade_of, plain
from cases.workflow import Grade, SheetState

GRADE_TONES = {Grade.EXCELLENT: "green", Grade.GOOD: "green", Grade.PASS: "blue", Grade.FAIL: "red"}


@dataclass(frozen=True)
class CaseView:
    """扣分情形 on a number key."""

    place: int
    key: str
    reason: str
    points: str
    repeats: bool
    times: int


@dataclass(frozen=True)
class ItemView:
    """评分项: untouched, full, cut or 不适用."""

    item: RubricItem
    saved: ItemScore | None
    is_current: bool
    allows_na: bool = False
    is_final: bool = False  # handed in: what was not scored counts as full

    @property
    def is_scored(self) -> bool:
        return self.saved is not None or self.is_final

    @property
    def got(self) -> str:
        """4, 不适用, or — while it is not scored."""
        if self.saved is None:
            return plain(self.item.points) if self.is_final else "—"
        return "不适用" if self.saved.is_na else plain(self.item.points - self.saved.deducted)

    @property
    def is_na(self) -> bool:
        return bool(self.saved and self.saved.is_na)

    @property
    def reason(self) -> str:
        return self.saved.reason if self.saved else ""

    @property
    def earned(self) -> Decimal:
        """Points that count towards the section."""
        if self.saved is None:
            return self.item.points
        return Decimal(0) if self.saved.is_na else self.item.points - self.saved.deducted

    @property
    def is_cut(self) -> bool:
        return bool(self.saved and self.saved.deducted)

    @property
    def lacks_page(self) -> bool:
        return bool(self.saved and self.saved.lacks_page)

    @property
    def cases(self) -> list[CaseView]:
        picks: Mapping[str, int] = self.saved.picks if self.saved else {}
        return [
            CaseView(place, str(place + 1), case["reason"], case["points"], case["repeats"], picks.get(str(place), 0))
            for place, case in enumerate(self.item.cases)
        ]

    @property
    def pages_text(self) -> str:
        """For the plain field: 3、14、卷内未见."""
        cites = self.saved.cites if self.saved else []
        return "、".join(str(cite["page"]) if cite["page"] else "卷内未见" for cite in cites)

    @property
    def cites(self) -> list[dict[str, Any]]:
        return self.saved.cites if self.saved else []


@dataclass(frozen=True)
class SectionView:
    """部分 with its points, how much is scored, and whether it stands open."""

    name: str
    items: list[ItemView]

    @property
    def points(self) -> str:
        na = sum((view.item.points for view in self.items if view.saved and view.saved.is_na), Decimal(0))
        return plain(sum((view.item.points for view in self.items), Decimal(0)) - na)

    @property
    def is_scored(self) -> bool:
        return all(view.is_scored for view in self.items)

    @property
    def is_open(self) -> bool:
        return any(view.is_current for view in self.items)

    @property
    def got(self) -> str:
        """Points got, — while an item is missing."""
        if not self.is_scored:
            return "—"
        return plain(sum((view.earned for view in self.items), Decimal(0)))

    @property
    def note(self) -> str:
        """1/9 项　扣 2　不适用 5 分."""
        scored = sum(view.is_scored for view in self.items)
        cut = sum((view.saved.deducted for view in self.items if view.saved), Decimal(0))
        na = sum((view.item.points for view in self.items if view.saved and view.saved.is_na), Decimal(0))
        parts = [
            f"{scored}/{len(self.items)} 项" if scored < len(self.items) else "",
            f"扣 {plain(cut)}" if cut else "",
            f"不适用 {plain(na)} 分" if na else "",
        ]
        return "　".join(part for part in parts if part)


@dataclass(frozen=True)
class VetoView:
    """否决项, and what was recorded about it."""

    item: RubricItem
    veto: Veto | None

    @property
    def pages(self) -> str:
        return page_words(self.veto.cites) if self.veto else ""


@dataclass(frozen=True)
class Board:
    """One sheet as the desk draws it."""

    sheet: ReviewSheet
    sections: list[SectionView]
    vetoes: list[VetoView]
    result: Result
    current: ItemView | None
    previous_code: str
    next_code: str

    @property
    def scored(self) -> int:
        return sum(bool(view.saved) for section in self.sections for view in section.items)

    @property
    def total(self) -> int:
        return sum(len(section.items) for section in self.sections)

    @property
    def unscored(self) -> int:
        return self.total - self.scored

    @property
    def hits(self) -> int:
        return sum(bool(view.veto) for view in self.vetoes)

    @property
    def formula(self) -> str:
        """90 ÷ 95 × 100."""
        return f"{plain(self.result.earned)} ÷ {plain(self.result.base)} × 100"

    @property
    def cut_text(self) -> str:
        """已扣 5 分，不适用 5 分."""
        parts = [f"已扣 {plain(self.result.deducted)} 分", f"不适用 {plain(self.result.na_points)} 分" if self.result.na_points else ""]
        return "，".join(part for part in parts if part)

    @property
    def grade_tone(self) -> str:
        return GRADE_TONES[self.result.grade]

    @property
    def is_editable(self) -> bool:
        return self.sheet.state in {SheetState.ASSIGNED, SheetState.SCORING}

    @property
    def missing_pages(self) -> list[str]:
        """Items with a deduction and no page of evidence."""
        return [view.item.code for section in self.sections for view in section.items if view.lacks_page]

    @property
    def cited_pages(self) -> set[int]:
        """Pages that are quoted somewhere, for the dots at the thumbnails."""
        lines = [view.cites for section in self.sections for view in section.items] + [view.veto.cites for view in self.vetoes if view.veto]
        return {cite["page"] for cites in lines for cite in cites}

    @property
    def cited_text(self) -> str:
        """The same as text for the desk's script."""
        return ",".join(str(page) for page in sorted(self.cited_pages))

    @property
    def grade_words(self) -> str:
        """预计 优秀."""
        return f"预计 {self.result.grade.label}"

    @property
    def is_capped(self) -> bool:
        return self.sheet.file.is_capped and grade_of(self.result.score, is_vetoed=False, is_capped=False) != self.result.grade


def board_of(sheet: ReviewSheet, code: str = "") -> Board:
    """The board with item `code` open, else the first one not scored, else the first; three queries."""
    items = list(sheet.file.rubric.items.all())
    saved = {score.item_id: score for score in sheet.scores.all()}
    vetoes = {veto.item_id: veto for veto in sheet.vetoes.all()}
    scored = [item for item in items if not item.is_veto]
    current = next((item for item in scored if item.code == code), None) or next((item for item in scored if item.pk not in saved), scored[0])
    place, is_final = scored.index(current), sheet.state == SheetState.SUBMITTED
    views = [ItemView(item, saved.get(item.pk), item.pk == current.pk, may_be_na(item, sheet), is_final) for item in scored]
    return Board(
        sheet=sheet,
        sections=[SectionView(name, list(group)) for name, group in groupby(views, key=lambda view: view.item.section)],
        vetoes=[VetoView(item, vetoes.get(item.pk)) for item in items if item.is_veto],
        result=result_of(sheet),
        current=views[place],
        previous_code=scored[place - 1].code if place else "",
        next_code=scored[place + 1].code if place + 1 < len(scored) else "",
    )
