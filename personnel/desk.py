"""工作台 of the certificate manager: cards that end soon; callables of DESK_BLOCKS and DESK_FIGURES."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Min
from django.urls import reverse

from accounts.models import User
from core.lists.desk import Tally, Task
from personnel.models import Certificate

SOON = timedelta(days=60)
MOST = 8  # units; more are one row
KEEPER = "personnel.reveal_identity"  # only the certificate manager holds it


def tasks(user: User, on: date) -> list[Task]:
    """证件到期, for the certificate manager: one row a unit, one row for all when there are many; the day is the first on which a card ends."""
    if not user.has_perm(KEEPER):
        return []
    ending = Certificate.objects.visible_to(user).valid_on(on).filter(expires_on__lte=on + SOON)
    rows = list(ending.values("officer__unit", "officer__unit__short_name").annotate(n=Count("pk"), first=Min("expires_on")).order_by("first"))
    url = f"{reverse('personnel:certificate-list')}?tab=ending"
    if len(rows) > MOST:
        total = sum(row["n"] for row in rows)
        return [_task(f"{total} 名人员证件 60 日内到期，涉及 {len(rows)} 个单位", url, rows[0]["first"])]
    return [_task(f"{row['n']} 名人员证件 60 日内到期", f"{url}&unit={row['officer__unit']}", row["first"], row["officer__unit__short_name"]) for row in rows]


def _task(title: str, url: str, first: date, unit: str = "") -> Task:
    return Task("证件到期", title, url, "查看", note="到期未换发的，不得独立从事行政执法工作", due_on=first, unit=unit)


def figures(user: User, on: date) -> list[Tally]:
    """有效证件 and 60 日内到期."""
    if not user.has_perm(KEEPER):
        return []
    cards, url = Certificate.objects.visible_to(user).valid_on(on), reverse("personnel:certificate-list")
    return [Tally("有效证件", cards, f"{url}?tab=valid"), Tally("60 日内到期", cards.filter(expires_on__lte=on + SOON), f"{url}?tab=ending")]
