"""完整性: numbers without gaps, a history that ends where the order stands, one running clock for every open order and none for an ended one, dates that agree."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import OuterRef, Subquery

from core.notices.models import Deadline
from core.numbering import series_faults
from rectification.actions.numbers import own_number
from rectification.actions.order import ACCEPTANCE, DEADLINE
from rectification.models import Order, OrderCounter, OrderNumberGap, OrderState
from rectification.workflow import ENDED_STATUSES, Status


def check() -> list[str]:
    """One sentence for each broken invariant."""
    return [*_gaps(), *_clocks(), *_histories()]


def _gaps() -> list[str]:
    """Numbers of our own series that neither an order nor 启用前已用 explains. What was brought in beyond the counter is passed over when it comes there."""
    taken: dict[int, list[int]] = defaultdict(list)
    before: dict[int, list[tuple[int, int]]] = defaultdict(list)
    lasts = dict(OrderCounter.objects.values_list("year", "last"))
    for number, batch in Order.objects.values_list("number", "import_batch"):
        pair = own_number(number)
        if pair and (batch is None or pair[1] <= lasts.get(pair[0], 0)):
            taken[pair[0]].append(pair[1])
    for year, first, last in OrderNumberGap.objects.values_list("year", "first", "last"):
        before[year].append((first, last))
    years = sorted({*taken, *lasts})
    return [fault for year in years for fault in series_faults(f"整改编号 {year} 年", taken[year], last=lasts.get(year, 0), left_out=before[year])]


def _clocks() -> list[str]:
    running: dict[str, set[str]] = defaultdict(set)
    for kind, target in Deadline.objects.open().filter(kind__in=(DEADLINE, ACCEPTANCE)).values_list("kind", "target_id"):
        running[target].add(kind)
    faults = []
    for pk, number, status in Order.objects.values_list("pk", "number", "status"):
        wanted = set() if status in ENDED_STATUSES else ({ACCEPTANCE} if status == Status.REPORT_SUBMITTED else {DEADLINE})
        if running.get(str(pk), set()) != wanted:
            faults.append(f"{number}（{Status(status).label}）的期限与状态不符")
    return faults


def _histories() -> list[str]:
    newest = OrderState.objects.filter(order=OuterRef("pk")).order_by("-at", "-pk")
    told = Order.objects.annotate(told_status=Subquery(newest.values("status")[:1]), told_due_on=Subquery(newest.values("due_on")[:1]))
    stands = told.values_list("number", "status", "due_on", "told_status", "told_due_on")
    return [f"{number}的沿革与现状不符" for number, status, due_on, told_status, told_due_on in stands if (told_status, told_due_on) != (status, due_on)]
