"""计划台账的承继: open shares go to the unit that succeeds; the words of the source stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import Unit, User
from accounts.succession import Succession
from supervision.plans.actions.states import keep_states
from supervision.plans.models import Assignment
from supervision.plans.workflow import PAST


def _open(unit: Unit) -> QuerySet[Assignment]:
    return Assignment.objects.open().filter(unit=unit).exclude(item__plan__status__in=PAST)


def _shared(shares: QuerySet[Assignment], successor: Unit) -> QuerySet[Assignment]:
    """Of tasks in which the successor has a share of its own."""
    return shares.filter(item__in=Assignment.objects.filter(unit=successor).values("item"))


def _pass_on(shares: Sequence[Assignment], unit: Unit, successor: Unit, actor: User, at: datetime) -> None:
    for share in shares:
        share.unit = successor
    Assignment.objects.bulk_update(shares, ["unit"], batch_size=500)
    keep_states(shares=Assignment.objects.filter(pk__in=[share.pk for share in shares]), at=at)


SHARES = Succession("未完成的台账任务", "项", _open, _pass_on, clashing=_shared, why="承接单位在同一任务里已有分工，两项分别填报")
