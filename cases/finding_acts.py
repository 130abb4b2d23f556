"""全局搜索: acts by number, name and party, within sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from cases.models import EnforcementAct
from core.search.query import Hit

if TYPE_CHECKING:
    from accounts.models import User


def hits(user: User, query: str, limit: int) -> list[Hit]:
    named = Q(document_no__zh=query) | Q(case_no__zh=query) | Q(title__zh=query) | Q(party__zh=query)
    found = EnforcementAct.objects.visible_to(user).select_related("unit").filter(named).order_by("-decided_on", "-pk")[:limit]
    return [Hit(kind="案卷", title=str(act), url=act.get_absolute_url(), note=f"{act.unit}　{act.title}", state=act.get_kind_display()) for act in found]
