"""人员、数额、载明事项, and the catalogue itself: every rule has a basis, and an empty case is never called right."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings

from cases.rules.catalogue import RULES, judge
from cases.rules.draft import WORDS, DraftCase, Handler, Standing
from cases.rules.measures import CODES, Measures
from cases.rules.rule import Answer, Verdict
from core.workdays.rules import shipped_rules
from tests.cases.rules.conftest import PAIR, SOUND, TODAY

P, U, OK = Verdict.PROBLEM, Verdict.UNKNOWN, Verdict.OK
Judge = Callable[..., Verdict | None]
ONE, TWO = PAIR
BARE = Handler("王波鹏", "16992100084", Standing.UNLICENSED, "王波鹏没有有效证件。")
STRANGER = Handler("唐涛", "", Standing.NOT_LISTED, "唐涛不在本单位名册。")
MIXED_UP = Handler("王某", "16992100084", Standing.MISMATCHED, "证号 16992100084 在名册上是任倩，与所填王某不一致。")
DOUBTFUL = Handler("李某", "", Standing.UNCLEAR, "本单位有 2 名李某，请填证号。")


@pytest.mark.parametrize(
    ("handlers", "two", "licensed", "own"),
    [
        (PAIR, OK, OK, OK),
        ((), U, U, U),
        ((ONE,), P, OK, OK),
        ((ONE, replace(ONE, name="任  倩")), P, OK, OK),  # one card twice
        ((replace(ONE, person="名册 1"), replace(ONE, card="", person="名册 1")), P, OK, OK),  # with the card and without
        ((ONE, replace(ONE, card="")), U, OK, OK),
        ((*PAIR, replace(ONE, card="")), OK, OK, OK),
        ((ONE, BARE), P, P, OK),
        ((ONE, STRANGER), U, U, U),
        ((ONE, DOUBTFUL), U, U, OK),
        ((BARE, STRANGER), P, P, U),
        ((ONE, MIXED_UP), U, U, U),
    ],
)
def test_handlers(verdict: Judge, handlers: tuple[Handler, ...], two: Verdict, licensed: Verdict, own: Verdict) -> None:
    assert [verdict(code, handlers=handlers) for code in ("W-03", "W-02", "P-02")] == [two, licensed, own]


def test_the_answer_names_every_handler_that_is_bad_or_doubtful(ask: Callable[..., Answer]) -> None:
    assert ask("W-02", handlers=(BARE, STRANGER)).sentence == "王波鹏没有有效证件。唐涛不在本单位名册。"


SPOT = {"procedure": "简易程序", "fine": Decimal(200)}


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, None),
        ({**SPOT, "party_kind": "自然人"}, OK),
        ({**SPOT, "party_kind": "自然人", "fine": Decimal("200.01")}, P),
        ({**SPOT, "fine": Decimal(3000)}, OK),
        ({**SPOT, "fine": Decimal("3000.01")}, P),
        ({**SPOT, "party_kind": "个体工商户", "fine": Decimal(3000)}, U),
        ({**SPOT, "party_kind": "个体工商户"}, OK),
        ({**SPOT, "party_kind": "", "fine": Decimal(201)}, U),
        ({**SPOT, "party_kind": ""}, OK),
        ({**SPOT, "fine": None}, U),
        ({**SPOT, "kinds": ("警告",), "fine": None}, OK),
        ({**SPOT, "kinds": ("警告", "罚款"), "fine": None}, U),
        ({**SPOT, "kinds": (), "fine": None}, U),
        ({**SPOT, "confiscated": Decimal(1)}, P),
        ({**SPOT, "kinds": ("罚款", "没收违法所得")}, P),
    ],
)
def test_what_may_be_fined_on_the_spot(verdict: Judge, facts: dict, said: Verdict | None) -> None:
    assert verdict("P-08", **facts) == said


@pytest.mark.parametrize(
    ("parts", "fine", "said"),
    [((2000, 3000), 5000, OK), ((2000, 2000), 5000, P), ((2000, 3000), None, U), ((), 5000, None), (("1666.67", "3333.33"), 5000, OK)],
)
def test_instalments_make_the_fine(verdict: Judge, parts: tuple, fine: int | None, said: Verdict | None) -> None:
    assert verdict("P-09", instalments=tuple(map(Decimal, parts)), fine=None if fine is None else Decimal(fine)) == said


def test_what_the_decision_must_state(ask: Callable[..., Answer]) -> None:
    answers = [ask("P-07"), ask("P-07", basis="", kinds=()), ask("P-07", decided_on=None)]

    assert [answer.verdict for answer in answers] == [OK, P, U]
    assert answers[1].sentence == "已填决定日期，但没有填处罚依据、处罚种类。"


def test_nothing_is_found_against_a_sound_case(db: None) -> None:
    assert {one.rule.code: one.answer.sentence for one in judge(DraftCase(**SOUND), Measures.load(TODAY)) if one.answer.verdict != OK} == {}


def test_an_empty_case_is_never_called_right(db: None) -> None:
    assert {one.answer.verdict for one in judge(DraftCase(), Measures.load(TODAY))} == {U}


@pytest.mark.parametrize("name", [name for name, value in SOUND.items() if isinstance(value, date)])
def test_a_date_taken_away_never_makes_a_case_right(db: None, name: str) -> None:
    measures = Measures.load(TODAY)

    judged = judge(DraftCase(**{**SOUND, name: None}), measures)

    assert [one.rule.code for one in judged if one.answer.verdict == U and name in one.answer.missing] != []


def test_every_rule_has_its_own_code_and_a_basis_on_record() -> None:
    tags = (Path(settings.BASE_DIR) / "docs" / "basis.md").read_text(encoding="utf-8")

    assert len({rule.code for rule in RULES}) == len(RULES)
    assert [rule.code for rule in RULES if f"| {rule.tag} |" not in tags] == []


def test_every_term_is_a_shipped_rule_that_is_said_to_be_in_use() -> None:
    assert set(CODES) <= shipped_rules().keys() & settings.RULE_USES.keys()


def test_every_fact_that_may_be_missing_has_a_word() -> None:
    assert set(WORDS) <= set(DraftCase.__dataclass_fields__)
