"""双因子: whether a login is complete, and the answers that complete it.

A provider answers for one kind of second factor; USB-Key and 统一身份认证 are added by naming theirs in
`settings.SECOND_FACTOR_PROVIDERS`. Basis: GB22239-2FA.
"""

import base64
import secrets
from datetime import datetime
from typing import Protocol
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from accounts.models import RecoveryCode, SecondFactor, User
from accounts.models.second_factor import DIGITS, STEP_SECONDS
from core.crypto import keyed_hash

SEED_BYTES = 20
RECOVERY_CODES = 8
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class Provider(Protocol):
    """One kind of second factor."""

    def accepts(self, *, user: User, answer: str, at: datetime) -> bool:
        """Whether `answer` proves the person at `at`; an accepted answer is used up. Called in a transaction."""
        ...


class OneTimePassword:
    """动态口令 of an authenticator app."""

    def accepts(self, *, user: User, answer: str, at: datetime) -> bool:
        device = SecondFactor.objects.select_for_update().filter(user=user, confirmed=True).first()
        step = device.step_of(answer, at) if device else None
        if device is None or step is None:
            return False
        device.last_step = step
        device.save(update_fields=["last_step"])
        return True


class Recovery:
    """恢复码: used once each."""

    def accepts(self, *, user: User, answer: str, at: datetime) -> bool:
        held = RecoveryCode.objects.filter(user=user, code_hash=_recovery_hash(user, answer), used_at=None)
        return held.update(used_at=at) == 1


def _recovery_hash(user: User, code: str) -> str:
    folded = "".join(code.upper().split()).replace("-", "")
    return keyed_hash(f"{user.pk}:{folded}", purpose="recovery-code")


def accepts(*, user: User, answer: str, at: datetime) -> bool:
    """Whether any provider accepts the answer."""
    with transaction.atomic():
        return any(import_string(name)().accepts(user=user, answer=answer.strip(), at=at) for name in settings.SECOND_FACTOR_PROVIDERS)


def is_required(user: User) -> bool:
    """Whether one of the posts held asks for a second factor."""
    return any(post.role.needs_second_factor for post in user.held_posts)


def device_of(user: User) -> SecondFactor | None:
    """The confirmed device, if any."""
    device: SecondFactor | None = SecondFactor.objects.filter(user=user, confirmed=True).first()
    return device


def is_complete(user: User) -> bool:
    """Whether the present login has given the second factor, or needs none: neither a post asks for it nor has the person set one up."""
    if user.is_verified():  # type: ignore[attr-defined]
        return True
    return not is_required(user) and device_of(user) is None


def new_seed() -> bytes:
    return secrets.token_bytes(SEED_BYTES)


def new_recovery_codes(user: User) -> list[str]:
    """Eight fresh codes (80 bit each), shown once; the older ones are gone. Only keyed hashes are kept."""
    codes = ["-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create([RecoveryCode(user=user, code_hash=_recovery_hash(user, code)) for code in codes])
    return codes


def readable_seed(seed: bytes) -> str:
    """Base32 in groups of four, for typing into an app."""
    text = base64.b32encode(seed).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def setup_address(user: User, seed: bytes) -> str:
    """otpauth address that an authenticator app reads from the QR code."""
    label = quote(f"{settings.OTP_TOTP_ISSUER}:{user.username}")
    query = urlencode({"secret": base64.b32encode(seed).decode(), "issuer": settings.OTP_TOTP_ISSUER, "digits": DIGITS, "period": STEP_SECONDS})
    return f"otpauth://totp/{label}?{query}"
