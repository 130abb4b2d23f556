"""完整性: the newest row of 分工沿革 says what its share says."""

from __future__ import annotations

from django.db.models import OuterRef, Subquery

from supervision.plans.models import Assignment, ShareState
from supervision.plans.workflow import PUBLISHED


def check() -> list[str]:
    """One sentence for each share of an issued plan whose history ends elsewhere."""
    newest = ShareState.objects.filter(share=OuterRef("pk")).order_by("-at", "-pk")
    shares = Assignment.objects.filter(unit__isnull=False, item__plan__status__in=PUBLISHED).select_related("item__plan", "unit")
    told = shares.annotate(told_status=Subquery(newest.values("status")[:1]), told_due_on=Subquery(newest.values("due_on")[:1]))
    differing = (share for share in told if (share.told_status, share.told_due_on) != (share.status, share.due_on))  # type: ignore[attr-defined]
    return [f"《{share.item.plan}》{share.item.ordinal}（{share.unit_words}）的沿革与现状不符" for share in differing]
