"""决定之后: served, made public, taken down when it no longer holds, filed with the government."""

from __future__ import annotations

from datetime import date

from cases.rules.draft import DraftCase
from cases.rules.measures import FILING, PUBLICATION, SERVICE, TAKEDOWN, Measures
from cases.rules.rule import Answer, fails, out_of_order, passes, unfilled

CHANGED = ("变更", "撤销", "确认违法", "确认无效", "无效")


def _within(case: DraftCase, measures: Measures, code: str, start: str, done: str, advice: str) -> Answer:
    """From the day `start` to the day `done` within the rule `code`."""
    missing = case.missing(start)
    if missing:
        return unfilled(missing)
    if reverse := out_of_order(case, start, done):
        return reverse
    begun: date = getattr(case, start)
    ended: date | None = getattr(case, done)
    limit = measures.limit(code, begun)
    terms = f"{measures.span(code)}，最后一日为{limit.words}"
    if ended is None:
        passed = "，期限已过" if measures.on > limit.last_day else ""
        return unfilled((done,), f"期限为 {terms}{passed}", "已办的补填日期；未办的在期限内办理。" if not passed else "已办的补填日期；未办的立即办理。")
    if ended > limit.last_day:
        return fails(f"{case.day(done)}超过 {terms}。", advice)
    return passes(f"{case.day(done)}在期限内。期限为 {terms}。")


def served_in_time(case: DraftCase, measures: Measures) -> Answer:
    """当事人不在场的, 七日内送达. Basis: PENALTY-61."""
    return _within(case, measures, SERVICE, "decided_on", "served_on", "核对送达回证；公告送达的，核对公告日期。")


def published_in_time(case: DraftCase, measures: Measures) -> Answer:
    """处罚决定公示. Basis: PENALTY-48, THREE-SYSTEMS."""
    if case.unpublished_reason:
        return passes(f"已填不公开理由：{case.unpublished_reason}。")
    return _within(case, measures, PUBLICATION, "decided_on", "published_on", "核对公示系统的公开日期；依法不公开的填不公开理由。")


def withdrawn_in_time(case: DraftCase, measures: Measures) -> Answer | None:
    """变更、撤销后撤下公示. Basis: PENALTY-48."""
    if case.state not in CHANGED or (case.published_on is None and case.withdrawn_on is None):
        return None
    return _within(case, measures, TAKEDOWN, "state_on", "withdrawn_on", "立即撤下原公示信息并公开说明理由。")


def recorded_in_time(case: DraftCase, measures: Measures) -> Answer | None:
    """重大处罚决定备案. Basis: FILING-15."""
    if not case.is_major:
        return None
    return _within(case, measures, FILING, "decided_on", "recorded_on", "向司法局补报备案并说明理由。")
