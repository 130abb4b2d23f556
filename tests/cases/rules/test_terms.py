"""期限: the last day is in time, the next one is not, 调休 counted in both directions; what is not filled is not judged.

Around 国庆 2025: 9月28日 (Sunday) and 10月11日 (Saturday) are worked, 10月1日 to 8日 are off. Decided on Friday 9月26日, the seventh
working day is Monday 10月13日, the third Tuesday 9月30日.
"""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from cases.rules.rule import Answer, Verdict
from core.workdays.models import DeadlineRule

P, U, OK = Verdict.PROBLEM, Verdict.UNKNOWN, Verdict.OK
Ask = Callable[..., Answer]
Judge = Callable[..., Verdict | None]
DECIDED = date(2025, 9, 26)
REVOKED = {"state": "撤销", "state_on": DECIDED, "published_on": DECIDED}


@pytest.mark.parametrize(
    ("code", "done", "last", "facts"),
    [
        ("P-10", "served_on", date(2025, 10, 13), {}),
        ("W-17", "published_on", date(2025, 10, 13), {}),
        ("W-18", "withdrawn_on", date(2025, 9, 30), REVOKED),
        ("W-15", "recorded_on", date(2025, 10, 11), {"is_major": True}),  # 15 days end on a Saturday that is worked
        ("W-19", "registration_settled_on", date(2025, 10, 13), {"registered_on": DECIDED}),
    ],
)
def test_the_last_day_is_in_time_and_the_next_is_late(verdict: Judge, code: str, done: str, last: date, facts: dict) -> None:
    assert [verdict(code, **facts, **{done: day}) for day in (last, last + timedelta(days=1))] == [OK, P]


@pytest.mark.parametrize(
    ("code", "done", "facts"),
    [("P-10", "served_on", {}), ("W-17", "published_on", {}), ("W-18", "withdrawn_on", REVOKED), ("W-15", "recorded_on", {"is_major": True})],
)
def test_a_day_that_is_not_filled_is_not_judged_and_the_term_is_told(ask: Ask, code: str, done: str, facts: dict) -> None:
    answer = ask(code, **facts, **{done: None})

    assert (answer.verdict, answer.missing) == (U, (done,))
    assert answer.sentence.endswith("期限已过。")


@pytest.mark.parametrize(
    ("code", "done", "facts"),
    [
        ("P-10", "served_on", {}),
        ("W-17", "published_on", {}),
        ("W-18", "withdrawn_on", REVOKED),
        ("W-15", "recorded_on", {"is_major": True}),
        ("W-19", "registration_settled_on", {"registered_on": DECIDED}),
        ("W-09", "decided_on", {"filed_on": date(2025, 9, 26)}),
    ],
)
def test_an_end_before_the_start_is_never_called_in_time(ask: Ask, code: str, done: str, facts: dict) -> None:
    answer = ask(code, **{**facts, done: date(2025, 9, 25)})

    assert (answer.verdict, answer.sentence.endswith("，期限无法核对。"), answer.advice) == (U, True, "先核对这两个日期。")


def test_a_term_that_still_runs_is_not_called_past(ask: Ask) -> None:
    answer = ask("P-10", served_on=None, on=date(2025, 10, 13))

    assert answer.sentence == "没有填送达日期，期限为 7 个工作日，最后一日为2025年10月13日（周一）。"


def test_the_term_is_the_one_that_is_set(verdict: Judge) -> None:
    DeadlineRule.objects.filter(code="decision_service").update(days=1)

    assert [verdict("P-10", served_on=date(2025, 9, day)) for day in (28, 29)] == [OK, P]


@pytest.mark.parametrize(
    ("decided", "facts", "said"),
    [
        (date(2025, 9, 29), {}, OK),  # day 90
        (date(2025, 9, 30), {}, P),
        (date(2025, 9, 30), {"excluded_days": 1}, OK),
        (date(2025, 12, 1), {"extended_on": date(2025, 9, 29)}, OK),
        (date(2025, 12, 1), {"extended_on": date(2025, 9, 30)}, P),
        (date(2025, 10, 9), {"filed_on": date(2025, 7, 3)}, OK),  # day 90 is 国庆, the next working day is 10月9日
        (date(2025, 10, 10), {"filed_on": date(2025, 7, 3)}, P),
        (date(2025, 12, 1), {"filed_on": None}, U),
    ],
)
def test_the_time_limit_of_the_case(verdict: Judge, decided: date, facts: dict, said: Verdict) -> None:
    assert verdict("W-09", decided_on=decided, **facts) == said


def test_a_case_not_yet_decided_is_told_its_last_day_and_is_late_after_it(ask: Ask) -> None:
    answers = [ask("W-09", decided_on=None, on=day) for day in (date(2025, 9, 29), date(2025, 9, 30))]

    assert [answer.verdict for answer in answers] == [U, P]
    assert "最后一日为2025年9月29日（周一）" in answers[0].sentence


def test_a_year_without_a_notice_is_said_to_be_estimated(ask: Ask) -> None:
    assert "估算" in ask("P-10", decided_on=date(2029, 9, 26), served_on=date(2029, 9, 27)).sentence


def test_a_decision_with_a_reason_not_to_publish_it_is_not_asked_for_its_publication(verdict: Judge) -> None:
    assert verdict("W-17", published_on=None, unpublished_reason="未成年人") == OK


@pytest.mark.parametrize(("code", "facts"), [("W-18", {"state": "有效"}), ("W-18", {**REVOKED, "published_on": None}), ("W-15", {}), ("W-19", {})])
def test_a_term_that_never_began_says_nothing(verdict: Judge, code: str, facts: dict) -> None:
    assert verdict(code, **facts) is None


def test_a_case_on_the_spot_has_no_time_limit_of_handling(verdict: Judge) -> None:
    assert verdict("W-09", procedure="简易程序") is None


@pytest.mark.parametrize("code", ["P-10", "W-17"])
def test_without_a_decision_its_terms_are_not_judged(verdict: Judge, code: str) -> None:
    assert verdict(code, decided_on=None) == U


def test_goods_still_kept_on_record_within_the_term_are_not_called_late(ask: Ask) -> None:
    answers = [ask("W-19", registered_on=DECIDED, on=day) for day in (date(2025, 10, 13), date(2025, 10, 14))]

    assert [answer.verdict for answer in answers] == [U, U]
    assert ["已过" in answer.sentence for answer in answers] == [False, True]
