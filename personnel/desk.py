"""工作台 of the certificate manager: cards that end soon; callables of DESK_BLOCKS and DESK_FIGURES."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Min
from django.urls import reverse

from accounts.models import User
from core.lists.desk import Tally, Task
from personnel.models import Certificate

SOON = timedelta(days=60)
KEEPER = "personnel.reveal_identity"  # only the certificate manager holds it


def tasks(user: User, on: date) -> list[Task]:
    """证件到期: one row a unit, for the certificate manager."""
    if not user.has_perm(KEEPER):
        return []
    ending = Certificate.objects.visible_to(user).valid_on(on).filter(expires_on__lte=on + SOON)
    rows = ending.values("officer__unit", "officer__unit__short_name").annotate(n=Count("pk"), first=Min("expires_on")).order_by("first")
    url = reverse("personnel:certificate-list")
    return [
        Task(
            "证件到期",
            f"{row['n']} 名人员证件 60 日内到期",
            f"{url}?tab=ending&unit={row['officer__unit']}",
            "查看",
            note="到期未换发的，不得独立从事行政执法工作",
            due_on=row["first"],
            unit=row["officer__unit__short_name"],
        )
        for row in rows
    ]


def figures(user: User, on: date) -> list[Tally]:
    """有效证件 and 60 日内到期."""
    if not user.has_perm(KEEPER):
        return []
    cards, url = Certificate.objects.visible_to(user).valid_on(on), reverse("personnel:certificate-list")
    return [Tally("有效证件", cards, f"{url}?tab=valid"), Tally("60 日内到期", cards.filter(expires_on__lte=on + SOON), f"{url}?tab=ending")]
