"""全局搜索: officers by name and card number, within sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from core.search.query import Hit
from personnel.models import Certificate, Officer

if TYPE_CHECKING:
    from accounts.models import User


def hits(user: User, query: str, limit: int) -> list[Hit]:
    cards = list(Certificate.objects.filter(number__startswith=query).values_list("officer", flat=True)[:limit])
    found = Officer.objects.visible_to(user).select_related("unit").filter(Q(name__zh=query) | Q(pk__in=cards))[:limit]
    return [Hit(kind="人员", title=officer.name, url=officer.get_absolute_url(), note=f"{officer.unit}　{officer.duty}", state="") for officer in found]
