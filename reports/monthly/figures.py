"""数字: each is the count of frozen rows with a flag, or the share of them among others; computed once, printed everywhere.

Never the number of fines or checks: 行政处罚法 Art. 74 forbids to rank or score by them. Basis: PUN-74.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import QuerySet

from reports.models import FrozenRow

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Definition:
    """数字的口径: rows of `section` with `flag`; a rate divides by the rows with `of_flag`; `cell` averages a cell instead."""

    code: str
    label: str
    section: str
    flag: str
    of_flag: str = ""
    cell: int | None = None
    unit: str = "件"
    explained: str = ""

    @property
    def is_rate(self) -> bool:
        return bool(self.of_flag)

    @property
    def counted_in(self) -> str:
        """件, 卷, 分 beside a printed number; a rate carries its % itself."""
        return "" if self.is_rate else self.unit

    def counts(self, rows: QuerySet[FrozenRow], *, of_whole: bool = False) -> QuerySet[FrozenRow]:
        """构成的记录: the frozen rows that make the number, or those it divides by."""
        return rows.filter(section=self.section, flags__contains=[self.of_flag if of_whole else self.flag])


DEFINITIONS: tuple[Definition, ...] = (
    Definition("orders_issued", "下达整改", "orders", "issued", explained="本月下达的整改通知，补登的计入登记月份"),
    Definition("orders_due", "应完成", "orders", "due", explained="整改期限在本月的整改通知"),
    Definition("orders_passed", "验收通过", "orders", "passed", explained="应完成的整改中，截至月末已验收通过的"),
    Definition("orders_rate", "整改率", "orders", "passed", "due", unit="%", explained="验收通过÷应完成，不问早晚"),
    Definition("orders_timely", "及时率", "orders", "timely", "due", unit="%", explained="按期报送并通过÷应完成"),
    Definition("orders_overdue", "逾期", "orders", "overdue", explained="截至月末超过期限仍未报送的"),
    Definition("orders_recurring", "复发", "orders", "recurring", explained="12 个月内同类问题再现的"),
    Definition("reviews_count", "评查案卷", "reviews", "reviewed", unit="卷", explained="本月确定等次的案卷"),
    Definition("reviews_rate", "评查合格率", "reviews", "passed", "reviewed", unit="%", explained="合格以上÷评查案卷"),
    Definition("reviews_mean", "平均分", "reviews", "reviewed", cell=4, unit="分", explained="得分的算术平均"),
    Definition("reviews_vetoed", "一票否决", "reviews", "vetoed", unit="卷", explained="本月确定等次、有一票否决情形的案卷"),
    Definition("plans_due", "到期任务", "plans", "due", unit="项", explained="完成时限在本月的任务分工"),
    Definition("plans_done", "已完成任务", "plans", "done", unit="项", explained="到期任务中已完成的"),
    Definition("plans_overdue", "逾期任务", "plans", "overdue", unit="项", explained="截至月末超过时限、未完成的（含以前月份到期的）"),
    Definition("plans_reported", "报送进展", "plans", "reported", unit="项", explained="本月报送过进展的任务分工"),
)
BY_CODE = {definition.code: definition for definition in DEFINITIONS}


@dataclass(frozen=True)
class Computed:
    """One number before it is stored."""

    code: str
    unit_id: int | None
    numerator: Decimal
    denominator: Decimal | None
    value: Decimal | None


def compute(rows: Iterable[FrozenRow]) -> list[Computed]:
    """Every definition for the whole and for each unit that has a row; a zero denominator gives no value."""
    counts: Counter[tuple[str, str, int | None]] = Counter()
    sums: Counter[tuple[str, int, int | None]] = Counter()
    units: set[int | None] = {None}
    cells = {d.section: d.cell for d in DEFINITIONS if d.cell is not None}
    for row in rows:
        units.add(row.unit_id)
        for unit in {None, row.unit_id}:
            for flag in row.flags:
                counts[row.section, flag, unit] += 1
            if row.section in cells:
                cell = cells[row.section]
                sums[row.section, cell, unit] += Decimal(str(row.cells[cell]))  # type: ignore[assignment]
    ordered = sorted(units, key=lambda unit: (unit is not None, unit or 0))
    return [_one(definition, unit, counts, sums) for unit in ordered for definition in DEFINITIONS]


def _one(definition: Definition, unit: int | None, counts: Counter[tuple[str, str, int | None]], sums: Counter[tuple[str, int, int | None]]) -> Computed:
    count = Decimal(counts[definition.section, definition.flag, unit])
    if definition.cell is not None:
        total = Decimal(sums[definition.section, definition.cell, unit])
        return Computed(definition.code, unit, total, count, _divided(total, count))
    if definition.is_rate:
        whole = Decimal(counts[definition.section, definition.of_flag, unit])
        return Computed(definition.code, unit, count, whole, _divided(count * 100, whole))
    return Computed(definition.code, unit, count, None, count)


def _divided(part: Decimal, whole: Decimal) -> Decimal | None:
    return (part / whole).quantize(CENT, ROUND_HALF_UP) if whole else None
