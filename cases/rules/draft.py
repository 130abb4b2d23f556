"""案件情况: what is known of one penalty case, typed in or read from a row; the rules see nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from core.look.numbers import day_in_words

SIMPLE = "简易程序"
PERSON, TRADER = "自然人", "个体工商户"
WORDS = {
    "case_no": "立案号", "party": "当事人", "party_kind": "当事人类别", "cause": "违法行为", "basis": "处罚依据", "kinds": "处罚种类", "document_no": "决定书文号",
    "procedure": "程序类型", "is_major": "是否重大", "filed_on": "立案日期", "extended_on": "延期批准日期", "registered_on": "先行登记保存日期",
    "registration_settled_on": "先行登记处理日期", "noticed_on": "事先告知日期", "hearing_noticed_on": "听证告知日期", "hearing_called_on": "听证通知日期",
    "hearing_on": "听证日期", "legal_review_on": "法制审核日期", "legal_review": "法制审核结论", "discussed_on": "集体讨论日期", "decided_on": "处罚决定日期",
    "fine": "罚款数额", "confiscated": "没收金额", "served_on": "送达日期", "published_on": "公示日期", "recorded_on": "备案日期", "state_on": "变更、撤销日期", "withdrawn_on": "公示撤下日期",
    "paid_on": "缴款日期", "closed_on": "结案日期", "handlers": "执法人员",
}  # fmt: skip


class Standing(Enum):
    """持证情况 of one handler over the days he worked on the case."""

    LICENSED = "持证"
    UNLICENSED = "不持证"
    NOT_LISTED = "不在本单位名册"
    MISMATCHED = "姓名和证号不一致"
    UNCLEAR = "无法核对"


@dataclass(frozen=True)
class Handler:
    """调查人员: as named, and what the register says of the days `first` to `last`."""

    name: str
    card: str
    standing: Standing
    sentence: str = ""
    person: str = ""  # who it is in the register, where that is clear

    @property
    def identity(self) -> str:
        """By which two entries are the same person: the register, else the card, else the name."""
        return self.person or self.card or self.name


@dataclass(frozen=True)
class DraftCase:
    """案件: `None` and "" are what nobody has filled; amounts in yuan."""

    case_no: str = ""
    title: str = ""
    party: str = ""
    party_kind: str = ""
    cause: str = ""
    basis: str = ""
    kinds: tuple[str, ...] = ()
    document_no: str = ""
    procedure: str = ""
    is_major: bool | None = None
    filed_on: date | None = None
    extended_on: date | None = None
    excluded_days: int = 0
    registered_on: date | None = None
    registration_settled_on: date | None = None
    noticed_on: date | None = None
    waived_defence: bool | None = None
    hearing_noticed_on: date | None = None
    waived_hearing: bool | None = None
    hearing_asked: bool | None = None
    hearing_called_on: date | None = None
    hearing_on: date | None = None
    legal_review_on: date | None = None
    legal_review: str = ""
    discussed_on: date | None = None
    decided_on: date | None = None
    fine: Decimal | None = None
    confiscated: Decimal | None = None
    instalments: tuple[Decimal, ...] = ()
    served_on: date | None = None
    published_on: date | None = None
    unpublished_reason: str = ""
    recorded_on: date | None = None
    state: str = ""
    state_on: date | None = None
    withdrawn_on: date | None = None
    paid_on: date | None = None
    closed_on: date | None = None
    handlers: tuple[Handler, ...] = ()

    @property
    def is_simple(self) -> bool:
        """简易程序: decided on the spot."""
        return self.procedure == SIMPLE

    def missing(self, *names: str) -> tuple[str, ...]:
        """Those of the named facts that are not filled."""
        return tuple(name for name in names if getattr(self, name) in (None, "", ()))

    def day(self, name: str) -> str:
        """立案日期（2026年3月5日）."""
        return f"{WORDS[name]}（{day_in_words(getattr(self, name))}）"


def words_of(names: tuple[str, ...]) -> str:
    """立案日期、处罚决定日期."""
    return "、".join(WORDS[name] for name in names)
