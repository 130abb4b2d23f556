"""System checks of identity: nobody is above the rules."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connection

from accounts.models import User

DEFAULT_NAMES = ("admin", "administrator", "root", "test", "guest")


@register(Tags.security)
def no_superuser(**_: Any) -> list[CheckMessage]:
    """S01: the model of accounts knows no superuser."""
    names = {field.name for field in User._meta.get_fields()}
    if User.is_superuser is False and "is_superuser" not in names:
        return []
    return [Error("账号不得有超级用户。", hint="权限只来自岗位。", id="accounts.E001")]


@register(Tags.security, Tags.database, deploy=True)
def no_default_account(databases: Any = None, **_: Any) -> list[CheckMessage]:
    """S01: no account under a name that everybody tries, with a password."""
    if not databases:
        return []
    try:
        if "accounts_user" not in connection.introspection.table_names():
            return []
        found = User.objects.filter(username__in=DEFAULT_NAMES, is_active=True).exclude(pk__in=User.objects.without_password()).exists()
    except DatabaseError:
        return []
    return [Error("存在使用默认登录名的账号。", hint="停用 admin、root、test 一类账号，改用实名账号。", id="accounts.E002")] if found else []
