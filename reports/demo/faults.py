"""查出的问题: what the ten scanned files really lack, by document number; the other four are sound.

The scans are excerpts without cover, list of contents and annexes, so the items on filing do not apply to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

FILING = ("CF-601", "CF-602", "CF-603", "CF-604", "CF-605")
EXCERPT = "节选卷，不含封面、卷内目录和证据附件。"


@dataclass(frozen=True)
class Fault:
    """One finding: the item of the rubric, its deduction case in words ("" for a veto), the facts and the pages that show them (0: not in the file)."""

    item: str
    case: str
    text: str
    pages: tuple[int, ...]


FAULTS: dict[str, tuple[Fault, ...]] = {
    "明应急罚决〔2025〕18号": (
        Fault("CF-V18", "", "处罚决定2025年8月11日作出，法制审核意见书的审核日期为2025年8月15日，作出决定前没有经过法制审核。", (8, 10)),
    ),
    "明市监罚决〔2025〕36号": (
        Fault("CF-V16", "", "拟对单位罚款169000元，属于较大数额罚款，事先告知书只告知陈述、申辩，没有告知要求听证的权利。", (5, 9)),
    ),
    "明城管罚决〔2025〕48号": (
        Fault("CF-V15", "", "卷内没有行政处罚事先告知书和陈述申辩记录，调查终结后直接作出处罚决定。", (0, 5, 6)),
    ),
    "明卫罚决〔2026〕3号": (
        Fault("CF-V03", "", "现场检查、询问均由李丽一人进行，笔录只有一名执法人员签名，办案人员少于两人。", (2, 3)),
        Fault("CF-201", "签名不全", "现场检查笔录被检查人签名处空白。", (2,)),
    ),
    "明卫罚决〔2025〕13号": (
        Fault("CF-102", "负责人没有签名", "立案审批表机关负责人意见栏空白，没有签名和日期。", (1,)),
        Fault("CF-307", "缺救济途径期限", "处罚决定书没有写明申请行政复议、提起行政诉讼的途径和期限。", (8,)),
    ),
    "明农罚决〔2025〕2号": (
        Fault("CF-202", "缺逐页签名", "询问笔录被询问人签名处空白。", (3,)),
        Fault("CF-401", "受送达人未签名", "送达回证收件人签名处空白，没有注明拒收。", (9,)),
    ),
}  # fmt: skip


def in_words(faults: Sequence[Fault]) -> tuple[str, str]:
    """小结与建议 of one file."""
    if not faults:
        return "未发现扣分问题。", "继续保持。"
    return "".join(fault.text for fault in faults), "对照评查标准补正，同类案件一并自查。"
