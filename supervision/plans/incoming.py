"""收文关联 of 计划台账: tasks that a paper received may be linked to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from documents.incoming.targets import Place, listed
from supervision.plans.models import PlanItem

if TYPE_CHECKING:
    from accounts.models import User

TASK = "plan_task"


def find_tasks(user: User, text: str, limit: int) -> list[Place]:
    return _places(PlanItem.objects.visible_to(user).select_related("plan").filter(text__contains=text).order_by("-plan__last_year", "number")[:limit])


def tasks_in_sight(user: User, keys: Sequence[str]) -> list[Place]:
    return _places(PlanItem.objects.visible_to(user).select_related("plan").filter(pk__in=keys))


def _places(tasks: Iterable[PlanItem]) -> list[Place]:
    return listed(tasks, lambda task: task.short_title, lambda task: task.plan.name)
