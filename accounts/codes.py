"""激活码: 120 bit, valid for 24 hours, used once; only a keyed hash is kept. Basis: GB22239-PASSWORD.

The administrator who had it made – one code, or the slips of a batch – sees it for ten minutes, so that a reloaded page neither
loses it nor makes another; until then it lies encrypted in that login and nowhere else.
"""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

from accounts.models import ActivationCode, User
from core.crypto import decrypt, encrypt, keyed_hash

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32 signs, five bit each; none that are taken for one another
LENGTH, GROUP = 24, 4
LIFETIME = timedelta(hours=24)
IN_LOGIN, SLIPS_IN_LOGIN, SHOWN_FOR = "_activation_code", "_activation_slips", timedelta(minutes=10)
PLACE = {"table": "accounts_activationcode", "field": "code"}


def hashed(code: str) -> str:
    folded = "".join(code.upper().split()).replace("-", "")
    return keyed_hash(folded, purpose="activation-code")


def _fresh() -> str:
    text = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(text[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def issue(user: User, actor: User, at: datetime) -> str:
    """A new code for `user`; earlier ones end. The plain text exists only in the return value."""
    return issue_all([user], actor, at)[user.pk]


def issue_all(users: Sequence[User], actor: User, at: datetime) -> dict[int, str]:
    """The same for many, in two statements: account → its code."""
    made = {user.pk: _fresh() for user in users}
    ActivationCode.objects.filter(user__in=made, used_at=None, expires_at__gt=at).update(expires_at=at)
    rows = [ActivationCode(user_id=pk, code_hash=hashed(code), created_at=at, expires_at=at + LIFETIME, created_by=actor) for pk, code in made.items()]
    ActivationCode.objects.bulk_create(rows)
    return made


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


def lay_out(session: SessionBase, user: User, code: str, at: datetime) -> None:
    """Let this login show the code of `user` for a while."""
    session[IN_LOGIN] = [user.pk, encrypt(code, **PLACE, seal=user.seal), at.timestamp()]


def laid_out(session: SessionBase, user: User, at: datetime) -> str:
    """The code of `user` that this login may still show, "" when there is none."""
    pk, sealed, since = session.get(IN_LOGIN, [None, "", 0])
    if pk != user.pk or at.timestamp() - since > SHOWN_FOR.total_seconds():
        return ""
    return decrypt(sealed, **PLACE, seal=user.seal)


def put_away(session: SessionBase) -> None:
    """The person has been told."""
    session.pop(IN_LOGIN, None)


def lay_out_slips(session: SessionBase, batch: int, slips: Sequence[tuple[User, str]], at: datetime) -> None:
    """Let this login show the codes of a batch for a while."""
    session[SLIPS_IN_LOGIN] = [batch, [[user.pk, encrypt(code, **PLACE, seal=user.seal)] for user, code in slips], at.timestamp()]


def laid_out_slips(session: SessionBase, batch: int, at: datetime) -> tuple[list[tuple[User, str]], datetime]:
    """The slips of the batch that this login may still show, by unit, and when they were made; none when there are none."""
    pk, sealed, since = session.get(SLIPS_IN_LOGIN, [None, [], 0])
    made_at = datetime.fromtimestamp(since, tz=UTC)
    if pk != batch or at - made_at > SHOWN_FOR:
        return [], made_at
    codes = dict(sealed)
    people = User.objects.filter(pk__in=codes).select_related("unit").order_by("unit__sort_key", "username")
    return [(user, decrypt(codes[user.pk], **PLACE, seal=user.seal)) for user in people], made_at


def put_slips_away(session: SessionBase) -> None:
    """The slips are printed."""
    session.pop(SLIPS_IN_LOGIN, None)
