"""评分: the arithmetic of one sheet, of two opinions and of three."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.scoring import Line, Opinion, Outcome, Verdict, deduction, differ, grade_of, half_up, score_sheet, settle
from cases.workflow import Grade

D = Decimal
LINES = st.lists(
    st.builds(Line, points=st.integers(1, 7).map(D), deducted=st.integers(0, 20).map(lambda n: D(n) / 2), is_na=st.booleans()),
    min_size=1,
    max_size=40,
)
SCORES = st.integers(0, 10000).map(lambda n: D(n) / 100)
OPINIONS = st.builds(lambda score, vetoed: opinion("0" if vetoed else str(score), is_vetoed=vetoed), SCORES, st.booleans())


def opinion(score: str, *, is_vetoed: bool = False) -> Opinion:
    return Opinion(D(score), is_vetoed, grade_of(D(score), is_vetoed=is_vetoed, is_capped=False))


def test_the_sheet_of_the_picture_scores_90_of_95() -> None:
    lines = [Line(D(90)), Line(D(5), D(5)), Line(D(5), is_na=True)]

    result = score_sheet(lines, is_vetoed=False, is_capped=False)

    assert (result.score, result.earned, result.base, result.na_points, result.grade) == (D("94.74"), D(90), D(95), D(5), Grade.EXCELLENT)


def test_a_veto_makes_the_score_zero_and_the_grade_fail() -> None:
    result = score_sheet([Line(D(100))], is_vetoed=True, is_capped=False)

    assert (result.score, result.grade) == (D("0.00"), Grade.FAIL)


def test_deductions_of_an_item_stop_at_its_points() -> None:
    assert deduction(D(6), [(D(2), 1), (D(2), 4)]) == D(6)


def test_occurrences_multiply() -> None:
    assert deduction(D(5), [(D("0.5"), 3)]) == D("1.5")


@pytest.mark.parametrize(("number", "rounded"), [("89.995", "90.00"), ("89.994", "89.99"), ("0.005", "0.01")])
def test_halves_go_up(number: str, rounded: str) -> None:
    assert half_up(D(number)) == D(rounded)


@pytest.mark.parametrize(
    ("score", "grade"),
    [
        ("100", Grade.EXCELLENT),
        ("90", Grade.EXCELLENT),
        ("89.99", Grade.GOOD),
        ("80", Grade.GOOD),
        ("79.99", Grade.PASS),
        ("60", Grade.PASS),
        ("59.99", Grade.FAIL),
    ],
)
def test_grades_change_at_their_lines(score: str, grade: Grade) -> None:
    assert grade_of(D(score), is_vetoed=False, is_capped=False) == grade


@pytest.mark.parametrize(("score", "grade"), [("95", Grade.PASS), ("85", Grade.PASS), ("70", Grade.PASS), ("50", Grade.FAIL)])
def test_a_late_decision_is_at_best_pass(score: str, grade: Grade) -> None:
    assert grade_of(D(score), is_vetoed=False, is_capped=True) == grade


@given(LINES)
def test_every_score_lies_between_zero_and_a_hundred_with_two_decimals(lines: list[Line]) -> None:
    score = score_sheet(lines, is_vetoed=False, is_capped=False).score

    assert D(0) <= score <= D(100)
    assert score == score.quantize(D("0.01"))


@given(LINES)
def test_marking_a_full_item_not_applicable_never_raises_the_score(lines: list[Line]) -> None:
    full = Line(D(4))

    with_it = score_sheet([*lines, full], is_vetoed=False, is_capped=False).score
    without = score_sheet([*lines, Line(D(4), is_na=True)], is_vetoed=False, is_capped=False).score

    assert without <= with_it


@given(LINES)
def test_a_further_deduction_never_raises_the_score(lines: list[Line]) -> None:
    before = score_sheet([*lines, Line(D(5))], is_vetoed=False, is_capped=False).score

    assert score_sheet([*lines, Line(D(5), D(1))], is_vetoed=False, is_capped=False).score <= before


@given(OPINIONS, OPINIONS)
def test_two_opinions_count_the_same_in_either_order(first: Opinion, second: Opinion) -> None:
    there, back = settle([first, second], is_capped=False), settle([second, first], is_capped=False)

    assert (there.outcome, there.score, there.grade) == (back.outcome, back.score, back.grade)


@given(OPINIONS, OPINIONS, OPINIONS)
def test_three_opinions_settle_inside_their_range_or_go_to_the_group(a: Opinion, b: Opinion, c: Opinion) -> None:
    verdict = settle([a, b, c], is_capped=False)

    assert verdict.outcome is not Outcome.THIRD
    if verdict.outcome is Outcome.AGREED:
        assert min(x.score for x in (a, b, c)) <= verdict.score <= max(x.score for x in (a, b, c))
        assert verdict.is_vetoed == (sum(x.is_vetoed for x in (a, b, c)) >= 2)


def test_two_near_scores_make_their_mean() -> None:
    assert settle([opinion("92.01"), opinion("95.02")], is_capped=False) == Verdict(Outcome.AGREED, D("93.52"), False, Grade.EXCELLENT, (0, 1))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (opinion("92"), opinion("97.01")),
        (opinion("89.99"), opinion("90")),
        (opinion("92"), opinion("0", is_vetoed=True)),
        (opinion("0"), opinion("0", is_vetoed=True)),
    ],
)
def test_a_gap_another_grade_or_a_lone_veto_calls_a_third(first: Opinion, second: Opinion) -> None:
    assert settle([first, second], is_capped=False).outcome is Outcome.THIRD


def test_a_gap_of_exactly_the_threshold_is_no_gap() -> None:
    assert not differ(opinion("90"), opinion("95"))


def test_the_threshold_is_a_setting_of_the_batch() -> None:
    assert differ(opinion("90"), opinion("95"), D(3))


def test_of_three_the_two_nearest_count() -> None:
    verdict = settle([opinion("80"), opinion("89"), opinion("88")], is_capped=False)

    assert (verdict.score, verdict.counted) == (D("88.50"), (1, 2))


def test_two_pairs_equally_near_give_the_middle_score() -> None:
    verdict = settle([opinion("80"), opinion("84"), opinion("88")], is_capped=False)

    assert (verdict.score, verdict.counted) == (D("84.00"), (0, 1, 2))


def test_a_veto_by_two_of_three_stands() -> None:
    verdict = settle([opinion("90"), opinion("0", is_vetoed=True), opinion("0", is_vetoed=True)], is_capped=False)

    assert (verdict.score, verdict.is_vetoed, verdict.grade, verdict.counted) == (D("0.00"), True, Grade.FAIL, (1, 2))


def test_a_veto_by_one_of_three_falls_and_the_other_two_count() -> None:
    verdict = settle([opinion("0", is_vetoed=True), opinion("91"), opinion("93")], is_capped=False)

    assert (verdict.score, verdict.is_vetoed, verdict.counted) == (D("92.00"), False, (1, 2))


def test_three_scores_apart_go_to_the_group() -> None:
    assert settle([opinion("60"), opinion("70"), opinion("80")], is_capped=False).outcome is Outcome.GROUP
