"""双因子: the one-time password device of a person, its seed encrypted."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django_otp.models import Device
from django_otp.oath import TOTP

from core.crypto import decrypt, encrypt

STEP_SECONDS, DIGITS, TOLERANCE = 30, 6, 1


class SecondFactor(Device):
    """动态口令: a TOTP device (RFC 6238). A time step is accepted once: `last_step` only grows. Basis: GB22239-2FA."""

    sealed_seed = models.CharField("种子", max_length=200)  # hex of 20 bytes, encrypted by core.crypto
    seal = models.UUIDField("密封编号", default=uuid.uuid4, editable=False)
    last_step = models.BigIntegerField("最近一次时间步", default=-1)
    created_at = models.DateTimeField("设置时间")

    class Meta:
        verbose_name = verbose_name_plural = "双因子"
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(confirmed=True), name="second_factor_one_per_person", violation_error_message="已经设置过动态口令。"
            )
        ]

    def __str__(self) -> str:
        return f"动态口令 {self.created_at:%Y-%m-%d}"

    def seal_seed(self, seed: bytes) -> None:
        """Keep `seed`, readable only in this row."""
        self.sealed_seed = encrypt(seed.hex(), table="accounts_secondfactor", field="sealed_seed", seal=self.seal)

    @property
    def seed(self) -> bytes:
        return bytes.fromhex(decrypt(self.sealed_seed, table="accounts_secondfactor", field="sealed_seed", seal=self.seal))

    def step_of(self, code: str, at: datetime) -> int | None:
        """The time step that `code` belongs to at `at`, when it is later than every accepted one; else None."""
        if not (code.isascii() and code.isdigit() and len(code) == DIGITS):
            return None
        totp = TOTP(self.seed, STEP_SECONDS, 0, DIGITS)
        totp.time = at.timestamp()
        return totp.t() if totp.verify(int(code), TOLERANCE, self.last_step + 1) else None


class RecoveryCode(models.Model):
    """恢复码: stands in for the second factor once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes", verbose_name="人员")  # CASCADE: belongs to the account
    code_hash = models.CharField("恢复码", max_length=64)
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "恢复码"
        constraints = [models.UniqueConstraint(fields=["user", "code_hash"], name="recovery_code_unique", violation_error_message="恢复码重复。")]

    def __str__(self) -> str:
        return f"{self.user}"
