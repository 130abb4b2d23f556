"""告知、听证: told before it is decided, the right to a hearing where the amount or the kind gives one, the days around it."""

from __future__ import annotations

from decimal import Decimal

from cases.parameters import HEARING_ENTITY, HEARING_PERSON, HEARING_TRADER
from cases.rules.draft import PERSON, TRADER, DraftCase
from cases.rules.measures import HEARING_CALL, HEARING_REQUEST, Measures
from cases.rules.rule import Answer, fails, passes, unfilled, unknown
from core.look.numbers import money_in_words

HEARD_KINDS = ("吊销", "降低资质", "停产停业", "关闭", "限制从业")  # kinds that give a right to a hearing whatever the amount
GIVEN_UP = "当事人明确放弃陈述、申辩的，案卷里须有书面证明。"


def told_before_decision(case: DraftCase, measures: Measures) -> Answer:
    """作出决定前告知; on the spot both may fall on one day. Basis: PENALTY-44."""
    missing = case.missing("noticed_on", "decided_on")
    if missing == ("decided_on",):
        return unfilled(missing, "告知日期已填")
    if missing:
        return unfilled(missing, "决定前没有告知的，不得作出处罚决定")
    told, decided = case.noticed_on, case.decided_on
    if told == decided and not (case.is_simple or case.waived_defence):
        return fails("事先告知和作出决定在同一天，没有留出陈述、申辩的时间。", GIVEN_UP)
    if told and decided and told > decided:
        return fails(f"{case.day('noticed_on')}晚于{case.day('decided_on')}。", "核对告知书日期；确在决定之后的，程序已经颠倒。")
    return passes(f"作出决定前已告知。{GIVEN_UP if case.waived_defence else ''}")


def hearing_offered(case: DraftCase, measures: Measures) -> Answer | None:
    """应当告知听证权利的, 已经告知. Basis: PENALTY-63."""
    if case.is_simple:
        return None
    reason = _why_heard(case, measures)
    if reason is None:
        amounts = ("fine", "confiscated") if any("没收" in kind for kind in case.kinds) else ("fine",)
        missing = case.missing("party_kind", *amounts, "kinds")
        return unfilled(missing, "无法判断是否应当告知听证") if missing else passes("罚没数额和处罚种类没有达到应当告知听证的标准。")
    if case.hearing_noticed_on is None:
        return unfilled(("hearing_noticed_on",), f"{reason}，应当告知听证权利", "已告知的补填日期；没有告知的，不得作出决定。")
    if case.decided_on and case.hearing_noticed_on > case.decided_on:
        return fails(f"{reason}，{case.day('hearing_noticed_on')}晚于{case.day('decided_on')}。", "核对听证告知书日期；确在决定之后的，程序已经颠倒。")
    return passes(f"{reason}，已告知听证权利。")


def _why_heard(case: DraftCase, measures: Measures) -> str | None:
    """Which line is reached; None where none is, as far as the facts are known."""
    kind = next((kind for kind in case.kinds if any(word in kind for word in HEARD_KINDS)), None)
    if kind:
        return f"处罚种类为{kind}"
    line = _line(case, measures)
    for label, amount in (("罚款", case.fine), ("没收", case.confiscated)):
        if amount is not None and amount >= line:
            return f"{label} {money_in_words(amount, '元')}，达到 {money_in_words(line, '元')}"
    return None


def _line(case: DraftCase, measures: Measures) -> Decimal:
    """较大数额 for this kind of party; the highest while the kind is not known."""
    code = {PERSON: HEARING_PERSON, TRADER: HEARING_TRADER}.get(case.party_kind, HEARING_ENTITY).code
    return measures.lines[code]


def hearing_held(case: DraftCase, measures: Measures) -> Answer | None:
    """当事人要求听证的, 听证后才作出决定. Basis: PENALTY-63, PENALTY-65."""
    if case.is_simple or (not case.hearing_asked and case.hearing_on is None):
        return None
    if case.hearing_on is None:
        return unfilled(("hearing_on",), "当事人已申请听证", "已举行听证的补填日期；没有举行的，不得作出决定。")
    if case.decided_on is None:
        return unfilled(("decided_on",), "听证日期已填")
    if case.decided_on < case.hearing_on:
        return fails(f"{case.day('decided_on')}早于{case.day('hearing_on')}。", "听证结束后根据听证笔录作出决定。")
    return passes("听证在作出决定之前举行。")


def request_term_kept(case: DraftCase, measures: Measures) -> Answer | None:
    """申请听证的期限届满前不作决定, unless the right was given up or used. Basis: PENALTY-64."""
    if case.hearing_noticed_on is None or case.hearing_on is not None or case.is_simple:
        return None
    limit = measures.limit(HEARING_REQUEST, case.hearing_noticed_on)
    terms = f"告知后 {measures.span(HEARING_REQUEST)}内可以申请听证，最后一日为{limit.words}"
    if case.decided_on is None:
        return unfilled(("decided_on",), terms, "期限届满后再作决定。")
    if case.waived_hearing or case.decided_on > limit.last_day:
        return passes(f"当事人已放弃听证。{GIVEN_UP}" if case.waived_hearing else f"申请听证的期限届满后作出决定。{terms}。")
    if case.decided_on == limit.last_day:
        return unknown(f"决定日期正是申请听证的最后一日。{terms}。", "当事人当日仍可以申请，核对是否已书面放弃听证。")
    return fails(f"{case.day('decided_on')}时申请听证的期限未届满。{terms}。", "当事人明确放弃听证的，填“是否放弃听证”，案卷里须有书面证明。")


def called_in_time(case: DraftCase, measures: Measures) -> Answer | None:
    """举行听证七日前通知时间、地点. Basis: PENALTY-64."""
    if case.hearing_on is None:
        return None
    if case.hearing_called_on is None:
        return unfilled(("hearing_called_on",), f"应当在听证 {measures.span(HEARING_CALL)}前通知")
    limit = measures.limit(HEARING_CALL, case.hearing_called_on)
    if case.hearing_on < limit.last_day:
        return fails(f"{case.day('hearing_called_on')}通知，{case.day('hearing_on')}，不足 {measures.span(HEARING_CALL)}。", f"听证最早安排在{limit.words}。")
    return passes(f"听证前 {measures.span(HEARING_CALL)}已通知。")
