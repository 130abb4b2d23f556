"""立案、决定: dates in order, the time limit of the case, what the decision must state, 先行登记保存."""

from __future__ import annotations

from cases.rules.draft import DraftCase, words_of
from cases.rules.measures import CLOSING, PRESERVATION, Measures
from cases.rules.rule import Answer, fails, out_of_order, passes, unfilled, unknown
from core.look.numbers import day_in_words

ORDER = (
    ("filed_on", "noticed_on"), ("filed_on", "hearing_noticed_on"), ("filed_on", "legal_review_on"), ("filed_on", "discussed_on"), ("filed_on", "decided_on"),
    ("filed_on", "extended_on"), ("noticed_on", "hearing_on"), ("hearing_noticed_on", "hearing_on"), ("hearing_called_on", "hearing_on"),
    ("registered_on", "registration_settled_on"), ("decided_on", "served_on"), ("decided_on", "published_on"), ("decided_on", "recorded_on"),
    ("decided_on", "paid_on"), ("decided_on", "closed_on"), ("served_on", "closed_on"), ("decided_on", "state_on"), ("state_on", "withdrawn_on"),
)  # fmt: skip
SIMPLE_ORDER = tuple(pair for pair in ORDER if pair[0] != "filed_on")  # 当场作出: the papers may be entered as a case afterwards
STATED = ("document_no", "party", "cause", "basis", "kinds")


def dates_in_order(case: DraftCase, measures: Measures) -> Answer:
    """各环节日期先后. Basis: PENALTY-38."""
    pairs = SIMPLE_ORDER if case.is_simple else ORDER
    known = [(first, then) for first, then in pairs if not case.missing(first, then)]
    reversed_ones = [f"{case.day(then)}早于{case.day(first)}" for first, then in known if getattr(case, then) < getattr(case, first)]
    if reversed_ones:
        return fails(f"{'；'.join(reversed_ones)}。", "核对原始文书；日期确属如此的，程序已经颠倒。")
    missing = case.missing("decided_on") if case.is_simple else case.missing("filed_on", "decided_on")
    return unfilled(missing, "其余日期的先后没有发现问题") if missing else passes("已填各环节日期的先后没有问题。")


def decided_in_time(case: DraftCase, measures: Measures) -> Answer | None:
    """办案期限: from filing to decision, 扣除天数 and a 延期 approved in time counted. Basis: PENALTY-60."""
    if case.is_simple:
        return None
    if case.filed_on is None:
        return unfilled(("filed_on",))
    if reverse := out_of_order(case, "filed_on", "decided_on"):
        return reverse
    limit = measures.closing_limit(case.filed_on, case.excluded_days)
    terms = f"自立案之日起 {measures.span(CLOSING)}{f'，扣除 {case.excluded_days} 日' if case.excluded_days else ''}，最后一日为{limit.words}"
    if measures.closing.is_past("penalty", case.filed_on, case.decided_on or measures.on, excluded_days=case.excluded_days, extended_on=case.extended_on):
        late = f"{case.day('decided_on')}已超过" if case.decided_on else "尚未作出决定，已超过"
        return fails(f"{late}办案期限。{terms}。", "核对检验、鉴定、听证、公告等扣除天数和延期批准；没有的，属于超期办案。")
    if case.decided_on is None:
        return unfilled(("decided_on",), f"{terms}{_extension(case)}", "期限内作出决定；需要延期的，在期限届满前报批。")
    return passes(f"在期限内作出决定。{terms}{_extension(case)}。")


def _extension(case: DraftCase) -> str:
    return f"，已于{day_in_words(case.extended_on)}批准延期" if case.extended_on else ""


def decision_complete(case: DraftCase, measures: Measures) -> Answer:
    """决定书应当载明的事项. Basis: PENALTY-59."""
    missing = case.missing(*STATED)
    if case.decided_on is None:
        return unknown("没有填处罚决定日期，决定书载明事项待作出决定后核对。", "作出决定后再查。", ("decided_on",))
    if missing:
        return fails(f"已填决定日期，但没有填{words_of(missing)}。", f"核对决定书是否载明{words_of(missing)}，漏填的补填。")
    return passes("文号、当事人、违法行为、依据、处罚种类都已填。")


def preservation_settled(case: DraftCase, measures: Measures) -> Answer | None:
    """先行登记保存后在期限内作出处理. Basis: PENALTY-56."""
    if case.registered_on is None:
        return None
    if reverse := out_of_order(case, "registered_on", "registration_settled_on"):
        return reverse
    limit = measures.limit(PRESERVATION, case.registered_on)
    settled = case.registration_settled_on
    if settled is None and measures.on <= limit.last_day:
        return unfilled(("registration_settled_on",), f"应在 {measures.span(PRESERVATION)}内、{limit.words}前处理")
    if settled is None:
        return unfilled(("registration_settled_on",), f"处理期限 {limit.words}已过", "已处理的补填日期；未处理的立即处理。")
    if settled > limit.last_day:
        return fails(
            f"{case.day('registration_settled_on')}超过 {measures.span(PRESERVATION)}，最后一日为{limit.words}。",
            "核对处理决定的日期；逾期没有处理的，及时解除保存。",
        )
    return passes(f"在 {measures.span(PRESERVATION)}内作出处理，最后一日为{limit.words}。")
