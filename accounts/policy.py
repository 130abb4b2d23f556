"""安全策略: the settings in force, in words."""

from dataclasses import dataclass

from django.conf import settings

from accounts import logins, passwords, throttle
from accounts.models import Role
from accounts.models.post import SYSTEM_ROLE

PROFILES = {"dengbao": "等级保护（三级）", "asvs": "ASVS 5.0"}


@dataclass(frozen=True)
class RoleLine:
    """One role, with its powers in words."""

    role: Role
    powers: list[str]


def rules() -> list[tuple[str, str]]:
    """What is in force, as term and value."""
    is_dengbao = passwords.is_dengbao()
    return [
        ("密码规则", PROFILES.get(settings.PASSWORD_PROFILE, settings.PASSWORD_PROFILE)),
        ("密码长度", f"至少 {passwords.MINIMUM} 位，三员至少 {passwords.MINIMUM_ADMINISTRATOR} 位，最多 {passwords.MAXIMUM} 位"),
        ("字符种类", f"四种中的 {passwords.CLASSES_ASKED} 种" if is_dengbao else "不作要求"),
        ("更换周期", f"{passwords.ROTATION_DAYS} 天，到期前 {passwords.WARNING_DAYS} 天提醒" if is_dengbao else "不作要求"),
        ("历史密码", f"不得与最近 {passwords.REMEMBERED} 次相同" if is_dengbao else "不作要求"),
        ("双因子", "按角色要求启用" if settings.SECOND_FACTOR else "未启用（演示环境）" if settings.DEMO else "未启用"),
        (
            "登录失败",
            f"同一账号同一来源连续 {throttle.PAIR_LIMIT} 次，暂缓 {throttle.BLOCK.seconds // 60} 分钟；同一来源 {throttle.SOURCE_LIMIT} 次，暂缓 {throttle.BLOCK.seconds // 60} 分钟",
        ),
        ("登录时长", f"最长 {logins.ABSOLUTE.seconds // 3600} 小时；空闲时限按角色"),
        ("再次验证", f"授权、重置、导出日志等须在 {logins.RECENT.seconds // 60} 分钟内输过密码"),
    ]


def roles() -> list[RoleLine]:
    """The roles in use, each with the names of its permissions."""
    held = Role.objects.filter(pk__in=settings.ROLES).exclude(pk=SYSTEM_ROLE).prefetch_related("permissions")
    return [RoleLine(role, sorted(power.name for power in role.permissions.all())) for role in held]
