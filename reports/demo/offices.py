"""演示单位组: the groups from which the staff choose."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.actions import create_group
from accounts.models import Unit, User
from reports.demo.calendar import Days
from reports.demo.people import CITY, ECOLOGY, EMERGENCY, FARM, HEALTH, MARKET, TRAFFIC

KEY_UNITS = (MARKET, TRAFFIC, EMERGENCY, HEALTH, CITY, ECOLOGY, FARM)


def seed_groups(users: Mapping[str, User], units: Mapping[str, Unit], days: Days) -> None:
    """One shared group, and one of 监督岗's own."""
    create_group(name="重点执法单位", units=[units[name] for name in KEY_UNITS], is_shared=True, actor=users["jiandu"], at=days.ago(90))
    create_group(name="涉企检查单位", units=[units[MARKET], units[EMERGENCY], units[ECOLOGY]], is_shared=False, actor=users["jiandu"], at=days.ago(40))
