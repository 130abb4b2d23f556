"""一份评查表的计算: its rows put through the scoring mathematics."""

from decimal import Decimal

from cases.models import DrawnFile, ItemScore, ReviewSheet, RubricItem
from cases.scoring import Line, Opinion, Result, score_sheet
from cases.workflow import Grade, SheetState

SIMPLE_PROCEDURE = "简易"


def result_of(sheet: ReviewSheet) -> Result:
    """The sheet as it stands now; items not touched count as full."""
    scores = {score.item_id: score for score in sheet.scores.all()}
    lines = [line_of(item.points, scores.get(item.pk)) for item in sheet.file.rubric.items.all() if not item.is_veto]
    return score_sheet(lines, is_vetoed=bool(sheet.vetoes.all()), is_capped=sheet.file.is_capped)


def line_of(points: Decimal, score: ItemScore | None) -> Line:
    return Line(points, score.deducted, score.is_na) if score else Line(points)


def may_be_na(item: RubricItem, sheet: ReviewSheet) -> bool:
    """可不适用: where the rubric says so, and every item of a file handled in the simple procedure."""
    return item.allows_na or SIMPLE_PROCEDURE in sheet.file.entry.procedure


def unfinished_of(sheet: ReviewSheet) -> list[str]:
    """Codes of items with a deduction and no page of evidence."""
    return [score.item.code for score in sheet.scores.select_related("item") if score.lacks_page]


def submitted_opinions(file: DrawnFile) -> dict[int, Opinion]:
    """What the standing submitted sheets say, by seat."""
    sheets = file.sheets.filter(state=SheetState.SUBMITTED).order_by("seat")
    return {sheet.seat: Opinion(sheet.score, sheet.is_vetoed, Grade(sheet.grade)) for sheet in sheets if sheet.score is not None}
