"""登录保持: limits by the clock, the database as truth, ended at once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from freezegun import freeze_time

from accounts import actions, logins
from accounts.logins import SessionStore
from accounts.models import LoginSession, User
from core.audit.models import AuditEntry
from tests.accounts.conftest import log_in
from tests.factories.accounts import PostFactory, UserFactory

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
ME = "/accounts/me/"


def at(minutes: float) -> freeze_time:
    return freeze_time(START + timedelta(minutes=minutes))


def is_in(client: Client, **headers: str) -> bool:
    return client.get(ME, headers=headers).status_code == 200


@pytest.fixture
def begun(client: Client) -> Callable[[str], Client]:
    """A login begun at START by a person with the role."""

    def begin(role: str) -> Client:
        with at(0):
            UserFactory(username="someone", role=role)
            log_in(client, "someone")
        return client

    return begin


@pytest.mark.parametrize(("role", "minutes"), [("dept_liaison", 30), ("bureau_staff", 30), ("system_admin", 15), ("certificate_manager", 15)])
def test_a_login_ends_after_the_idle_time_of_its_role(begun: Callable[[str], Client], role: str, minutes: int) -> None:
    client = begun(role)

    with at(minutes - 0.1):
        assert is_in(client)
    with at(2 * minutes):
        answer = client.get(ME)
        assert answer.status_code == 302
        assert f"离开 {minutes} 分钟已自动退出，草稿已保存。" in client.get(answer["Location"]).content.decode()


def test_activity_keeps_the_login_but_polling_does_not(begun: Callable[[str], Client]) -> None:
    client = begun("dept_liaison")

    for minute in (10, 20, 29):
        with at(minute):
            assert is_in(client, **{logins.POLL_HEADER: "1"})
    with at(30.5):
        assert not is_in(client)


def test_activity_counts(begun: Callable[[str], Client]) -> None:
    client = begun("dept_liaison")

    for minute in (20, 40, 60):
        with at(minute):
            assert is_in(client)


def test_twelve_hours_are_the_end_however_busy(begun: Callable[[str], Client]) -> None:
    client = begun("dept_liaison")

    for minute in range(20, 720, 20):
        with at(minute):
            assert is_in(client)
    with at(720):
        assert not is_in(client)


def test_emptying_the_cache_keeps_people_in(client: Client, liaison: User) -> None:
    log_in(client, "lianluo1")
    cache.clear()

    assert is_in(client)


def test_the_database_is_the_truth_of_a_login(client: Client, liaison: User) -> None:
    log_in(client, "lianluo1")

    held = LoginSession.objects.get(user=liaison)
    assert (held.source, held.device, held.expire_date - held.created_at) == ("10.1.1.1", "其他设备", timedelta(hours=12))


def two_logins(user: User) -> tuple[Client, Client]:
    one, other = Client(), Client()
    log_in(one, user.username)
    log_in(other, user.username, source="10.2.2.2")
    assert is_in(one)
    assert is_in(other)
    return one, other


def test_disabling_ends_the_logins(liaison: User, system_admin: User) -> None:
    one, _ = two_logins(liaison)

    actions.disable_account(user=liaison, actor=system_admin, at=START, reason="调离")

    assert not is_in(one)


def test_granting_a_post_ends_the_logins(liaison: User, security_admin: User) -> None:
    one, _ = two_logins(liaison)
    role = PostFactory(role="reviewer").role

    actions.grant_post(user=liaison, role=role, unit=liaison.unit, since=START.date(), actor=security_admin, at=START)

    assert not is_in(one)


def test_moving_to_another_unit_ends_the_logins(liaison: User, system_admin: User) -> None:
    one, _ = two_logins(liaison)

    actions.edit_account(user=liaison, name=liaison.name, unit=system_admin.unit, email="", actor=system_admin, at=START)

    assert not is_in(one)


def test_ended_logins_stay_ended_even_if_a_copy_is_left_in_the_cache(liaison: User, security_admin: User) -> None:
    one, _ = two_logins(liaison)
    key = f"{logins.CACHE_PREFIX}{one.cookies['mingdu'].value}"
    copy = cache.get(key)

    actions.end_logins_of(user=liaison, actor=security_admin, at=START)
    cache.set(key, copy)

    assert not is_in(one)


def test_a_request_under_way_does_not_bring_an_ended_login_back(client: Client, liaison: User, monkeypatch: pytest.MonkeyPatch) -> None:
    log_in(client, "lianluo1")
    key = client.cookies["mingdu"].value
    cache.clear()
    read = DatabaseStore.load

    def read_and_end(store: SessionStore) -> dict[str, Any]:
        held = read(store)
        logins.drop([key])
        return held

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(DatabaseStore, "load", read_and_end)
        SessionStore(key).load()

    assert cache.get(f"{logins.CACHE_PREFIX}{key}") is None
    assert not is_in(client)


def test_changing_the_password_keeps_this_login_and_ends_the_others(liaison: User) -> None:
    one, other = two_logins(liaison)

    answer = one.post(reverse("accounts:password-change"), {"present": "Cai-Hong_2026", "password": "Xin-Mi_2027!k", "again": "Xin-Mi_2027!k"})

    assert answer.status_code == 302
    assert is_in(one)
    assert not is_in(other)


def test_a_person_ends_one_of_the_own_logins(liaison: User) -> None:
    one, other = two_logins(liaison)
    mark = LoginSession.objects.get(source="10.2.2.2").mark

    one.post(reverse("accounts:login-end", args=[mark]))

    assert is_in(one)
    assert not is_in(other)


def test_a_person_ends_all_others(liaison: User) -> None:
    one, other = two_logins(liaison)

    one.post(reverse("accounts:logins-end-others"))

    assert is_in(one)
    assert not is_in(other)
    assert AuditEntry.objects.filter(act="accounts.end_logins", note="结束其他登录 1 处").exists()


def test_nobody_ends_the_login_of_another(client: Client, liaison: User, staff: User) -> None:
    one, _ = two_logins(liaison)
    log_in(client, staff.username)
    mark = LoginSession.objects.filter(user=liaison).first().mark  # type: ignore[union-attr]

    assert client.post(reverse("accounts:login-end", args=[mark])).status_code == 404
    assert is_in(one)


def test_the_key_of_a_login_is_on_no_page(client: Client, liaison: User) -> None:
    log_in(client, "lianluo1")

    assert client.cookies["mingdu"].value not in client.get(ME).content.decode()


def test_changing_the_post_gets_a_new_token_and_the_other_powers(client: Client, liaison: User) -> None:
    reviewer = PostFactory(user=liaison, role="reviewer")
    log_in(client, "lianluo1")
    before = client.cookies["mingdu"].value

    answer = client.post(reverse("accounts:post-take"), {"post": reviewer.pk})

    assert answer.status_code == 302
    assert client.cookies["mingdu"].value != before
    assert client.get(ME).context["person"].role_code == "reviewer"
    assert AuditEntry.objects.filter(act="accounts.take_post", actor_post="reviewer").exists()


def test_nobody_takes_the_post_of_another(client: Client, liaison: User, staff: User) -> None:
    log_in(client, "lianluo1")

    client.post(reverse("accounts:post-take"), {"post": staff.post.pk})

    assert client.get(ME).context["person"].role_code == "dept_liaison"


def test_a_post_that_has_ended_gives_nothing(client: Client, liaison: User) -> None:
    liaison.posts.update(until=START.date())
    log_in(client, "lianluo1")

    assert client.get(ME).context["person"].unit_ids() == ()
