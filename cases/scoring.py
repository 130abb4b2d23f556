"""评分: veto layer, then 100 points with 不适用 redistributed; two opinions, a third, the group. Pure arithmetic.

Basis: REVIEW-GRADES.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from itertools import combinations

from cases.workflow import Grade

FULL = Decimal(100)
CENT = Decimal("0.01")
GRADE_LINES: tuple[tuple[Decimal, Grade], ...] = ((Decimal(90), Grade.EXCELLENT), (Decimal(80), Grade.GOOD), (Decimal(60), Grade.PASS))
GAP_THRESHOLD = Decimal(5)


@dataclass(frozen=True)
class Line:
    """One item as a reviewer left it; an item not touched yet counts as full."""

    points: Decimal
    deducted: Decimal = Decimal(0)
    is_na: bool = False


@dataclass(frozen=True)
class Result:
    """得分 of one sheet with the numbers that the formula on the desk shows."""

    score: Decimal
    earned: Decimal
    base: Decimal
    deducted: Decimal
    na_points: Decimal
    is_vetoed: bool
    grade: Grade


def deduction(points: Decimal, picks: Iterable[tuple[Decimal, int]]) -> Decimal:
    """扣分 of one item: points of each case times its occurrences, never more than the item has."""
    return min(points, sum((each * times for each, times in picks), Decimal(0)))


def half_up(number: Decimal) -> Decimal:
    """Two decimals, half up."""
    return number.quantize(CENT, rounding=ROUND_HALF_UP)


def plain(number: Decimal) -> str:
    """4, 0.5, 100: a number of points without trailing zeros."""
    return f"{number.normalize():f}"


def grade_of(score: Decimal, *, is_vetoed: bool, is_capped: bool) -> Grade:
    """等次: a veto fails; a decision past its limit is 合格 at best."""
    if is_vetoed:
        return Grade.FAIL
    grade = next((grade for line, grade in GRADE_LINES if score >= line), Grade.FAIL)
    return Grade.PASS if is_capped and grade in {Grade.EXCELLENT, Grade.GOOD} else grade


def score_sheet(lines: Sequence[Line], *, is_vetoed: bool, is_capped: bool) -> Result:
    """Final = earned ÷ (all − 不适用) × 100; a veto makes it 0. An all-不适用 sheet has nothing to earn and scores 0."""
    na_points = sum((line.points for line in lines if line.is_na), Decimal(0))
    base = sum((line.points for line in lines), Decimal(0)) - na_points
    deducted = sum((min(line.deducted, line.points) for line in lines if not line.is_na), Decimal(0))
    earned = base - deducted
    plain = half_up(earned / base * FULL) if base else Decimal("0.00")
    score = Decimal("0.00") if is_vetoed else plain
    return Result(score, earned, base, deducted, na_points, is_vetoed, grade_of(score, is_vetoed=is_vetoed, is_capped=is_capped))


@dataclass(frozen=True)
class Opinion:
    """What one submitted sheet says."""

    score: Decimal
    is_vetoed: bool
    grade: Grade


class Outcome(Enum):
    """What follows from the opinions so far."""

    AGREED = "agreed"
    THIRD = "third"
    GROUP = "group"


@dataclass(frozen=True)
class Verdict:
    """结论: the outcome; score, veto, grade and the opinions counted when agreed."""

    outcome: Outcome
    score: Decimal = Decimal("0.00")
    is_vetoed: bool = False
    grade: Grade = Grade.FAIL
    counted: tuple[int, ...] = ()


def differ(first: Opinion, second: Opinion, threshold: Decimal = GAP_THRESHOLD) -> bool:
    """Whether a third is needed: veto differs, grade differs, or the gap is over the threshold."""
    return first.is_vetoed != second.is_vetoed or first.grade != second.grade or abs(first.score - second.score) > threshold


def settle(opinions: Sequence[Opinion], *, threshold: Decimal = GAP_THRESHOLD, is_capped: bool) -> Verdict:
    """Mean of the two, or of the two nearest of three with the veto by majority; still apart → the group decides."""
    if len(opinions) == 2:
        if differ(opinions[0], opinions[1], threshold):
            return Verdict(Outcome.THIRD)
        return _mean(opinions, (0, 1), is_capped=is_capped)
    vetoes = [place for place, opinion in enumerate(opinions) if opinion.is_vetoed]
    if len(vetoes) >= 2:
        return _mean(opinions, tuple(vetoes[:3]), is_capped=is_capped)
    places = [place for place, opinion in enumerate(opinions) if not opinion.is_vetoed]
    return _nearest(opinions, places, threshold, is_capped=is_capped)


def _nearest(opinions: Sequence[Opinion], places: Sequence[int], threshold: Decimal, *, is_capped: bool) -> Verdict:
    """Among the nearest pairs that agree: their mean; two pairs equally near → the score between them, which both share."""
    gaps = {pair: abs(opinions[pair[0]].score - opinions[pair[1]].score) for pair in combinations(places, 2)}
    least = min(gaps.values())
    agreeing = [pair for pair, gap in gaps.items() if gap == least and not differ(opinions[pair[0]], opinions[pair[1]], threshold)]
    if not agreeing:
        return Verdict(Outcome.GROUP)
    counted = tuple(sorted({place for pair in agreeing for place in pair}))
    return _mean(opinions, counted, is_capped=is_capped)


def _mean(opinions: Sequence[Opinion], counted: tuple[int, ...], *, is_capped: bool) -> Verdict:
    total = sum((opinions[place].score for place in counted), Decimal(0))
    score, is_vetoed = half_up(total / len(counted)), opinions[counted[0]].is_vetoed
    return Verdict(Outcome.AGREED, score, is_vetoed, grade_of(score, is_vetoed=is_vetoed, is_capped=is_capped), counted)
