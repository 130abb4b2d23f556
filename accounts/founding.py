"""开通: the first two administrators of an empty installation. Afterwards accounts and posts are given by people only."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import codes, tree
from accounts.models import Post, Role, Unit, UnitKind, User
from accounts.workflow import Act
from core import audit
from core.errors import DomainError

FOUNDERS = (("xitong", "系统管理员", "system_admin"), ("anquan", "安全管理员", "security_admin"))
UNIT_CODE = "ADMIN"


@dataclass(frozen=True)
class Opened:
    """An account that waits for its person: the code is shown once and only its hash is kept."""

    username: str
    title: str
    code: str


@transaction.atomic
def open_installation(*, at: datetime) -> list[Opened]:
    """开通: codes for the first system and security administrator; asked again before their first login, new codes.

    Raises DomainError once one of the administrators has set a password. Basis: GB22239-DUTIES.
    """
    tree.lock()
    founders = User.objects.filter(posts__role__in=[role for _, _, role in FOUNDERS])
    if any(user.has_usable_password() for user in founders):
        raise DomainError("系统已经开通：账号和岗位由系统管理员、安全管理员办理。")
    return [_opened(username, title, role, at) for username, title, role in FOUNDERS]


def _opened(username: str, title: str, role: str, at: datetime) -> Opened:
    system = User.objects.system()
    unit = _unit()
    user, is_new = User.objects.get_or_create(username=username, defaults={"name": title, "unit": unit, "date_joined": at, "password": "!"})
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        audit.record(actor=system, act=Act.CREATED, target=user, at=at)
        post = Post.objects.create(user=user, role=Role.objects.get(pk=role), unit=unit, since=timezone.localdate(at), is_default=True)
        audit.record(actor=system, act=Act.POST_GRANTED, target=user, at=at, changes={"岗位": ["", str(post)]})
    return Opened(username, title, codes.issue(user, system, at))


def _unit() -> Unit:
    """The bureau where it exists already, else a unit of the administrators beside the tree that will be imported."""
    bureau = Unit.objects.filter(Q(name=settings.BUREAU_NAME) | Q(code=UNIT_CODE)).order_by("pk").first()
    if bureau is not None:
        return bureau
    name = f"{settings.BUREAU_NAME}（系统管理）"
    unit = Unit(code=UNIT_CODE, name=name, short_name="系统管理", kind=UnitKind.PARTNER, area_code="")
    unit.sort_key = tree.sort_key(unit.kind, unit.name)
    unit.save()
    tree.place(unit)
    return unit
