"""登录: one answer for every kind of wrong, a new token, everything on record."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import LoginRecord, LoginSession, User
from core.audit.models import AuditEntry
from tests.accounts.conftest import log_in
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
WRONG = "账号或密码不对。"


def test_the_right_password_leads_to_the_desk(client: Client, liaison: User) -> None:
    answer = log_in(client, "lianluo1")

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get(reverse("accounts:me")).status_code == 200


@pytest.mark.parametrize("kind", ["unknown", "wrong", "disabled", "not activated", "system"])
def test_every_kind_of_wrong_gets_the_same_answer(client: Client, kind: str) -> None:
    user = UserFactory(username="zhang", is_active=kind != "disabled")
    if kind == "not activated":
        User.objects.filter(pk=user.pk).update(password="!")
    name = {"unknown": "nobody", "system": "system"}.get(kind, "zhang")
    answer = log_in(client, name, "Cai-Hong_2026" if kind in {"disabled", "unknown", "not activated"} else "Cuo-Wu_2026x")

    assert answer.status_code == 422
    assert answer.content.decode().count(WRONG) == 1
    assert "_auth_user_id" not in client.session


def test_a_login_gets_a_new_token(client: Client, liaison: User) -> None:
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    client.cookies["mingdu"] = before

    log_in(client, "lianluo1")

    assert client.session.session_key != before
    assert not LoginSession.objects.filter(pk=before).exists()


def test_attempts_are_on_record_without_the_text_typed(client: Client, liaison: User) -> None:
    log_in(client, "lianluo1", "Wrong-Pass_99")
    log_in(client, "MyPassword_in_wrong_field", "x")
    log_in(client, "lianluo1")

    told = list(AuditEntry.objects.order_by("pk").values_list("act", "result", "target_id"))
    assert told == [("accounts.login_failed", "refused", str(liaison.pk)), ("accounts.login_failed", "refused", ""), ("accounts.login", "ok", str(liaison.pk))]
    assert list(LoginRecord.objects.order_by("pk").values_list("user", "succeeded", "source")) == [
        (liaison.pk, False, "10.1.1.1"),
        (None, False, "10.1.1.1"),
        (liaison.pk, True, "10.1.1.1"),
    ]
    everything = " ".join(str(entry) for entry in AuditEntry.objects.values())
    assert "MyPassword" not in everything
    assert "Wrong-Pass" not in everything


@pytest.mark.parametrize(
    ("wanted", "goes_to"),
    [
        ("/accounts/me/", "/accounts/me/"),
        ("/accounts/me/?a=1", "/accounts/me/?a=1"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("\\\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("http:evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("accounts/me/", "/"),
        ("", "/"),
    ],
)
def test_the_way_on_is_local(client: Client, liaison: User, wanted: str, goes_to: str) -> None:
    assert log_in(client, "lianluo1", next=wanted)["Location"] == goes_to


def test_the_page_says_what_may_not_be_entered(client: Client) -> None:
    page = client.get(reverse("accounts:login")).content.decode()

    assert "本系统为非涉密系统，严禁录入、上传国家秘密和工作秘密。" in page


def test_a_longer_password_than_allowed_is_refused_not_cut(client: Client, liaison: User) -> None:
    liaison.set_password("Ab1-" + "x" * 124)
    liaison.save()

    assert log_in(client, "lianluo1", "Ab1-" + "x" * 125).status_code != 302
    assert log_in(client, "lianluo1", "Ab1-" + "x" * 124).status_code == 302


def test_logout_ends_the_login_at_once(client: Client, liaison: User) -> None:
    log_in(client, "lianluo1")
    old = client.cookies["mingdu"].value

    client.post(reverse("accounts:logout"))
    client.cookies["mingdu"] = old

    assert client.get(reverse("accounts:me")).status_code == 302
    assert list(AuditEntry.objects.order_by("pk").values_list("act", flat=True)) == ["accounts.login", "accounts.logout"]


def test_logout_is_a_post(client: Client, liaison: User) -> None:
    log_in(client, "lianluo1")

    assert client.get(reverse("accounts:logout")).status_code == 405


def test_django_admin_has_no_door_of_its_own(client: Client, liaison: User) -> None:
    answer = client.get("/admin/login/")

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("accounts:login"))
    assert client.post("/admin/login/", {"username": "lianluo1", "password": "Cai-Hong_2026"}).status_code == 302
    assert "_auth_user_id" not in client.session


def test_the_password_can_be_shown_where_scripts_run_and_the_button_is_absent_elsewhere(client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()

    assert re.search(r'<button[^>]*data-show-password="id_password"[^>]*title="显示密码" hidden>', page)
