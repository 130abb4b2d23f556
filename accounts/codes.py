"""激活码: 120 bit, shown once to the administrator, valid for 24 hours, used once; only a keyed hash is kept. Basis: GB22239-PASSWORD."""

import secrets
from datetime import datetime, timedelta

from accounts.models import ActivationCode, User
from core.crypto import keyed_hash

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32 signs, five bit each; none that are taken for one another
LENGTH, GROUP = 24, 4
LIFETIME = timedelta(hours=24)


def hashed(code: str) -> str:
    folded = "".join(code.upper().split()).replace("-", "")
    return keyed_hash(folded, purpose="activation-code")


def issue(user: User, actor: User, at: datetime) -> str:
    """A new code for `user`; earlier ones end. The plain text exists only in the return value."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    code = "-".join(text[start : start + GROUP] for start in range(0, LENGTH, GROUP))
    ActivationCode.objects.filter(user=user, used_at=None, expires_at__gt=at).update(expires_at=at)
    ActivationCode.objects.create(user=user, code_hash=hashed(code), created_at=at, expires_at=at + LIFETIME, created_by=actor)
    return code


def use(username: str, code: str, at: datetime) -> User | None:
    """The active account that the code belongs to, the code used up; None for every kind of wrong. Call in a transaction."""
    held = (
        ActivationCode.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(code_hash=hashed(code), used_at=None, expires_at__gt=at, user__username=username, user__is_active=True)
        .first()
    )
    if held is None:
        return None
    held.used_at = at
    held.save(update_fields=["used_at"])
    return held.user
