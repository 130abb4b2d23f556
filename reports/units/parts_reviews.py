"""执法行为 and 案卷评查 of a unit: what it decided, how its files were graded over the years, what was found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Avg, Count, Q, QuerySet

from cases.act_lists import ACTS
from cases.lists import FILES, OFFICE_FILES
from cases.models import BatchUnit, DrawnFile, Finding
from cases.numbers import rate_text
from cases.progress import tone_of
from cases.scoring import half_up
from cases.workflow import GRADED_REVIEWS, ORGANISE, FileState, Grade
from core.lists.desk import Tally
from rectification.workflow import OPEN_STATUSES
from reports.units.asked import Asked, Cell, Head, Part

STANDING, GRADED = ~Q(files__state=FileState.REPLACED), Q(files__review_state__in=GRADED_REVIEWS)


# --- 执法行为 --------------------------------------------------------------------------------------------------------
def _acts(asked: Asked) -> list[Tally]:
    url, first = "cases:act-list", date(asked.on.year, 1, 1)
    acts = asked.of_tab(ACTS, "all")
    return [
        Tally("本年决定", acts.filter(decided_on__gte=first), asked.listed(url, decided_from=first.isoformat())),
        Tally("全部", acts, asked.listed(url)),
        Tally("未作决定", asked.of_tab(ACTS, "undecided"), asked.listed(url, tab="undecided")),
        Tally("未结案", asked.of_tab(ACTS, "open"), asked.listed(url, tab="open")),
    ]


ACTIVITY = Part("acts", "执法行为", "cases.view_acts", "cases:act-list", (), _acts, lambda asked, most: [], "")


# --- 案卷评查 --------------------------------------------------------------------------------------------------------
def knows_all(asked: Asked) -> bool:
    """Whether grades are told before the feedback letter: to the office, on its own screen."""
    return asked.user.has_perm(ORGANISE) and not asked.is_told_only


def told_findings(asked: Asked) -> QuerySet[Finding]:
    """发现问题 of the unit's files, once their grades may be known."""
    rows = BatchUnit.objects.visible_to(asked.user).filter(unit=asked.unit)
    told = rows if knows_all(asked) else rows.filter(feedback_at__isnull=False)
    return Finding.objects.filter(file__in=DrawnFile.objects.visible_to(asked.user).filter(row__in=told), is_dropped=False)


def _reviews(asked: Asked) -> list[Tally]:
    url, files = "cases:file-list", OFFICE_FILES if asked.user.has_perm(ORGANISE) else FILES
    found = told_findings(asked)
    return [
        Tally("抽中案卷", asked.of_tab(files, "all", "row__unit"), asked.listed(url)),
        Tally("待报送案卷", asked.of_tab(files, "to_send", "row__unit"), asked.listed(url, tab="to_send")),
        Tally("发现问题", found, ""),
        Tally("未整改到位", found.filter(order__status__in=OPEN_STATUSES), ""),
    ]


def _numbers(rows: QuerySet[BatchUnit]) -> QuerySet[BatchUnit]:
    """Each row with the counts of its files by grade and their mean."""
    grades = {f"grade_{grade.value}": Count("files", filter=STANDING & GRADED & Q(files__final_grade=grade)) for grade in Grade}
    return rows.annotate(
        drawn=Count("files", filter=STANDING),
        scored=Count("files", filter=STANDING & GRADED),
        mean=Avg("files__final_score", filter=STANDING & GRADED),
        **grades,
    )


def _batches(asked: Asked, most: int) -> list[list[Cell]]:
    """The last rounds, each with drawn files, mean, grades and pass rate."""
    rows = BatchUnit.objects.visible_to(asked.user).filter(unit=asked.unit).select_related("batch").order_by("-batch_id")
    return [_batch_line(row, knows_all(asked)) for row in _numbers(rows)[:most]]


def _batch_line(row: Any, is_open: bool) -> list[Cell]:
    counts: Mapping[Grade, int] = {grade: getattr(row, f"grade_{grade.value}") for grade in Grade}
    is_told = bool(row.scored) and (row.feedback_at is not None or is_open)
    grades = "　".join(f"{grade.label} {count}" for grade, count in counts.items() if count)
    return [
        Cell(row.batch.name, row.get_absolute_url()),
        Cell(f"{row.batch.period_from:%Y-%m} 至 {row.batch.period_to:%Y-%m}"),
        Cell(str(row.drawn)),
        Cell(str(half_up(row.mean)) if is_told else "—"),
        Cell(grades if is_told else "—"),
        Cell(rate_text(row.scored - counts[Grade.FAIL], row.scored) if is_told else "—"),
        Cell(row.state_words(), tone="outline" if row.batch.dropped_at else tone_of(row)),
    ]


REVIEWS = Part(
    "reviews", "案卷评查", "cases.view_reviews", "cases:file-list",
    (Head("评查批次", fills=True), Head("评查期间"), Head("抽取", is_number=True), Head("平均分", is_number=True), Head("等次"), Head("合格率", is_number=True), Head("状态")),
    _reviews, _batches, "没有参加过案卷评查。", listed="历次评查，近的在前",
)  # fmt: skip
