"""进门: a name and a password, the limits on trying, and the new login."""

from datetime import datetime

from django.contrib.auth import authenticate, login
from django.db import transaction
from django.http import HttpRequest

from accounts import logins, throttle
from accounts.actions import record_failed_login, record_login
from accounts.devices import device_name
from accounts.models import User
from accounts.workflow import Act
from core.errors import DomainError
from core.http import client_address

WRONG = "账号或密码不对。"


class Blocked(DomainError):
    """尝试次数较多: answered with 429."""


def guarded(request: HttpRequest, account: str, user: User | None, at: datetime) -> None:
    """Count an attempt on `account`; Blocked when there have been too many."""
    source = client_address(request)
    verdict = throttle.attempt(account=account, source=source, user=user, at=at)
    if verdict.has_just_begun:
        record_failed_login(user=user, at=at, source=source, device=device_name(request), act=Act.LOGIN_BLOCKED)
    if verdict.is_blocked:
        raise Blocked(throttle.REFUSAL)
    throttle.wait(verdict)


def checked(request: HttpRequest, username: str, password: str, at: datetime) -> User:
    """The person whose name and password these are; one sentence for unknown, disabled and wrong."""
    known = User.objects.filter(username=username).first()
    guarded(request, username, known, at)
    user = authenticate(request, username=username, password=password)
    source = client_address(request)
    if not isinstance(user, User):
        record_failed_login(user=known, at=at, source=source, device=device_name(request))
        raise DomainError(WRONG)
    throttle.succeeded(account=username, source=source)
    return user


@transaction.atomic
def enter(request: HttpRequest, user: User, at: datetime) -> None:
    """登录: a new token; without the audit entry there is no login."""
    login(request, user)
    logins.begin(request, at)
    record_login(user=user, at=at, source=client_address(request), device=device_name(request))
