"""演示单位组和账号批次: the groups from which the staff choose, and a list of people that waits for the two administrators."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.actions import AccountRow, create_group, write_accounts
from accounts.models import Unit, User
from reports.demo.calendar import Days
from reports.demo.people import CITY, ECOLOGY, EMERGENCY, FARM, HEALTH, MARKET, TRAFFIC, WATER

KEY_UNITS = (MARKET, TRAFFIC, EMERGENCY, HEALTH, CITY, ECOLOGY, FARM)


def seed_groups(users: Mapping[str, User], units: Mapping[str, Unit], days: Days) -> None:
    """One shared group, and one of 监督岗's own."""
    create_group(name="重点执法单位", units=[units[name] for name in KEY_UNITS], is_shared=True, actor=users["jiandu"], at=days.ago(90))
    create_group(name="涉企检查单位", units=[units[MARKET], units[EMERGENCY], units[ECOLOGY]], is_shared=False, actor=users["jiandu"], at=days.ago(40))


NEWCOMERS = (
    ("wenruchu", "温如初", WATER, "dept_leader"),
    ("qiumingyue", "邱明月", "明川县林业局", "dept_liaison"),
    ("fanyizhou", "范一舟", "明川县林业局", "dept_leader"),
)


def seed_batch(users: Mapping[str, User], units: Mapping[str, Unit], days: Days) -> None:
    """账号批次: three people whose posts wait for 安全管理员 and whose slips wait for 系统管理员."""
    rows = [
        AccountRow(
            account=None,
            facts={"username": username, "name": name, "unit_id": units[unit].pk, "email": f"{username}@demo.invalid", "office_phone": "0719-8800000"},
            phone=f"1540000{number:04d}",
            posts=(role,),
            since=days.on(-1),
        )
        for number, (username, name, unit, role) in enumerate(NEWCOMERS, 3101)
    ]
    write_accounts(rows=rows, title="新增联络人员名单.xlsx", source=None, actor=users["xitong"], at=days.ago(1))
