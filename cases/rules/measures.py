"""尺度: the limits a case is measured by – deadline rules, parameters, calendars – read once for any number of cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from cases.limits import CaseLimit
from cases.parameters import LINES
from core.look.numbers import day_in_words
from core.parameters import value_of
from core.workdays.calendar import WorkCalendar, calendar_around
from core.workdays.counting import Due, due_by_rule
from core.workdays.models import DeadlineRule

CLOSING, PRESERVATION, SERVICE, PUBLICATION, TAKEDOWN, FILING = (
    "case_closing",
    "preservation",
    "decision_service",
    "penalty_publication",
    "takedown",
    "filing",
)
HEARING_REQUEST, HEARING_CALL = "hearing_request", "hearing_call"
CODES = (CLOSING, PRESERVATION, SERVICE, PUBLICATION, TAKEDOWN, FILING, HEARING_REQUEST, HEARING_CALL)


@dataclass(frozen=True)
class Limit:
    """最后一日: the day and how it reads; 估算 where the notice of its year is not known."""

    last_day: date
    is_estimated: bool

    @property
    def words(self) -> str:
        return f"{day_in_words(self.last_day, 'long')}{'（估算，该年放假安排未公布）' if self.is_estimated else ''}"


@dataclass
class Measures:
    """What holds on the day `on`; calendars are read when a case of another year comes."""

    on: date
    rules: dict[str, DeadlineRule]
    lines: dict[str, Decimal]
    _calendars: dict[int, WorkCalendar] = field(default_factory=dict)

    @classmethod
    def load(cls, on: date) -> Measures:
        """Rules by their codes and the parameters in force on `on`."""
        rules = {rule.code: rule for rule in DeadlineRule.objects.filter(code__in=CODES)}
        return cls(on, rules, {row.code: value_of(row.code, on) for row in LINES})

    @property
    def closing(self) -> CaseLimit:
        """办案期限, counted as in 案卷评查."""
        return CaseLimit(self.rules[CLOSING], self._calendars)

    def limit(self, code: str, start: date) -> Limit:
        """The last day of the rule `code` from `start` on, moved off a rest day where the rule says so."""
        return self._words(due_by_rule(self.rules[code], start, self.calendar(start)))

    def closing_limit(self, filed_on: date, excluded_days: int) -> Limit:
        """办案期限 with its 扣除天数."""
        self.calendar(filed_on)
        return self._words(self.closing.due(filed_on, excluded_days))

    def span(self, code: str) -> str:
        """7 个工作日."""
        return self.rules[code].span

    def calendar(self, day: date) -> WorkCalendar:
        if day.year not in self._calendars:
            self._calendars[day.year] = calendar_around(day)
        return self._calendars[day.year]

    @staticmethod
    def _words(due: Due) -> Limit:
        return Limit(due.due_on, due.is_estimated)
