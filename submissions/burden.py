"""报送负担: how much the bureau asks of its units, how much of it was known already, and what was asked twice. Basis: REG825-8."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Avg, Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.urls import reverse

from accounts.models import User
from submissions.models import Submission, SubmissionStep
from submissions.models.request import PUBLISHED
from submissions.workflow import GIVEN_BACK, HANDED_IN, SubmissionStatus

ROWS, MOST_REPEATS = 50, 50
DAY = timedelta(days=1)
COUNTS = {
    "requests": Count("pk"),
    "asked_total": Sum("asked"),
    "prefilled_total": Sum("prefilled"),
    "nil": Count("pk", filter=Q(is_nil=True, status__in=HANDED_IN)),
    "late": Count("pk", filter=Q(is_late=True)),
    "taken": Avg(F("first_reported_at") - F("request__opened_at")),
}


@dataclass(frozen=True)
class BurdenQuery:
    """筛选: a year, one month of it, one kind of unit."""

    year: int
    month: int = 0
    kind: str = ""


@dataclass(frozen=True)
class BurdenLine:
    """负担 of one unit, or of one month, or of both."""

    label: str
    requests: int
    asked: int
    prefilled: int
    nil: int
    late: int
    returns: int
    taken: timedelta | None
    url: str = ""
    month: date | None = None

    @property
    def rate(self) -> float | None:
        """预填率: per cent of all columns and parts asked."""
        return self.prefilled * 100 / self.asked if self.asked else None

    @property
    def days(self) -> str:
        """平均用时 in days."""
        return "—" if self.taken is None else f"{self.taken / DAY:.1f}"


def asked_answers(user: User, asked: BurdenQuery) -> QuerySet[Submission]:
    """Answers that were asked for in the time; those taken back by the bureau burdened nobody in the end, those from before the system are not known."""
    found = Submission.objects.visible_to(user).filter(request__status__in=PUBLISHED, request__opened_at__year=asked.year)
    found = found.exclude(status__in=(SubmissionStatus.CANCELLED, SubmissionStatus.EXEMPT, SubmissionStatus.BEFORE))
    if asked.month:
        found = found.filter(request__opened_at__month=asked.month)
    return found.filter(unit__kind=asked.kind) if asked.kind else found


def by_unit(user: User, asked: BurdenQuery, number: int) -> tuple[Page[Any], list[BurdenLine]]:
    """One page of units, the heaviest first."""
    answers: Any = asked_answers(user, asked)
    rows = answers.values("unit_id", "unit__short_name").annotate(**COUNTS).order_by("-asked_total", "unit__sort_key", "unit_id")
    page = Paginator(rows, ROWS).get_page(number)
    found: list[Any] = list(page.object_list)
    answers_url = reverse("submissions:submission-list")
    returns = _returns(answers.filter(unit__in=[row["unit_id"] for row in found]), "submission__unit_id")
    return page, [_line(row, row["unit__short_name"], returns[row["unit_id"]], f"{answers_url}?tab=all&unit={row['unit_id']}") for row in found]


def by_month(user: User, asked: BurdenQuery) -> list[BurdenLine]:
    """The months in which something was asked."""
    answers = asked_answers(user, asked)
    rows: Any = answers.annotate(at=TruncMonth("request__opened_at")).values("at").annotate(**COUNTS).order_by("at")
    returns = _returns(answers, "month", month=TruncMonth("submission__request__opened_at"))
    return [_line(row, f"{row['at'].month}月", returns[row["at"]], month=row["at"].date()) for row in rows]


def by_unit_and_month(user: User, asked: BurdenQuery) -> list[BurdenLine]:
    """Every unit in every month, for the workbook."""
    answers = asked_answers(user, asked)
    rows: Any = (
        answers.annotate(at=TruncMonth("request__opened_at"))
        .values("unit_id", "unit__name", "at")
        .annotate(**COUNTS)
        .order_by("unit__sort_key", "unit_id", "at")
    )
    steps = _given_back(answers).annotate(month=TruncMonth("submission__request__opened_at"))
    counted = steps.values_list("submission__unit_id", "month").annotate(n=Count("pk")).order_by()
    returns = {(unit, month): n for unit, month, n in counted}
    return [_line(row, row["unit__name"], returns.get((row["unit_id"], row["at"]), 0), month=row["at"].date()) for row in rows]


def _given_back(answers: QuerySet[Submission]) -> QuerySet[SubmissionStep]:
    return SubmissionStep.objects.filter(act__in=GIVEN_BACK, submission__in=answers.order_by().values("pk"))


def _returns(answers: QuerySet[Submission], key: str, **names: Any) -> defaultdict[Any, int]:
    """退回次数 by `key`."""
    counted = _given_back(answers).annotate(**names).values_list(key).annotate(n=Count("pk")).order_by()
    return defaultdict(int, dict(counted))


def _line(row: dict[str, Any], label: str, returns: int, url: str = "", month: date | None = None) -> BurdenLine:
    return BurdenLine(label, row["requests"], row["asked_total"], row["prefilled_total"], row["nil"], row["late"], returns, row["taken"], url, month)


def total(lines: Iterable[BurdenLine]) -> BurdenLine | None:
    """合计; the time taken is that of the average answer."""
    found = list(lines)
    if not found:
        return None
    timed = [line for line in found if line.taken is not None]
    weight = sum(line.requests for line in timed)
    taken = sum((line.taken * line.requests for line in timed if line.taken is not None), timedelta()) / weight if weight else None
    sums = {name: sum(getattr(line, name) for line in found) for name in ("requests", "asked", "prefilled", "nil", "late", "returns")}
    return BurdenLine("合计", **sums, taken=taken)
