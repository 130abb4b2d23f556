"""登录保持: logins are rows of LoginSession; the cache stands in front, briefly, and may be lost at any time."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from accounts.devices import device_name
from accounts.models import LoginSession, User
from core.http import client_address

CACHE_PREFIX, CACHE_SECONDS = "login:", 60
BEGUN, SEEN, PROVED, POST = "_begun", "_seen", "_proved", "_post"
DEVICE, SOURCE = "_device", "_source"
TOUCH_SECONDS = 60
ABSOLUTE = timedelta(seconds=settings.SESSION_COOKIE_AGE)
RECENT = timedelta(minutes=10)
POLL_HEADER = "X-Background"  # sent by pages that ask by themselves; such requests are no activity


class SessionStore(DatabaseStore):
    """Django's database store with the cache in front: an emptied or absent cache costs two queries, nothing else."""

    @classmethod
    def get_model_class(cls) -> type[LoginSession]:
        return LoginSession

    @property
    def cache_key(self) -> str:
        return f"{CACHE_PREFIX}{self._get_or_create_session_key()}"  # type: ignore[attr-defined]

    def load(self) -> dict[str, Any]:
        held = cache.get(self.cache_key)
        if held is None:
            held = super().load()
            if held:
                self._keep_copy(held)
        return cast("dict[str, Any]", held)

    def exists(self, session_key: str) -> bool:
        return bool(session_key) and super().exists(session_key)

    def save(self, must_create: bool = False) -> None:
        super().save(must_create)
        self._keep_copy(self._get_session(no_load=must_create))  # type: ignore[attr-defined]

    def _keep_copy(self, held: dict[str, Any]) -> None:
        """Put the copy in front; a login that ended since its row was read leaves none, for whoever ended it looked before the copy was there."""
        cache.set(self.cache_key, held, CACHE_SECONDS)
        if not self.exists(self.session_key or ""):
            cache.delete(self.cache_key)

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        super().delete(key)
        if key:
            cache.delete(f"{CACHE_PREFIX}{key}")

    def create_model_instance(self, data: dict[str, Any]) -> LoginSession:
        """The row with what the list of logins shows; it ends for good twelve hours after the login."""
        row = cast("LoginSession", super().create_model_instance(data))
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.created_at, row.seen_at = moment(data, BEGUN), moment(data, SEEN)
        row.device, row.source = data.get(DEVICE, ""), data.get(SOURCE, "")
        if row.created_at:
            row.expire_date = row.created_at + ABSOLUTE
        return row


def moment(data: Any, key: str) -> datetime | None:
    """The instant kept under `key`, or None."""
    seconds = data.get(key)
    return datetime.fromtimestamp(seconds, UTC) if seconds is not None else None


def begin(request: HttpRequest, at: datetime) -> None:
    """Mark the present session as a login begun and proved at `at`."""
    seconds = at.timestamp()
    request.session.update({BEGUN: seconds, SEEN: seconds, PROVED: seconds, DEVICE: device_name(request), SOURCE: client_address(request)})


def touch(request: HttpRequest, at: datetime) -> None:
    """Note activity, once a minute; a page that polls by itself is none."""
    if POLL_HEADER in request.headers:
        return
    seen = moment(request.session, SEEN)
    if seen is None or (at - seen).total_seconds() >= TOUCH_SECONDS:
        request.session[SEEN] = at.timestamp()


def reason_over(request: HttpRequest, idle_minutes: int, at: datetime) -> str:
    """Why the login is over at `at` (idle too long, or twelve hours old), in words; "" while it holds. Basis: GB22239-LOGIN."""
    begun, seen = moment(request.session, BEGUN), moment(request.session, SEEN)
    if begun is None or seen is None:
        begin(request, at)
        return ""
    if at - begun >= ABSOLUTE:
        return "本次登录已满 12 小时，请重新登录。"
    return f"离开 {idle_minutes} 分钟已自动退出，草稿已保存。" if at - seen >= timedelta(minutes=idle_minutes) else ""


def is_recently_proved(request: HttpRequest, at: datetime) -> bool:
    """Whether the password was given within the last ten minutes."""
    proved = moment(request.session, PROVED)
    return proved is not None and at - proved < RECENT


def prove(request: HttpRequest, at: datetime) -> None:
    """Note that the person has just given the password again."""
    request.session[PROVED] = at.timestamp()


def _forget(keys: list[str]) -> None:
    for key in keys:
        cache.delete(f"{CACHE_PREFIX}{key}")


def drop(keys: list[str]) -> None:
    """End these logins: rows first, then the copies in the cache, once more after commit for one that was made meanwhile."""
    LoginSession.objects.filter(pk__in=keys).delete()
    _forget(keys)
    transaction.on_commit(partial(_forget, keys), robust=True)


def drop_all(user: User, *, keep: str = "") -> int:
    """End every login of `user`, except `keep`; the serial makes a copy left in a cache worthless. Returns how many ended."""
    User.objects.filter(pk=user.pk).update(login_serial=F("login_serial") + 1)
    user.refresh_from_db(fields=["login_serial"])
    keys = list(LoginSession.objects.filter(user=user).exclude(pk=keep).values_list("pk", flat=True))
    drop(keys)
    return len(keys)


def drop_all_of(users: Sequence[User]) -> None:
    """The same for many people, in three statements."""
    User.objects.filter(pk__in=[user.pk for user in users]).update(login_serial=F("login_serial") + 1)
    drop(list(LoginSession.objects.filter(user__in=users).values_list("pk", flat=True)))


def rebind(request: HttpRequest, user: User) -> None:
    """Keep the present login after `drop_all(keep=…)` or a new password: fresh key, bound to the new serial."""
    request.session.cycle_key()
    request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()


def recent(user: User, at: datetime | None = None) -> list[LoginSession]:
    """The logins of `user` that have not run out, the latest first."""
    return list(LoginSession.objects.filter(user=user, expire_date__gt=at or timezone.now()).order_by("-seen_at"))
