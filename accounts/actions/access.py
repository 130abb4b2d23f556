"""登录: what is kept about attempts, and how logins and limits are ended."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts import logins, throttle
from accounts.models import LoginRecord, LoginSession, RecoveryCode, SecondFactor, User
from accounts.separation import same_person
from accounts.workflow import Act
from core import audit
from core.errors import DomainError


@transaction.atomic
def record_login(*, user: User, at: datetime, source: str, device: str) -> None:
    """登录: shown to the person, and in the audit trail."""
    LoginRecord.objects.create(user=user, at=at, succeeded=True, source=source, device=device)
    audit.record(actor=user, act=Act.LOGIN, target=user, at=at, note=f"来源 {source}")


@transaction.atomic
def record_failed_login(*, user: User | None, at: datetime, source: str, device: str, act: Act = Act.LOGIN_FAILED) -> None:
    """登录失败: the text typed as a name is not kept, it may have been a password."""
    LoginRecord.objects.create(user=user, at=at, succeeded=False, source=source, device=device)
    audit.record(actor=None, act=act, target=user, at=at, note=f"来源 {source}", result="refused")


@transaction.atomic
def end_login(*, login: LoginSession, actor: User, at: datetime) -> None:
    """结束一处登录 of one's own."""
    if login.user_id != actor.pk:
        raise PermissionDenied
    logins.drop([login.pk])
    audit.record(actor=actor, act=Act.LOGIN_ENDED, target=actor, at=at, note="结束一处登录")


@transaction.atomic
def end_other_logins(*, actor: User, keep: str, at: datetime) -> int:
    """结束其他登录: all of one's own but the present one."""
    count = logins.drop_all(actor, keep=keep)
    audit.record(actor=actor, act=Act.LOGIN_ENDED, target=actor, at=at, note=f"结束其他登录 {count} 处")
    return count


@transaction.atomic
def end_logins_of(*, user: User, actor: User, at: datetime) -> int:
    """结束他人登录: by the security administrator."""
    if not actor.has_perm("accounts.end_logins"):
        raise PermissionDenied
    if user.pk == actor.pk:
        raise DomainError("自己的登录请在“我的账号”结束。")
    count = logins.drop_all(user)
    audit.record(actor=actor, act=Act.LOGIN_ENDED, target=user, at=at, note=f"结束登录 {count} 处")
    return count


@transaction.atomic
def unlock_account(*, user: User, actor: User, at: datetime) -> None:
    """解除登录限制: forget the failures."""
    if not actor.has_perm("accounts.unlock_accounts"):
        raise PermissionDenied
    throttle.lift(user)
    audit.record(actor=actor, act=Act.UNLOCKED, target=user, at=at)


@transaction.atomic
def reset_second_factor(*, user: User, actor: User, at: datetime, reason: str) -> None:
    """重置双因子: device and recovery codes are gone; the person sets up a new one at the next login."""
    if not actor.has_perm("accounts.unlock_accounts"):
        raise PermissionDenied
    if same_person(actor, user):
        raise DomainError("不能重置自己的双因子，请由另一位安全管理员办理。")
    SecondFactor.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    logins.drop_all(user)
    audit.record(actor=actor, act=Act.FACTOR_RESET, target=user, at=at, note=reason)
