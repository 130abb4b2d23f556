"""已掌握的执法情况: what a form need not ask a unit, because the acts have been imported. Basis: REG825-8."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from django.db.models import Count

from accounts.models import Unit
from cases.models import EnforcementAct
from cases.models.act import ActKind


class Days(Protocol):
    """A period of whole days."""

    @property
    def first(self) -> date: ...

    @property
    def last(self) -> date: ...


def penalties(units: Sequence[Unit], period: Days | None) -> dict[int, str]:
    """行政处罚决定 made in the period; nothing is known of a unit that has not handed in any act of that time, and without a period."""
    if period is None:
        return {}
    acts = EnforcementAct.objects.filter(unit__in=units, kind=ActKind.PENALTY, decided_on__range=(period.first, period.last))
    return {unit_id: str(count) for unit_id, count in acts.order_by().values_list("unit").annotate(n=Count("pk"))}
