"""全局搜索: units by whole name, short name or alias, within sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.models import Unit
from accounts.names import UnitNames
from core.search.query import Hit
from core.search.sources import Source

if TYPE_CHECKING:
    from accounts.models import User


def _named(user: User, words: str) -> list[Unit]:
    return UnitNames(list(Unit.objects.visible_to(user).order_by("sort_key"))).holding(words)


def _hit(unit: Unit, user: User) -> Hit:
    """Who keeps the tree goes to its page, everybody else to 一单位一档."""
    url = unit.get_absolute_url() if user.has_perm("accounts.manage_units") else unit.page_url
    return Hit("单位", unit.name, url, f"{unit.short_name}　{unit.get_kind_display()}", "" if unit.is_active else "停用")


UNITS = Source("单位", lambda user: Unit.objects.visible_to(user), _hit, found=_named, list_name="accounts:unit-list", power="accounts.view_units")
