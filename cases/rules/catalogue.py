"""规则目录: every rule of a penalty with its basis, in the order of handling; more are added as lines here."""

from __future__ import annotations

from dataclasses import dataclass

from cases.rules.after import published_in_time, recorded_in_time, served_in_time, withdrawn_in_time
from cases.rules.amount import instalments_add_up, within_simple_procedure
from cases.rules.draft import DraftCase
from cases.rules.filing import dates_in_order, decided_in_time, decision_complete, preservation_settled
from cases.rules.measures import Measures
from cases.rules.notice import called_in_time, hearing_held, hearing_offered, request_term_kept, told_before_decision
from cases.rules.people import licensed_on_the_day, of_own_register, two_handlers
from cases.rules.review import discussed_before_decision, reviewed_before_decision
from cases.rules.rule import Answer, Rule, Section, Verdict

TONES = {Verdict.PROBLEM: "red", Verdict.UNKNOWN: "amber", Verdict.OK: "green"}
LAW = "《行政处罚法》"
RULES = (
    Rule("P-01", "各环节日期先后", Section.FILING, f"{LAW}第三十八条", "PENALTY-38", dates_in_order),
    Rule("W-19", "先行登记保存后处理", Section.FILING, f"{LAW}第五十六条、第八十五条", "PENALTY-56", preservation_settled),
    Rule("W-03", "执法人员不少于两人", Section.PEOPLE, f"{LAW}第四十二条", "PENALTY-42", two_handlers),
    Rule("W-02", "执法人员持证", Section.PEOPLE, f"{LAW}第四十二条", "PENALTY-42", licensed_on_the_day),
    Rule("P-02", "执法人员在本单位名册", Section.PEOPLE, "《行政执法监督条例》第十七条", "REG825-17", of_own_register),
    Rule("W-14", "决定前告知", Section.NOTICE, f"{LAW}第四十四条", "PENALTY-44", told_before_decision),
    Rule("W-13", "告知听证权利", Section.HEARING, f"{LAW}第六十三条；数额为本地设置", "PENALTY-63", hearing_offered),
    Rule("P-03", "申请听证的期限", Section.HEARING, f"{LAW}第六十四条、第八十五条", "PENALTY-64", request_term_kept),
    Rule("P-04", "听证前通知", Section.HEARING, f"{LAW}第六十四条、第八十五条", "PENALTY-64", called_in_time),
    Rule("P-05", "听证后作出决定", Section.HEARING, f"{LAW}第六十三条、第六十五条", "PENALTY-65", hearing_held),
    Rule("W-12", "决定前法制审核", Section.REVIEW, f"{LAW}第五十八条", "PENALTY-58", reviewed_before_decision),
    Rule("P-06", "决定前集体讨论", Section.REVIEW, f"{LAW}第五十七条", "PENALTY-57", discussed_before_decision),
    Rule("W-09", "办案期限", Section.DECISION, f"{LAW}第六十条", "PENALTY-60", decided_in_time),
    Rule("P-07", "决定书载明事项", Section.DECISION, f"{LAW}第五十九条", "PENALTY-59", decision_complete),
    Rule("P-08", "简易程序的数额", Section.AMOUNT, f"{LAW}第五十一条", "PENALTY-51", within_simple_procedure),
    Rule("P-09", "分期缴纳的数额", Section.AMOUNT, f"{LAW}第六十六条", "PENALTY-66", instalments_add_up),
    Rule("P-10", "决定书送达", Section.SERVICE, f"{LAW}第六十一条、第八十五条", "PENALTY-61", served_in_time),
    Rule("W-17", "处罚决定公示", Section.PUBLICATION, f"{LAW}第四十八条；国办发〔2018〕118号", "THREE-SYSTEMS", published_in_time),
    Rule("W-18", "变更、撤销后撤下公示", Section.PUBLICATION, f"{LAW}第四十八条、第八十五条", "PENALTY-48", withdrawn_in_time),
    Rule("W-15", "重大处罚决定备案", Section.PUBLICATION, "参照《四川省行政执法监督条例》第三十六条，本地设置", "FILING-15", recorded_in_time),
)


@dataclass(frozen=True)
class Judged:
    """One rule with what it says of the case."""

    rule: Rule
    answer: Answer

    @property
    def tone(self) -> str:
        """Colour of its badge; the word says the same."""
        return TONES[self.answer.verdict]


def judge(case: DraftCase, measures: Measures) -> list[Judged]:
    """Every rule that concerns the case, in the order of handling."""
    answers = ((rule, rule.judge(case, measures)) for rule in RULES)
    return [Judged(rule, answer) for rule, answer in answers if answer is not None]


def of_verdict(judged: list[Judged], verdict: Verdict) -> list[Judged]:
    return [one for one in judged if one.answer.verdict == verdict]
