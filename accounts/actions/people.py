"""账号: created, changed, disabled, enabled and reset by the system administrator; nobody learns another's password."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts import codes, logins, passwords
from accounts.actions.posts import end_deputies_of
from accounts.models import LoginThrottle, Unit, User
from accounts.models.user import PHONE_PLACE, phone_index
from accounts.workflow import Act
from core import audit
from core.crypto import blind_index, encrypt
from core.errors import DomainError
from core.stamps import refuse_stale

EDITED_FIELDS = ("name", "unit", "email", "phone", "person_key")


def person_key(identity: str) -> str:
    """人员标识 from an identity number, which itself is not kept."""
    return blind_index(identity, purpose="person")


def sealed_phone(user: User, phone: str) -> str:
    return encrypt(phone, **PHONE_PLACE, seal=user.seal)


def _may_manage(actor: User) -> None:
    if not actor.has_perm("accounts.manage_accounts"):
        raise PermissionDenied


@transaction.atomic
def create_account(
    *, username: str, name: str, unit: Unit | None, actor: User, at: datetime, email: str = "", phone: str = "", identity: str = ""
) -> tuple[User, str]:
    """建立账号: without a password and without a post. Returns the account and its activation code, which is shown once."""
    _may_manage(actor)
    if User.objects.filter(username__iexact=username).exists():
        raise DomainError(f"登录名“{username}”已经有人使用。")
    user = User(username=username, name=name, unit=unit, email=email, date_joined=at, person_key=person_key(identity))
    user.phone, user.phone_index = sealed_phone(user, phone), phone_index(phone)
    user.set_unusable_password()
    user.save()
    code = codes.issue(user, actor, at)
    audit.record(actor=actor, act=Act.CREATED, target=user, at=at)
    return user, code


@transaction.atomic
def edit_account(
    *, user: User, name: str, unit: Unit | None, email: str, actor: User, at: datetime, phone: str = "", identity: str = "", seen: str = ""
) -> User:
    """修改账号: another unit ends the logins; a blank phone or identity number leaves what is kept. Raises StaleForm when it is no longer as `seen`."""
    _may_manage(actor)
    user = User.objects.locked(user)
    refuse_stale(user, EDITED_FIELDS, seen)
    before = {"姓名": user.name, "单位": str(user.unit or "")}
    has_moved = user.unit != unit
    if has_moved and user.pk == actor.pk:
        raise DomainError("自己的单位请由另一位系统管理员修改。")
    replaced = {"邮箱": email != user.email, "电话": bool(phone), "身份证号": bool(identity)}  # the trail holds no personal value in the clear
    user.name, user.unit, user.email = name, unit, email
    if phone:
        user.phone, user.phone_index = sealed_phone(user, phone), phone_index(phone)
    if identity:
        user.person_key = person_key(identity)
    user.save(update_fields=[*EDITED_FIELDS, "phone_index"])
    if has_moved:
        logins.drop_all(user)
    after = {"姓名": user.name, "单位": str(user.unit or "")}
    changes = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    changes |= {name: ["", "已更换"] for name, is_new in replaced.items() if is_new}
    audit.record(actor=actor, act=Act.EDITED, target=user, at=at, changes=changes)
    return user


@transaction.atomic
def disable_account(*, user: User, actor: User, at: datetime, reason: str) -> User:
    """停用账号: its logins, its calendar feed and whoever stands in for it end at once; what the person did stays under the name.

    What is open stays too, until the posts are handed over: `handover.waiting_with` names it, because a lost account is disabled before anything else.
    """
    _may_manage(actor)
    user = User.objects.locked(user)
    if user.pk == actor.pk:
        raise DomainError("不能停用自己的账号。")
    if user.is_system or not user.is_active:
        raise DomainError("这个账号不能停用，或者已经停用。")
    user.is_active, user.calendar_token_hash = False, ""
    user.save(update_fields=["is_active", "calendar_token_hash"])
    logins.drop_all(user)
    end_deputies_of(user, timezone.localdate(at))
    audit.record(actor=actor, act=Act.DISABLED, target=user, at=at, note=reason)
    return user


@transaction.atomic
def enable_account(*, user: User, actor: User, at: datetime) -> tuple[User, str]:
    """启用账号: the old password is not taken up again; a new activation code is returned."""
    _may_manage(actor)
    user = User.objects.locked(user)
    if user.is_active:
        raise DomainError("这个账号在用，不需要启用。")
    user.is_active = True
    user.save(update_fields=["is_active"])
    code = _without_password(user, actor, at)
    audit.record(actor=actor, act=Act.ENABLED, target=user, at=at)
    return user, code


@transaction.atomic
def reset_account(*, user: User, actor: User, at: datetime, reason: str) -> tuple[User, str]:
    """重置密码: the old password ends, the logins and the calendar feed too; the person sets a new one with the returned code."""
    _may_manage(actor)
    user = User.objects.locked(user)
    if user.pk == actor.pk:
        raise DomainError("自己的密码请在“我的账号”修改。")
    if user.is_system or not user.is_active:
        raise DomainError("停用的账号不能重置密码，请先启用。")
    code = _without_password(user, actor, at)
    audit.record(actor=actor, act=Act.RESET, target=user, at=at, note=reason)
    return user, code


def _without_password(user: User, actor: User, at: datetime) -> str:
    user.old_passwords = passwords.remembered(user)
    user.set_unusable_password()
    user.must_change_password, user.calendar_token_hash = True, ""
    user.save(update_fields=["password", "old_passwords", "must_change_password", "calendar_token_hash"])
    LoginThrottle.objects.filter(user=user).delete()
    logins.drop_all(user)
    return codes.issue(user, actor, at)
