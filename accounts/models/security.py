"""登录安全: logins, attempts, activation and recovery codes."""

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.crypto import salted_hmac


class LoginSession(AbstractBaseSession):
    """登录: one login of one person on one device; PostgreSQL is the truth, the cache stands in front."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="logins", verbose_name="人员")  # CASCADE: a login is no record
    created_at = models.DateTimeField("登录时间", null=True)
    seen_at = models.DateTimeField("最近使用", null=True)
    device = models.CharField("设备", max_length=120, blank=True)
    source = models.CharField("来源地址", max_length=45, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录"
        permissions = [("end_logins", "结束他人的登录")]

    @property
    def mark(self) -> str:
        """What pages name a login by; the key itself never leaves the server."""
        return salted_hmac("accounts.login.mark", self.pk, algorithm="sha256").hexdigest()[:32]

    @classmethod
    def get_session_store_class(cls) -> type:
        from accounts.logins import SessionStore  # noqa: PLC0415 - Django asks the model for the store that imports the model

        return SessionStore


class LoginThrottle(models.Model):
    """登录限速: failures per account, per source and per pair; a growing delay, never a lock that others can cause.

    `key` is a keyed hash, so that a password typed into the wrong field is not kept; `user` is set where the name exists.
    """

    key = models.CharField("对象", max_length=80, primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="throttles", verbose_name="人员"
    )  # CASCADE: a counter is no record
    failures = models.PositiveIntegerField("失败次数", default=0)
    last_at = models.DateTimeField("最近失败")
    blocked_until = models.DateTimeField("暂缓至", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录限速"
        indexes = [models.Index(fields=["blocked_until"], name="login_throttle_blocked")]

    def __str__(self) -> str:
        return self.key


class LoginRecord(models.Model):
    """登录记录: shown to the person and to the audit administrator."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="login_records", verbose_name="人员")
    at = models.DateTimeField("时间")
    succeeded = models.BooleanField("成功")
    source = models.CharField("来源地址", max_length=45, blank=True)
    device = models.CharField("设备", max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "登录记录"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class ActivationCode(models.Model):
    """激活码: ≥112 bit, 24 hours, hashed, used once; for the first login and after a reset."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="activation_codes", verbose_name="人员")
    code_hash = models.CharField("激活码", max_length=64, unique=True)
    created_at = models.DateTimeField("发出时间")
    expires_at = models.DateTimeField("失效时间")
    used_at = models.DateTimeField("使用时间", null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="发出人")

    class Meta:
        verbose_name = verbose_name_plural = "激活码"

    def __str__(self) -> str:
        return f"{self.user} {self.created_at:%Y-%m-%d}"
