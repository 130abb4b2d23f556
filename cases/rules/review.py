"""法制审核、集体讨论: what must lie before a decision that weighs more. Basis: PENALTY-57, PENALTY-58."""

from __future__ import annotations

from cases.rules.draft import DraftCase
from cases.rules.measures import Measures
from cases.rules.rule import Answer, fails, passes, unfilled

REFUSED = ("不同意", "不通过", "未通过", "不予通过")


def reviewed_before_decision(case: DraftCase, measures: Measures) -> Answer | None:
    """列入法制审核范围的, 审核通过后才作出决定: a major one, or one that was heard. Basis: PENALTY-58."""
    if case.is_simple:
        return None
    if case.legal_review in REFUSED and case.decided_on:
        return fails(f"法制审核结论为“{case.legal_review}”，已作出决定。", "未经法制审核或者审核未通过的，不得作出决定。")
    if case.is_major is None and case.hearing_on is None and case.legal_review_on is None:
        return unfilled(("is_major",), "无法判断是否应当法制审核")
    if not case.is_major and case.hearing_on is None and case.legal_review_on is None:
        return passes("不属于应当法制审核的情形（按所填是否重大、有无听证判断）。")
    missing = case.missing("legal_review_on", "decided_on", "legal_review")
    if case.legal_review_on and case.decided_on and case.legal_review_on > case.decided_on:
        return fails(f"{case.day('legal_review_on')}晚于{case.day('decided_on')}。", "法制审核在作出决定之前进行；核对审核意见书日期。")
    if missing:
        return unfilled(missing, "应当在作出决定前通过法制审核")
    return passes(f"作出决定前已法制审核，结论为“{case.legal_review}”。")


def discussed_before_decision(case: DraftCase, measures: Measures) -> Answer | None:
    """情节复杂或者重大违法行为: 负责人集体讨论决定. Basis: PENALTY-57."""
    if case.is_simple or (not case.is_major and case.discussed_on is None):
        return None
    if case.discussed_on and case.decided_on and case.discussed_on > case.decided_on:
        return fails(f"{case.day('discussed_on')}晚于{case.day('decided_on')}。", "集体讨论在作出决定之前进行；核对讨论笔录日期。")
    missing = case.missing("discussed_on", "decided_on")
    return unfilled(missing, "重大案件应当由负责人集体讨论决定") if missing else passes("作出决定前已集体讨论。")
