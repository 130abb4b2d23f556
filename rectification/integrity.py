"""完整性: numbers without gaps, a history that ends where the order stands, one running clock for every open order and none for an ended one, dates that agree."""

from __future__ import annotations

import re
from collections import defaultdict

from django.db.models import OuterRef, Subquery

from core.notices.models import Deadline
from rectification.actions.order import ACCEPTANCE, DEADLINE
from rectification.models import Order, OrderState
from rectification.workflow import ENDED_STATUSES, Status

NUMBER = re.compile(r"〔(\d{4})〕(\d+)号$")


def check() -> list[str]:
    """One sentence for each broken invariant."""
    return [*_gaps(), *_clocks(), *_histories()]


def _gaps() -> list[str]:
    taken: dict[str, set[int]] = defaultdict(set)
    for number in Order.objects.values_list("number", flat=True):
        if found := NUMBER.search(number):
            taken[found[1]].add(int(found[2]))
    return [f"整改编号 {year} 年缺 {missing} 号" for year, used in taken.items() for missing in sorted(set(range(1, max(used) + 1)) - used)]


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
