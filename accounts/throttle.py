"""登录限速: five failures per account and source wait ten minutes; the account alone only grows slower; a source has a cap.

An attempt is counted before the password is looked at, so that attempts made at the same moment count too; success takes it back.
Basis: GB22239-LOGIN.
"""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from accounts.models import LoginThrottle, User
from core.crypto import keyed_hash

PAIR_LIMIT, SOURCE_LIMIT, NEVER = 5, 60, 2**30
BLOCK = timedelta(minutes=10)
WINDOWS = {"pair": timedelta(minutes=10), "source": timedelta(minutes=10), "account": timedelta(hours=1)}
FREE_FAILURES, LONGEST_DELAY = 5, 2.0
REFUSAL = "尝试次数较多，请 10 分钟后再登录。"

COUNT = """
INSERT INTO accounts_loginthrottle AS t (key, user_id, failures, last_at, blocked_until) VALUES (%(key)s, %(user)s, 1, %(at)s, NULL)
ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN t.blocked_until > %(at)s THEN t.failures
                    WHEN t.last_at < %(since)s OR t.blocked_until IS NOT NULL THEN 1 ELSE t.failures + 1 END,
    last_at = CASE WHEN t.blocked_until > %(at)s THEN t.last_at ELSE %(at)s END,
    blocked_until = CASE WHEN t.blocked_until > %(at)s THEN t.blocked_until
                         WHEN t.last_at < %(since)s OR t.blocked_until IS NOT NULL THEN NULL
                         WHEN t.failures + 1 > %(limit)s THEN %(until)s ELSE NULL END
RETURNING failures, blocked_until
"""


@dataclass(frozen=True)
class Verdict:
    """Whether an attempt may be made at all, whether it is the one that began the wait, and how many seconds a free one waits."""

    is_blocked: bool = False
    has_just_begun: bool = False
    delay: float = 0


def _key(kind: str, *parts: str) -> str:
    return f"{kind}:{keyed_hash(':'.join(parts), purpose='login-throttle')}"


def _keys(account: str, source: str) -> dict[str, str]:
    name = account.lower()
    return {"pair": _key("pair", name, source), "account": _key("account", name), "source": _key("source", source)}


def _count(key: str, kind: str, limit: int, user: User | None, at: datetime) -> tuple[int, datetime | None]:
    facts = {"key": key, "user": user.pk if user else None, "at": at, "since": at - WINDOWS[kind], "until": at + BLOCK, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, facts)
        failures, blocked_until = cursor.fetchone()
    return failures, blocked_until


@transaction.atomic
def attempt(*, account: str, source: str, user: User | None, at: datetime) -> Verdict:
    """Count an attempt on `account` (any text) from `source`."""
    keys = _keys(account, source)
    waits = [_count(keys["source"], "source", SOURCE_LIMIT, None, at)[1], _count(keys["pair"], "pair", PAIR_LIMIT, user, at)[1]]
    if any(waits):
        return Verdict(is_blocked=True, has_just_begun=at + BLOCK in waits)
    failures, _ = _count(keys["account"], "account", NEVER, user, at)
    return Verdict(delay=min(LONGEST_DELAY, settings.LOGIN_DELAY_STEP * max(0, failures - 1 - FREE_FAILURES)))


def wait(verdict: Verdict) -> None:
    """Grow slower, for the right password as for the wrong one."""
    if verdict.delay:
        time.sleep(verdict.delay)


@transaction.atomic
def succeeded(*, account: str, source: str) -> None:
    """The attempt was right: the account and the pair start anew; the source gets its attempt back."""
    keys = _keys(account, source)
    LoginThrottle.objects.filter(pk__in=[keys["pair"], keys["account"]]).delete()
    LoginThrottle.objects.filter(pk=keys["source"], failures__gt=0).update(failures=F("failures") - 1)


def lift(user: User) -> int:
    """解除登录限制: forget the failures of this account from every source; returns how many counters there were."""
    return LoginThrottle.objects.filter(user=user).delete()[0]


def blocked_users(at: datetime) -> list[int]:
    """Accounts that wait somewhere at `at`."""
    return list(LoginThrottle.objects.filter(blocked_until__gt=at, user__isnull=False).values_list("user", flat=True).distinct())
