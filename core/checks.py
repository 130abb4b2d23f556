"""What must not run outside development: debug mode, weak or default keys, wildcard hosts, superusers, demo accounts."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, run_checks
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured

HERE = {"127.0.0.1", "localhost", "testserver", "::1"}
SHORTEST_KEY = 50
FEWEST_LETTERS = 12
WELL_KNOWN_FIELD_KEYS = ("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",)


def is_development() -> bool:
    """Only this machine reaches the product: its address is a loopback address."""
    return (urlsplit(settings.BASE_URL).hostname or "") in HERE


def unsafe_settings(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Errors stop every command, the web process and the worker."""
    found = [*_weak_keys(), *_superuser()]
    return found if is_development() else [*found, *_open_doors()]


def _weak_keys() -> list[CheckMessage]:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    weak = any(len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_LETTERS or key.startswith("django-insecure") for key in keys)
    found: list[CheckMessage] = []
    if weak:
        found.append(Error("SECRET_KEY 太短或太简单：至少 50 个随机字符。", id="mingdu.E001"))
    if not settings.FIELD_KEYS:
        found.append(Error("没有 FIELD_KEYS：身份证号、电话等不能加密保存。", id="mingdu.E002"))
    if not is_development() and any(known in key for key in settings.FIELD_KEYS for known in WELL_KNOWN_FIELD_KEYS):
        found.append(Error("FIELD_KEYS 是文档里的示例值，请另行生成。", id="mingdu.E003"))
    return found


def _superuser() -> list[CheckMessage]:
    """Powers come from posts only; an account model with a superuser column would open a second way."""
    try:
        apps.get_model(settings.AUTH_USER_MODEL)._meta.get_field("is_superuser")
    except FieldDoesNotExist:
        return []
    return [Error("账号表里不能有超级用户字段。", id="mingdu.E004")]


def _open_doors() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.DEBUG:
        found.append(Error("MINGDU_DEBUG 只能用于本机开发。", id="mingdu.E005"))
    if any("*" in host or host.startswith(".") for host in settings.ALLOWED_HOSTS) or not settings.ALLOWED_HOSTS:
        found.append(Error("ALLOWED_HOSTS 须逐个写明主机名。", id="mingdu.E006"))
    if settings.DEMO:
        found.append(Warning("MINGDU_DEMO 打开了共用密码的演示账号，只能用于试用。", id="mingdu.W001"))
    if not settings.SECURE:
        found.append(Warning("BASE_URL 不是 https：登录信息会明文传输。", id="mingdu.W002"))
    return found


def refuse_unsafe_start() -> None:
    """For the web process, which runs no checks by itself. Raises ImproperlyConfigured with every reason."""
    errors = [message for message in run_checks(tags=["mingdu"]) if message.is_serious()]
    if errors:
        raise ImproperlyConfigured("；".join(str(error.msg) for error in errors))
