"""登录限速: the attacker waits, the owner does not; nobody is locked out by others."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from accounts import throttle
from accounts.hashers import PinnedArgon2
from accounts.models import User
from core.audit.models import AuditEntry
from tests.accounts.conftest import log_in

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 5, 6, 0, tzinfo=UTC)


def fail(client: Client, times: int, username: str = "lianluo1", source: str = "10.9.9.9") -> list[int]:
    return [log_in(client, username, "Wrong-Pass_99", source).status_code for _ in range(times)]


@pytest.mark.parametrize("username", ["lianluo1", "nobody"])
def test_after_five_failures_the_sixth_waits_ten_minutes(client: Client, liaison: User, username: str) -> None:
    assert fail(client, 6, username) == [422] * 5 + [429]

    answer = log_in(client, username, source="10.9.9.9")
    assert answer.status_code == 429
    assert "尝试次数较多，请 10 分钟后再登录。" in answer.content.decode()


def test_the_owner_logs_in_from_elsewhere_meanwhile(client: Client, liaison: User) -> None:
    fail(client, 8)

    assert log_in(client, "lianluo1", source="10.1.1.1").status_code == 302


def test_a_forged_proxy_header_is_no_other_source(client: Client, liaison: User) -> None:
    for number in range(5):
        client.post("/accounts/login/", {"username": "lianluo1", "password": "x"}, REMOTE_ADDR="10.9.9.9", headers={"X-Forwarded-For": f"1.2.3.{number}"})

    assert log_in(client, "lianluo1", source="10.9.9.9").status_code == 429


def test_our_own_proxy_tells_sources_apart(client: Client, liaison: User, settings: Settings) -> None:
    settings.TRUSTED_PROXY_HOPS = 1
    for _ in range(6):
        client.post("/accounts/login/", {"username": "lianluo1", "password": "x"}, REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": "6.6.6.6, 10.9.9.9"})

    answer = client.post(
        "/accounts/login/", {"username": "lianluo1", "password": "Cai-Hong_2026"}, REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": "10.1.1.1"}
    )
    assert answer.status_code == 302


def test_success_forgets_the_failures(client: Client, liaison: User) -> None:
    fail(client, 4)
    log_in(client, "lianluo1", source="10.9.9.9")
    client.post("/accounts/logout/")

    assert fail(client, 5) == [422] * 5


def test_the_wait_ends_after_ten_minutes_and_counting_starts_anew() -> None:
    for _ in range(6):
        throttle.attempt(account="a", source="s", user=None, at=AT)

    assert throttle.attempt(account="a", source="s", user=None, at=AT + timedelta(minutes=9, seconds=59)).is_blocked
    later = [throttle.attempt(account="a", source="s", user=None, at=AT + timedelta(minutes=10, seconds=1)).is_blocked for _ in range(6)]
    assert later == [False] * 5 + [True]


def test_attempts_while_waiting_do_not_lengthen_the_wait() -> None:
    for minute in (0, 0, 0, 0, 0, 0, 3, 6, 9):
        throttle.attempt(account="a", source="s", user=None, at=AT + timedelta(minutes=minute))

    assert not throttle.attempt(account="a", source="s", user=None, at=AT + timedelta(minutes=10)).is_blocked


def test_an_account_under_attack_from_everywhere_only_grows_slower(settings: Settings) -> None:
    settings.LOGIN_DELAY_STEP = 0.25

    delays = [throttle.attempt(account="a", source=f"s{number}", user=None, at=AT).delay for number in range(20)]

    assert delays[:8] == [0, 0, 0, 0, 0, 0, 0.25, 0.5]
    assert delays[-1] == 2.0


def test_one_source_has_a_cap_over_all_accounts() -> None:
    verdicts = [throttle.attempt(account=f"a{number}", source="s", user=None, at=AT).is_blocked for number in range(throttle.SOURCE_LIMIT + 1)]

    assert verdicts == [False] * throttle.SOURCE_LIMIT + [True]


def test_the_beginning_of_a_wait_is_on_record_once(client: Client, liaison: User) -> None:
    fail(client, 9)

    assert AuditEntry.objects.filter(act="accounts.login_blocked").count() == 1


@pytest.mark.parametrize("kind", ["unknown", "wrong", "disabled", "not activated"])
def test_every_kind_of_wrong_costs_the_same_work(client: Client, liaison: User, settings: Settings, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """One hash with the pinned parameters each: the work is counted, because timing on a busy machine proves nothing."""
    settings.PASSWORD_HASHERS = ["accounts.hashers.PinnedArgon2"]
    liaison.set_password("Cai-Hong_2026") if kind != "not activated" else liaison.set_unusable_password()
    liaison.is_active = kind != "disabled"
    liaison.save()
    work: list[str] = []
    monkeypatch.setattr(PinnedArgon2, "encode", lambda self, *args: work.append("hash") or "argon2$x")
    monkeypatch.setattr(PinnedArgon2, "verify", lambda self, *args: bool(work.append("hash")))

    log_in(client, "nobody" if kind == "unknown" else "lianluo1", "Wrong-Pass_99")

    assert work == ["hash"]
