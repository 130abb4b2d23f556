"""激活码: 120 bit, one day, once; nobody knows another's password."""

import logging
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions, codes
from accounts.models import ActivationCode, User
from core.audit.models import AuditEntry
from tests.accounts.conftest import log_in

pytestmark = pytest.mark.django_db
NEW = "Qing-Shan_58"


@pytest.fixture
def invited(system_admin: User) -> tuple[User, str]:
    return actions.create_account(username="xinren", name="新同志", unit=system_admin.unit, actor=system_admin, at=timezone.now())


def activate(client: Client, code: str, username: str = "xinren", password: str = NEW) -> int:
    facts = {"username": username, "code": code, "password": password, "again": password}
    return client.post(reverse("accounts:activate"), facts).status_code


def test_a_new_account_has_no_password_and_a_code(client: Client, invited: tuple[User, str]) -> None:
    user, code = invited

    assert not user.has_usable_password()
    assert activate(client, code) == 302
    assert log_in(client, "xinren", NEW)["Location"] == "/"
    assert client.get(reverse("accounts:me")).status_code == 200


def test_a_code_works_once(client: Client, invited: tuple[User, str]) -> None:
    activate(client, invited[1])

    assert activate(client, invited[1], password="Qing-Shui_58") == 422
    assert User.objects.get(username="xinren").check_password(NEW)


def test_a_code_lives_a_day(client: Client, invited: tuple[User, str]) -> None:
    ActivationCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert activate(client, invited[1]) == 422


def test_a_code_belongs_to_its_account(client: Client, invited: tuple[User, str], liaison: User) -> None:
    assert activate(client, invited[1], username="lianluo1") == 422


def test_a_code_of_a_disabled_account_is_worth_nothing(client: Client, invited: tuple[User, str]) -> None:
    User.objects.filter(username="xinren").update(is_active=False)

    assert activate(client, invited[1]) == 422


def test_a_refused_password_does_not_use_the_code_up(client: Client, invited: tuple[User, str]) -> None:
    assert activate(client, invited[1], password="kurz") == 422
    assert activate(client, invited[1]) == 302


def test_a_newer_code_ends_the_older_one(client: Client, invited: tuple[User, str], system_admin: User) -> None:
    user, old = invited
    _, new = actions.reset_account(user=user, actor=system_admin, at=timezone.now(), reason="没收到")

    assert activate(client, old) == 422
    assert activate(client, new) == 302


def test_the_password_before_a_reset_is_remembered(client: Client, invited: tuple[User, str], system_admin: User) -> None:
    user, code = invited
    activate(client, code)
    _, new = actions.reset_account(user=user, actor=system_admin, at=timezone.now(), reason="忘记密码")

    assert activate(client, new) == 422
    assert activate(client, new, password="Qing-Shui_58") == 302


def test_codes_carry_120_bits_and_only_their_hash_is_kept(invited: tuple[User, str]) -> None:
    plain = invited[1].replace("-", "")

    assert (len(plain), set(plain) <= set(codes.ALPHABET), len(codes.ALPHABET)) == (24, True, 32)
    assert plain not in str(list(ActivationCode.objects.values()))


def test_guessing_is_limited(client: Client, invited: tuple[User, str]) -> None:
    assert [activate(client, "AAAA-BBBB") for _ in range(6)] == [422] * 5 + [429]


def test_neither_code_nor_password_reaches_log_or_trail(client: Client, system_admin: User, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    log_in(client, system_admin.username)
    page = client.post(reverse("accounts:user-new"), {"username": "xinren", "name": "新同志", "unit": system_admin.unit_id}, follow=True).content.decode()
    code = page.split("<code>")[1].split("</code>")[0]
    activate(Client(), code)

    told = caplog.text + str(list(AuditEntry.objects.values()))
    assert User.objects.get(username="xinren").check_password(NEW)
    assert code not in told
    assert NEW not in told


def test_the_code_is_shown_once(client: Client, system_admin: User, invited: tuple[User, str]) -> None:
    log_in(client, system_admin.username)

    assert invited[1] not in client.get(reverse("accounts:user-detail", args=[invited[0].pk])).content.decode()


@pytest.fixture
def shown(client: Client, system_admin: User) -> str:
    """The address of the page with the code of an account just made."""
    log_in(client, system_admin.username)
    return client.post(reverse("accounts:user-new"), {"username": "xinren", "name": "新同志", "unit": system_admin.unit_id})["Location"]


def test_the_page_with_the_code_may_be_loaded_again(client: Client, shown: str) -> None:
    first, second = (client.get(shown).content.decode().split("<code>")[1].split("</code>")[0] for _ in range(2))

    assert first == second
    assert activate(Client(), first) == 302


def test_the_code_is_gone_once_the_person_has_been_told(client: Client, shown: str) -> None:
    client.post(shown)

    answer = client.get(shown, follow=True).content.decode()

    assert "<code>" not in answer
    assert "激活码不再显示。没有记下的，请重置密码取得新的激活码。" in answer


def test_the_code_is_shown_for_ten_minutes_and_to_this_login_only(client: Client, shown: str, system_admin: User) -> None:
    user, session = User.objects.get(username="xinren"), client.session
    now = timezone.now()

    assert codes.laid_out(session, user, now + codes.SHOWN_FOR - timedelta(seconds=5)) != ""
    assert codes.laid_out(session, user, now + codes.SHOWN_FOR + timedelta(seconds=5)) == ""
    assert codes.laid_out(session, system_admin, now) == ""
    other = Client()
    log_in(other, system_admin.username)
    assert other.get(shown).status_code == 302


def test_the_code_does_not_lie_open_in_the_login(client: Client, shown: str) -> None:
    code = client.get(shown).content.decode().split("<code>")[1].split("</code>")[0]

    assert code not in str(dict(client.session))


def test_who_has_activated_is_told_on_the_login_page(client: Client, invited: tuple[User, str]) -> None:
    activate(client, invited[1])

    assert "账号已激活，请用登录名和刚设置的密码登录。" in client.get(reverse("accounts:login")).content.decode()
