"""先后: told, heard, reviewed and discussed before it is decided; the dates of the whole case in order."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from cases.rules.rule import Answer, Verdict
from core.models import ParameterValue

P, U, OK = Verdict.PROBLEM, Verdict.UNKNOWN, Verdict.OK
Ask = Callable[..., Answer]
Judge = Callable[..., Verdict | None]
DECIDED = date(2025, 9, 26)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, OK),
        ({"served_on": date(2025, 9, 25)}, P),
        ({"closed_on": date(2025, 9, 27)}, P),  # closed before it was served
        ({"filed_on": date(2025, 9, 27)}, P),
        ({"filed_on": None}, U),
        ({"decided_on": None}, U),
        ({"filed_on": date(2025, 9, 27), "procedure": "简易程序"}, OK),  # entered as a case after the decision on the spot
    ],
)
def test_dates_in_order(verdict: Judge, facts: dict, said: Verdict) -> None:
    assert verdict("P-01", **facts) == said


def test_every_reversed_pair_is_named(ask: Ask) -> None:
    assert ask("P-01", served_on=date(2025, 9, 25), published_on=date(2025, 9, 24)).sentence == (
        "送达日期（2025年9月25日）早于处罚决定日期（2025年9月26日）；公示日期（2025年9月24日）早于处罚决定日期（2025年9月26日）。"
    )


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"noticed_on": date(2025, 9, 25)}, OK),
        ({"noticed_on": DECIDED}, P),
        ({"noticed_on": DECIDED, "waived_defence": True}, OK),
        ({"noticed_on": DECIDED, "procedure": "简易程序"}, OK),
        ({"noticed_on": date(2025, 9, 27), "waived_defence": True}, P),
        ({"noticed_on": date(2025, 9, 27), "procedure": "简易程序"}, P),
        ({"noticed_on": None}, U),
        ({"decided_on": None}, U),
    ],
)
def test_told_before_the_decision(verdict: Judge, facts: dict, said: Verdict) -> None:
    assert verdict("W-14", **facts) == said


HEAVY = {"fine": Decimal(100_000)}


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"fine": Decimal("99999.99")}, OK),
        (HEAVY, U),
        ({**HEAVY, "hearing_noticed_on": date(2025, 9, 15)}, OK),
        ({**HEAVY, "hearing_noticed_on": DECIDED}, OK),
        ({**HEAVY, "hearing_noticed_on": date(2025, 9, 27)}, P),
        ({"fine": Decimal(0), "confiscated": Decimal(100_000)}, U),
        ({"party_kind": "自然人", "fine": Decimal(10_000)}, U),
        ({"party_kind": "个体工商户", "fine": Decimal(10_000)}, U),
        ({"party_kind": "自然人", "fine": Decimal("9999.99")}, OK),
        ({"kinds": ("罚款", "吊销许可证件")}, U),
        ({"kinds": ("罚款", "吊销许可证件"), "hearing_noticed_on": date(2025, 9, 15)}, OK),
        ({"party_kind": ""}, U),
        ({"kinds": ()}, U),
        ({"fine": None}, U),
        ({"kinds": ("罚款", "没收违法所得"), "fine": Decimal(1000), "confiscated": None}, U),
        ({"kinds": ("罚款", "没收违法所得"), "fine": Decimal(1000), "confiscated": Decimal(0)}, OK),
        ({**HEAVY, "procedure": "简易程序"}, None),
    ],
)
def test_the_right_to_a_hearing_is_told_where_the_line_is_reached(verdict: Judge, facts: dict, said: Verdict | None) -> None:
    assert verdict("W-13", **facts) == said


def test_the_line_is_the_one_of_the_day(ask: Ask, inspector: object) -> None:
    ParameterValue.objects.create(code="hearing_fine_entity", value=5000, since=date(2026, 1, 1), reason="省规定", set_by=inspector, set_at="2026-01-01T00:00Z")

    assert ask("W-13").sentence == "没有填听证告知日期，罚款 5,000.00 元，达到 5,000.00 元，应当告知听证权利。"


@pytest.mark.parametrize(
    ("decided", "facts", "said"),  # told on 9月26日, the fifth working day is 10月10日
    [
        (date(2025, 10, 9), {}, P),
        (date(2025, 10, 10), {}, U),
        (date(2025, 10, 11), {}, OK),
        (date(2025, 9, 28), {"waived_hearing": True}, OK),
        (None, {}, U),
        (date(2025, 10, 9), {"hearing_noticed_on": None}, None),
        (date(2025, 10, 9), {"hearing_on": date(2025, 10, 9)}, None),  # judged by the hearing itself
    ],
)
def test_no_decision_while_a_hearing_may_still_be_asked_for(verdict: Judge, decided: date | None, facts: dict, said: Verdict | None) -> None:
    assert verdict("P-03", **{"hearing_noticed_on": DECIDED, "decided_on": decided, **facts}) == said


@pytest.mark.parametrize(
    ("held", "called", "said"), [(date(2025, 10, 13), DECIDED, OK), (date(2025, 10, 11), DECIDED, P), (date(2025, 10, 13), None, U), (None, DECIDED, None)]
)
def test_the_parties_are_called_seven_working_days_before(verdict: Judge, held: date | None, called: date | None, said: Verdict | None) -> None:
    assert verdict("P-04", hearing_on=held, hearing_called_on=called) == said


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, None),
        ({"hearing_asked": True}, U),
        ({"hearing_on": date(2025, 9, 25)}, OK),
        ({"hearing_on": date(2025, 9, 27)}, P),
        ({"hearing_on": date(2025, 9, 25), "decided_on": None}, U),
    ],
)
def test_a_hearing_asked_for_is_held_before_the_decision(verdict: Judge, facts: dict, said: Verdict | None) -> None:
    assert verdict("P-05", **facts) == said


REVIEWED = {"is_major": True, "legal_review_on": date(2025, 9, 20), "legal_review": "同意"}


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, OK),
        ({"is_major": None}, U),
        ({"is_major": True}, U),
        ({"hearing_on": date(2025, 9, 20)}, U),  # 经过听证程序的
        (REVIEWED, OK),
        ({**REVIEWED, "legal_review_on": DECIDED}, OK),
        ({**REVIEWED, "legal_review_on": date(2025, 9, 27)}, P),
        ({**REVIEWED, "legal_review": "不同意"}, P),
        ({**REVIEWED, "legal_review": ""}, U),
        ({**REVIEWED, "decided_on": None}, U),
        ({**REVIEWED, "procedure": "简易程序"}, None),
    ],
)
def test_the_listed_cases_pass_legal_review_before_the_decision(verdict: Judge, facts: dict, said: Verdict | None) -> None:
    assert verdict("W-12", **facts) == said


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, None),
        ({"is_major": True}, U),
        ({"is_major": True, "discussed_on": DECIDED}, OK),
        ({"is_major": True, "discussed_on": date(2025, 9, 27)}, P),
        ({"discussed_on": date(2025, 9, 27)}, P),
    ],
)
def test_a_major_case_is_discussed_before_the_decision(verdict: Judge, facts: dict, said: Verdict | None) -> None:
    assert verdict("P-06", **facts) == said
