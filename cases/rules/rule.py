"""规则与判断: a rule has a name, a basis and a function; its answer is one of three, with a sentence and what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import TextChoices

from cases.rules.draft import DraftCase, words_of
from cases.rules.measures import Measures


class Verdict(TextChoices):
    """判断: what is not known is never called right."""

    PROBLEM = "problem", "发现问题"
    UNKNOWN = "unknown", "未判断"
    OK = "ok", "未发现问题"


@dataclass(frozen=True)
class Answer:
    """What one rule says of one case; `missing` names the facts that nobody has filled."""

    verdict: Verdict
    sentence: str
    advice: str = ""
    missing: tuple[str, ...] = ()


class Section(TextChoices):
    """环节, in the order of handling."""

    FILING = "filing", "立案"
    PEOPLE = "people", "调查人员"
    NOTICE = "notice", "告知"
    HEARING = "hearing", "听证"
    REVIEW = "review", "法制审核"
    DECISION = "decision", "决定"
    AMOUNT = "amount", "罚款数额"
    SERVICE = "service", "送达"
    PUBLICATION = "publication", "公示与备案"


Judge = Callable[[DraftCase, Measures], Answer | None]


@dataclass(frozen=True)
class Rule:
    """规则: `code` is that of the warning rule where there is one; `tag` stands in docs/basis.md; None of `judge`: it does not concern the case."""

    code: str
    name: str
    section: Section
    basis: str
    tag: str
    judge: Judge


def passes(sentence: str) -> Answer:
    return Answer(Verdict.OK, sentence)


def fails(sentence: str, advice: str) -> Answer:
    return Answer(Verdict.PROBLEM, sentence, advice)


def unknown(sentence: str, advice: str = "", missing: tuple[str, ...] = ()) -> Answer:
    return Answer(Verdict.UNKNOWN, sentence, advice, missing)


def out_of_order(case: DraftCase, first: str, then: str) -> Answer | None:
    """未判断 where the day `then` lies before the day `first` from which the term runs: one of the two is wrong."""
    if case.missing(first, then) or getattr(case, then) >= getattr(case, first):
        return None
    return unknown(f"{case.day(then)}早于{case.day(first)}，期限无法核对。", "先核对这两个日期。")


def unfilled(missing: tuple[str, ...], consequence: str = "", advice: str = "") -> Answer:
    """未判断 for want of facts: 没有填立案日期、处罚决定日期。"""
    return Answer(
        Verdict.UNKNOWN, f"没有填{words_of(missing)}{'，' + consequence if consequence else ''}。", advice or f"补填{words_of(missing)}后再查。", missing
    )
