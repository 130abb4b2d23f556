"""期间: "2026-10" as days and instants."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.day_bounds import beginning_of
from core.errors import DomainError

FORM = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True)
class Month:
    """One calendar month."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """From "2026-10"; DomainError for anything else."""
        found = FORM.fullmatch(text)
        if found is None or not 1 <= int(found[2]) <= 12:
            raise DomainError(f"期间“{text}”应写成 2026-10。")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def before(cls, on: date) -> Month:
        """The month before the one of `on`."""
        last = on.replace(day=1) - timedelta(days=1)
        return cls(last.year, last.month)

    @property
    def first_on(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_on(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def ends_at(self) -> datetime:
        """The first instant after the month, in local time."""
        return beginning_of(self.last_on + timedelta(days=1))

    @property
    def in_words(self) -> str:
        """2026年10月."""
        return f"{self.year}年{self.month}月"

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"
