"""全局搜索: acts by any part of number, name and party, within sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases.act_lists import search
from cases.models import EnforcementAct
from core.search.query import Hit
from core.search.sources import Source

if TYPE_CHECKING:
    from accounts.models import User


def _hit(act: EnforcementAct, user: User) -> Hit:
    note = f"{act.unit}　{act.title}"
    return Hit("执法行为", str(act), act.get_absolute_url(), note, act.get_kind_display(), act.document_no)


ACTS = Source(
    "执法行为",
    lambda user: EnforcementAct.objects.visible_to(user).select_related("unit"),
    _hit,
    search,
    order=("-decided_on", "-pk"),
    list_name="cases:act-list",
    power="cases.view_acts",
)
