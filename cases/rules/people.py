"""调查人员: two of them, each licensed on the days he worked, each of the body's own register."""

from __future__ import annotations

from cases.rules.draft import DraftCase, Handler, Standing
from cases.rules.measures import Measures
from cases.rules.rule import Answer, fails, passes, unfilled, unknown

LEAST = 2  # 不得少于两人. Basis: PENALTY-42


def two_handlers(case: DraftCase, measures: Measures) -> Answer:
    """执法人员不得少于两人, counted without those known to hold no valid card. Basis: PENALTY-42."""
    if not case.handlers:
        return unfilled(("handlers",))
    different = {handler.identity: handler for handler in case.handlers}
    if len(different) < LEAST:
        return fails(
            f"只有 {len(different)} 名执法人员（{_names(case)}），不得少于两人。", "核对笔录和审批表上的执法人员；只有一人参加的，取得的材料须重新审查。"
        )
    if twice := _perhaps_twice(list(different.values())):
        return unknown(f"{twice}填了两次，没有都填证号，不能确定是两个人。", "补填两人的证号。", ("handlers",))
    holding = [handler for handler in different.values() if handler.standing is not Standing.UNLICENSED]
    if len(holding) < LEAST:
        return fails(f"除去不持有有效证件的，执法人员只有 {len(holding)} 人。", "由两名以上持证人员重新调查取证。")
    licensed = [handler for handler in holding if handler.standing is Standing.LICENSED]
    return passes(f"{_names(case)}，都持证。") if len(licensed) >= LEAST else unknown("执法人员有两人，但持证情况没有全部核对清楚。", "见“执法人员持证”一项。")


def _perhaps_twice(handlers: list[Handler]) -> str:
    """The name that two entries share, one of them without a card, where not enough others remain; "" otherwise."""
    unsure = [handler for handler in handlers if not handler.card and not handler.person]
    twice = [one for one in unsure if any(other is not one and other.name == one.name for other in handlers)]
    return twice[0].name if twice and len(handlers) - len(twice) < LEAST else ""


def _names(case: DraftCase) -> str:
    return "、".join(handler.name or handler.card for handler in case.handlers)


def licensed_on_the_day(case: DraftCase, measures: Measures) -> Answer:
    """每名执法人员办案期间持有有效证件. Basis: PENALTY-42."""
    if not case.handlers:
        return unfilled(("handlers",))
    bad = [handler.sentence for handler in case.handlers if handler.standing is Standing.UNLICENSED]
    doubtful = [handler.sentence for handler in case.handlers if handler.standing not in (Standing.UNLICENSED, Standing.LICENSED)]
    if bad:
        return fails("".join((*bad, *doubtful)), "核对证件原件；确不持证的，由持证人员重新调查取证。")
    if doubtful:
        return unknown("".join(doubtful), "核对姓名、证号和办案日期。", ("handlers",))
    return passes("".join(handler.sentence for handler in case.handlers))


def of_own_register(case: DraftCase, measures: Measures) -> Answer:
    """执法人员在本单位名册内. Basis: REG825-17."""
    if not case.handlers:
        return unfilled(("handlers",))
    strangers = [handler.name or handler.card for handler in case.handlers if handler.standing is Standing.NOT_LISTED]
    if strangers:
        return unknown(
            f"{'、'.join(strangers)}不在本单位名册，无法核对。", "核对姓名和证号；部委制发证件、外单位人员核对原件，名册有遗漏的报司法局更新。", ("handlers",)
        )
    mixed_up = [handler.sentence for handler in case.handlers if handler.standing is Standing.MISMATCHED]
    if mixed_up:
        return unknown("".join(mixed_up), "核对是谁在办案，改正姓名或者证号后再查。", ("handlers",))
    return passes("执法人员都在本单位名册内。")
