"""密码: set by the person alone – with the activation code, or with the present password."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import codes, logins, passwords
from accounts.models import User
from accounts.workflow import Act
from core import audit
from core.errors import DomainError

WRONG_CODE = "登录名或激活码不对，或者激活码已经失效；请向系统管理员要一个新的激活码。"


def _write(user: User, password: str, at: datetime) -> None:
    found = passwords.problems(password, user)
    if found:
        raise ValidationError(found)
    user.old_passwords = passwords.remembered(user)
    user.set_password(password)
    user.must_change_password, user.password_changed_at = False, at
    user.save(update_fields=["password", "old_passwords", "must_change_password", "password_changed_at"])


@transaction.atomic
def change_password(*, user: User, password: str, at: datetime, keep: str = "") -> User:
    """修改密码: every other login of the account ends. ValidationError when the rules refuse the password."""
    user = User.objects.locked(user)
    _write(user, password, at)
    logins.drop_all(user, keep=keep)
    audit.record(actor=user, act=Act.PASSWORD_CHANGED, target=user, at=at)
    return user


@transaction.atomic
def activate(*, username: str, code: str, password: str, at: datetime) -> User:
    """激活账号: the code is used up only when the password is accepted. DomainError says the same for every wrong code."""
    user = codes.use(username, code, at)
    if user is None:
        raise DomainError(WRONG_CODE)
    user = User.objects.locked(user)
    _write(user, password, at)
    logins.drop_all(user)
    audit.record(actor=user, act=Act.ACTIVATED, target=user, at=at)
    return user
