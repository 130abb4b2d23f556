"""沿革: every change of a share of an issued plan leaves a row, so that a past month can be told again as it was."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from supervision.plans.models import Assignment, ShareState
from supervision.plans.workflow import PUBLISHED, RUNNING


def keep_states(*, shares: QuerySet[Assignment], at: datetime) -> None:
    """How `shares` stand from `at` on; a share without a unit, or of a plan not issued yet, is nobody's task and leaves none."""
    known = shares.filter(unit__isnull=False, item__plan__status__in=PUBLISHED).select_related("item__plan")
    ShareState.objects.bulk_create([_state(share, at) for share in known], batch_size=500)


def keep_state(*, share: Assignment, at: datetime) -> None:
    """沿革 of one share, after an act on it."""
    keep_states(shares=Assignment.objects.filter(pk=share.pk), at=at)


def _state(share: Assignment, at: datetime) -> ShareState:
    return ShareState(
        share=share, at=at, status=share.status, due_on=share.due_on, is_running=share.item.plan.status in RUNNING, task=share.item.text,
        latest=share.latest[:200], latest_at=share.latest_at,
    )  # fmt: skip
