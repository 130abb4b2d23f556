"""One case, judged by one rule."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cases.rules.catalogue import RULES
from cases.rules.draft import DraftCase, Handler, Standing
from cases.rules.measures import Measures
from cases.rules.rule import Answer, Verdict

TODAY = date(2026, 3, 5)
PAIR = (Handler("任倩", "16992100193", Standing.LICENSED, "任倩持证。"), Handler("毛文军", "16992100623", Standing.LICENSED, "毛文军持证。"))
SOUND: dict[str, Any] = {  # a case against which no rule has anything
    "party": "明川县甲商行", "party_kind": "法人及非法人组织", "cause": "未建立进货查验记录", "basis": "《食品安全法》第一百二十六条", "kinds": ("罚款",),
    "document_no": "明市监罚决〔2025〕88号", "procedure": "普通程序", "is_major": False, "filed_on": date(2025, 7, 1), "noticed_on": date(2025, 9, 15),
    "decided_on": date(2025, 9, 26), "fine": Decimal(5000), "confiscated": Decimal(0), "served_on": date(2025, 9, 28), "published_on": date(2025, 9, 29),
    "handlers": PAIR,
}  # fmt: skip

Ask = Callable[..., Answer | None]


@pytest.fixture
def ask(db: None) -> Ask:
    """What the rule `code` says of the sound case with `facts` changed; None when it does not concern it."""
    rules = {rule.code: rule for rule in RULES}

    def one(code: str, *, on: date = TODAY, **facts: Any) -> Answer | None:
        return rules[code].judge(DraftCase(**{**SOUND, **facts}), Measures.load(on))

    return one


@pytest.fixture
def verdict(ask: Ask) -> Callable[..., Verdict | None]:
    """Only its verdict."""

    def one(code: str, **facts: Any) -> Verdict | None:
        answer = ask(code, **facts)
        return answer.verdict if answer else None

    return one
