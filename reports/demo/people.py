"""演示账号: who they are, where, in which posts. All share the password that is given to `seed_demo`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from accounts.actions import create_account
from accounts.models import Post, Role, Unit, UnitKind, User
from core.crypto import keyed_hash

ROOT = "4199210001"
BUREAU, GOVERNMENT = "明川县司法局", "明川县人民政府"
MARKET, TRAFFIC, EMERGENCY, HEALTH, CITY, ECOLOGY, FARM, WATER, GRAIN, REFORM = (
    "明川县市场监督管理局",
    "明川县交通运输局",
    "明川县应急管理局",
    "明川县卫生健康委员会",
    "明川县城市管理局",
    "明山市生态环境局明川县分局",
    "明川县农业农村局",
    "明川县水利局",
    "明川县粮食和物资储备局",
    "明川县发展和改革委员会",
)


@dataclass(frozen=True)
class Person:
    """One demo account."""

    username: str
    name: str
    unit: str
    roles: tuple[str, ...]


PEOPLE: tuple[Person, ...] = (
    Person("jiandu", "陈知远", BUREAU, ("bureau_staff",)),
    Person("jiandu2", "贺兰亭", BUREAU, ("bureau_staff",)),
    Person("juzhang", "许静文", BUREAU, ("bureau_leader",)),
    Person("zhengjian", "苏婉清", BUREAU, ("certificate_manager",)),
    Person("zhengfu", "顾怀之", GOVERNMENT, ("government_approver",)),
    Person("lianluo", "王海棠", MARKET, ("dept_liaison",)),
    Person("lianluo2", "罗广平", TRAFFIC, ("dept_liaison",)),
    Person("lianluo3", "江若水", EMERGENCY, ("dept_liaison",)),
    Person("lianluo4", "叶青禾", HEALTH, ("dept_liaison",)),
    Person("lianluo5", "石敬山", CITY, ("dept_liaison",)),
    Person("lianluo6", "林疏影", ECOLOGY, ("dept_liaison",)),
    Person("lianluo7", "田间雨", FARM, ("dept_liaison",)),
    Person("fenguan", "韩松年", MARKET, ("dept_leader",)),
    Person("fenguan2", "梁启航", TRAFFIC, ("dept_leader",)),
    Person("fenguan3", "邹明达", EMERGENCY, ("dept_leader",)),
    Person("fenguan4", "方若兰", HEALTH, ("dept_leader",)),
    Person("fenguan5", "孟长河", CITY, ("dept_leader",)),
    Person("fenguan6", "沈云归", ECOLOGY, ("dept_leader",)),
    Person("fenguan7", "严守一", FARM, ("dept_leader",)),
    Person("pingcha1", "张守正", WATER, ("reviewer",)),
    Person("pingcha2", "周砚秋", "明川县自然资源局", ("reviewer",)),
    Person("pingcha3", "吴思齐", "明川县住房和城乡建设局", ("reviewer",)),
    Person("xitong", "郑系统", BUREAU, ("system_admin",)),
    Person("anquan", "钱安全", BUREAU, ("security_admin",)),
    Person("shenji", "孙审计", BUREAU, ("audit_admin",)),
)


def seed_administrator(password: str, at: datetime) -> User:
    """系统管理员 first, at the county government alone: the units are imported in this person's name."""
    root, _ = Unit.objects.get_or_create(
        code=ROOT,
        defaults={"name": GOVERNMENT, "short_name": "县政府", "kind": UnitKind.GOVERNMENT, "area_code": "419921", "path": f"/{ROOT}/", "sort_key": "0"},
    )
    return _write(next(person for person in PEOPLE if person.username == "xitong"), password, at, root)


def seed_people(password: str, at: datetime) -> dict[str, User]:
    """Every account with its posts, once the units are there."""
    units = {unit.name: unit for unit in Unit.objects.all()}
    return {person.username: _write(person, password, at, units[person.unit]) for person in PEOPLE}


def seed_newcomer(administrator: User, unit: Unit, at: datetime) -> None:
    """新建账号 that waits to be activated and to be given a post: work for the 系统管理员 and the 安全管理员."""
    create_account(username="xinlianluo", name="沈初晴", unit=unit, actor=administrator, at=at)


def _write(person: Person, password: str, at: datetime, unit: Unit | None) -> User:
    user = User.objects.filter(username=person.username).first() or User(username=person.username, date_joined=at)
    user.name, user.unit, user.is_active = person.name, unit, True
    user.email = f"{person.username}@demo.invalid"
    user.person_key = keyed_hash(person.name, purpose="person")
    user.must_change_password, user.password_changed_at = False, at
    user.set_password(password)
    user.save()
    for place, role in enumerate(person.roles):
        if unit is not None:
            _hold(user, role, unit, date(at.year - 1, 1, 1), is_default=place == 0)
    return user


def _hold(user: User, role: str, unit: Unit, since: date, *, is_default: bool) -> None:
    Post.objects.get_or_create(user=user, role=Role.objects.get(pk=role), unit=unit, until=None, defaults={"since": since, "is_default": is_default})
