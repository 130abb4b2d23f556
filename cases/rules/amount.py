"""罚款数额: what may be fined on the spot, and instalments that add up."""

from __future__ import annotations

from decimal import Decimal

from cases.parameters import SIMPLE_ENTITY, SIMPLE_PERSON
from cases.rules.draft import PERSON, TRADER, DraftCase
from cases.rules.measures import Measures
from cases.rules.rule import Answer, fails, passes, unfilled, unknown
from core.look.numbers import money_in_words

SIMPLE_KINDS = ("罚款", "警告")


def within_simple_procedure(case: DraftCase, measures: Measures) -> Answer | None:
    """当场作出的处罚: a warning, or a fine within the line of 公民 or 单位. Basis: PENALTY-51."""
    if not case.is_simple:
        return None
    others = [kind for kind in case.kinds if kind not in SIMPLE_KINDS]
    if others or case.confiscated:
        return fails(f"简易程序只适用于警告和小额罚款，本案有{'、'.join(others) or '没收'}。", "改用普通程序办理。")
    if case.fine is None and case.kinds and "罚款" not in case.kinds:
        return passes("只给予警告，可以当场作出。")
    person, entity = measures.lines[SIMPLE_PERSON.code], measures.lines[SIMPLE_ENTITY.code]
    if case.fine is None:
        return unfilled(("fine",))
    if case.fine > entity or (case.fine > person and case.party_kind == PERSON):
        line = person if case.party_kind == PERSON else entity
        return fails(f"罚款 {money_in_words(case.fine, '元')}，超过当场处罚的 {money_in_words(line, '元')}。", "改用普通程序办理。")
    if case.fine > person and not case.party_kind:
        return unfilled(("party_kind",), "无法判断适用哪个数额")
    if case.fine > person and case.party_kind == TRADER:
        return unknown(f"罚款 {money_in_words(case.fine, '元')}，个体工商户按公民还是按单位计，各地规定不一。", "按本地规定核对。")
    return passes(f"罚款 {money_in_words(case.fine, '元')}，在当场处罚的数额以内。")


def instalments_add_up(case: DraftCase, measures: Measures) -> Answer | None:
    """分期缴纳: the parts make the whole fine. Basis: PENALTY-66."""
    if not case.instalments:
        return None
    if case.fine is None:
        return unfilled(("fine",))
    total = sum(case.instalments, Decimal(0))
    parts = f"分 {len(case.instalments)} 期共 {money_in_words(total, '元')}"
    if total != case.fine:
        return fails(f"{parts}，与罚款 {money_in_words(case.fine, '元')}不符。", "核对分期缴纳批准书上的各期数额。")
    return passes(f"{parts}，与罚款数额一致。分期缴纳须有当事人申请和批准。")
