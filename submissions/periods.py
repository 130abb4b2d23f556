"""报送期间: months, quarters, halves and years, each named by the day it begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices


class PeriodKind(TextChoices):
    """周期."""

    ONCE = "once", "一次"
    MONTH = "month", "每月"
    QUARTER = "quarter", "每季度"
    HALF = "half", "每半年"
    YEAR = "year", "每年"


MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF: 6, PeriodKind.YEAR: 12}
QUARTERS, HALVES = "一二三四", "上下"


@dataclass(frozen=True)
class Period:
    """期间: `first` is its first day; 一次 has none and is never made into one."""

    kind: PeriodKind
    first: date

    @classmethod
    def holding(cls, kind: PeriodKind, day: date) -> Period:
        """The period of `kind` in which `day` lies."""
        months = MONTHS[kind]
        return cls(kind, date(day.year, (day.month - 1) // months * months + 1, 1))

    @property
    def last(self) -> date:
        return self.next().first - timedelta(days=1)

    def next(self) -> Period:
        return self._moved(MONTHS[self.kind])

    def previous(self) -> Period:
        return self._moved(-MONTHS[self.kind])

    def _moved(self, months: int) -> Period:
        years, month = divmod(self.first.month - 1 + months, 12)
        return Period(self.kind, date(self.first.year + years, month + 1, 1))

    def __str__(self) -> str:
        """2026年3月, 2026年第一季度, 2026年上半年, 2026年度."""
        year, month = self.first.year, self.first.month
        return {
            PeriodKind.MONTH: f"{year}年{month}月",
            PeriodKind.QUARTER: f"{year}年第{QUARTERS[(month - 1) // 3]}季度",
            PeriodKind.HALF: f"{year}年{HALVES[(month - 1) // 6]}半年",
            PeriodKind.YEAR: f"{year}年度",
        }[self.kind]
