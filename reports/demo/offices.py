"""演示单位: the groups from which the staff choose, a list of people that waits for the two administrators, the 通讯录, and a unit that went into another."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from accounts.actions import AccountRow, create_group, keep_own_numbers, succeed_unit, write_accounts, write_contact
from accounts.models import ChangeKind, Unit, User
from reports.demo.calendar import Days
from reports.demo.people import BUREAU, CITY, ECOLOGY, EMERGENCY, FARM, GRAIN, HEALTH, MARKET, REFORM, TRAFFIC, WATER

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


def seed_contacts(users: Mapping[str, User], units: Mapping[str, Unit], days: Days) -> None:
    """通讯录: the facts of the bureau and of three units, and the numbers of those who are called most."""
    facts = {"head_duty": "局长", "legal_office": "政策法规股"}
    for number, (unit, head, keeper) in enumerate(
        ((BUREAU, "许静文", "jiandu"), (MARKET, "韩松年", "lianluo"), (TRAFFIC, "梁启航", "lianluo2"), (HEALTH, "方若兰", "lianluo4"))
    ):
        desk = {"head_name": head, "desk_phone": f"0719-881{number:04d}", "address": f"明川大道{number * 18 + 6}号"}
        write_contact(unit=units[unit], actor=users[keeper], at=days.ago(60), **facts, **desk)
    for number, (username, user) in enumerate(sorted(users.items())):
        if username.startswith(("lianluo", "fenguan", "jiandu")):
            keep_own_numbers(actor=user, phone=f"1541000{number:04d}", office_phone=f"0719-882{number:04d}", at=days.ago(60))


def seed_merger(users: Mapping[str, User], units: Mapping[str, Unit], days: Days) -> None:
    """单位合并: an order that was open with the old unit is now the successor's."""
    old, new, at = units[GRAIN], units[REFORM], days.ago(10)
    basis = f"明川县机构改革方案（明发〔{at.year}〕5号）"
    succeed_unit(unit=old, successor=new, kind=ChangeKind.MERGE, on=timezone.localdate(at), basis=basis, actor=users["xitong"], at=at)
