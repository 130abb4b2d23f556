"""办案期限: whether a penalty was decided in time, counted by the rule `case_closing`. Basis: PENALTY-60."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from cases.models.act import ActKind
from core.workdays.calendar import WorkCalendar, calendar_around
from core.workdays.counting import Count, Due, due_by_rule
from core.workdays.models import DeadlineRule

RULE = "case_closing"


@dataclass
class CaseLimit:
    """The rule with the calendars it was asked for, so that a whole catalogue reads each once."""

    rule: DeadlineRule = field(default_factory=lambda: DeadlineRule.objects.get(code=RULE))
    _calendars: dict[int, WorkCalendar] = field(default_factory=dict)

    def is_past(self, kind: str, filed_on: date | None, decided_on: date | None, *, excluded_days: int = 0, extended_on: date | None = None) -> bool:
        """超期作决定: later than the limit and its 扣除天数, without a 延期 approved in time. Unknown dates, and other kinds of acts, are not late."""
        if kind != ActKind.PENALTY or filed_on is None or decided_on is None:
            return False
        last_day = self.due(filed_on, excluded_days).due_on
        return decided_on > last_day and (extended_on is None or extended_on > last_day)

    def due(self, filed_on: date, excluded_days: int = 0) -> Due:
        """The last day on which it is decided in time."""
        rule = self.rule
        if filed_on.year not in self._calendars:
            self._calendars[filed_on.year] = calendar_around(filed_on)
        calendar = self._calendars[filed_on.year]
        return due_by_rule(Count(rule.days + excluded_days, rule.unit, rule.first_day, rule.roll), filed_on, calendar)
