"""逾期单位: which units are behind with what – 整改, 报送, 台账任务 – counted by the lists that the figures open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from accounts.models import Unit, User
from core.lists.desk import Tally
from core.lists.page import Rows
from rectification.models import Order
from submissions.models import Submission
from supervision.plans.models import Assignment


@dataclass(frozen=True)
class Owed:
    """One kind of matter that units owe; `power` opens it."""

    label: str
    power: str
    url_name: str
    rows: Callable[[User, date], Rows]


OWED = (
    Owed("整改", "rectification.view_orders", "rectification:order-list", lambda user, on: Order.objects.visible_to(user).overdue(on)),
    Owed("报送", "submissions.view_requests", "submissions:submission-list", lambda user, on: Submission.objects.visible_to(user).overdue(on)),
    Owed("台账任务", "supervision.view_plans", "supervision:assignment-list", lambda user, on: Assignment.objects.visible_to(user).overdue(on)),
)


@dataclass(frozen=True)
class Behind:
    """One unit with what is overdue of each kind: figure and the list it opens."""

    unit: Unit
    figures: list[tuple[str, int, str]]


def _known(user: User) -> list[Owed]:
    return [owed for owed in OWED if user.has_perm(owed.power)]


def knows_late_units(user: User) -> bool:
    """Whoever sees all units and something that they owe."""
    return user.unit_ids() is None and bool(_known(user))


def late_units(user: User, on: date) -> QuerySet[Unit]:
    """Units behind with anything the reader may know, in the order of the register."""
    behind = [Q(pk__in=owed.rows(user, on).order_by().values("unit")) for owed in _known(user)]
    return Unit.objects.visible_to(user).filter(reduce(or_, behind)) if behind else Unit.objects.none()


def behind(user: User, on: date) -> list[Behind]:
    """All of them with their figures; the cost is the same however many they are."""
    known = _known(user)
    counts = [dict(owed.rows(user, on).order_by().values_list("unit").annotate(n=Count("pk"))) for owed in known]
    return [
        Behind(unit, [(owed.label, own.get(unit.pk, 0), _url(owed, unit)) for owed, own in zip(known, counts, strict=True)])
        for unit in Unit.objects.visible_to(user).filter(pk__in=set().union(*counts))
    ]


def _url(owed: Owed, unit: Unit) -> str:
    return f"{reverse(owed.url_name)}?tab=overdue&unit={unit.pk}" if unit.is_active else ""


def figures(user: User, on: date) -> list[Tally]:
    """数字: 逾期单位."""
    if not knows_late_units(user):
        return []
    return [
        Tally(
            "逾期单位", late_units(user, on), reverse("units:late-units"), is_alarm=True, note="逾期整改 {} 件", of=Order.objects.visible_to(user).overdue(on)
        )
    ]
