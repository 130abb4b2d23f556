"""收文关联 of 案卷: review batches and enforcement acts that a paper received may be linked to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db.models import Q

from cases.models import EnforcementAct, ReviewBatch
from documents.incoming.targets import Place, listed

if TYPE_CHECKING:
    from accounts.models import User

BATCH, ACT = "review_batch", "enforcement_act"


def find_batches(user: User, text: str, limit: int) -> list[Place]:
    return _batches(ReviewBatch.objects.visible_to(user).filter(name__contains=text).order_by("-pk")[:limit])


def batches_in_sight(user: User, keys: Sequence[str]) -> list[Place]:
    return _batches(ReviewBatch.objects.visible_to(user).filter(pk__in=keys))


def _batches(rows: Iterable[ReviewBatch]) -> list[Place]:
    return listed(rows, str, lambda batch: batch.get_state_display())


def find_acts(user: User, text: str, limit: int) -> list[Place]:
    named = Q(document_no__zh=text) | Q(case_no__zh=text) | Q(title__zh=text)
    return _acts(EnforcementAct.objects.visible_to(user).select_related("unit").filter(named).order_by("-decided_on", "-pk")[:limit])


def acts_in_sight(user: User, keys: Sequence[str]) -> list[Place]:
    return _acts(EnforcementAct.objects.visible_to(user).select_related("unit").filter(pk__in=keys))


def _acts(rows: Iterable[EnforcementAct]) -> list[Place]:
    return listed(rows, str, lambda act: f"{act.unit}　{act.get_kind_display()}")
