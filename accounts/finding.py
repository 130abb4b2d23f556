"""全局搜索: units by whole name, short name or alias, within sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.models import Unit
from accounts.names import UnitNames
from core.search.query import Hit

if TYPE_CHECKING:
    from accounts.models import User


def hits(user: User, query: str, limit: int) -> list[Hit]:
    keeps = user.has_perm("accounts.manage_units")  # who keeps the tree goes to its page, everybody else to 一单位一档
    found = UnitNames(list(Unit.objects.visible_to(user))).holding(query)[:limit]
    return [
        Hit(
            kind="单位",
            title=unit.name,
            url=unit.get_absolute_url() if keeps else unit.page_url,
            note=f"{unit.short_name}　{unit.get_kind_display()}",
            state="" if unit.is_active else "停用",
        )
        for unit in found
    ]
