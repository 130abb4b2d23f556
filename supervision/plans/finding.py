"""全局搜索: tasks of plans by their words, within sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.search.query import Hit
from core.search.sources import Rows, Source
from supervision.plans.models import PlanItem

if TYPE_CHECKING:
    from accounts.models import User


def _match(found: Rows, words: str) -> Rows:
    return found.filter(text__contains=words)


def _hit(item: PlanItem, user: User) -> Hit:
    return Hit("台账任务", item.short_title, item.get_absolute_url(), str(item.plan), item.term_words)


TASKS = Source(
    "台账任务",
    lambda user: PlanItem.objects.visible_to(user).select_related("plan"),
    _hit,
    _match,
    list_name="supervision:assignment-list",
    list_query="tab=all",
    power="supervision.view_plans",
)
