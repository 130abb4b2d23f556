"""Pages of the administrators: who sees what, how many queries a list needs, what an act over the page does."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts import actions, desk
from accounts.models import Unit, User
from core.audit.models import AuditEntry
from core.notices.feed import issue_feed, owner_of
from tests.accounts.conftest import log_in
from tests.factories.accounts import PostFactory, UnitFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_system(client: Client, system_admin: User) -> Client:
    log_in(client, system_admin.username)
    return client


@pytest.fixture
def as_security(client: Client, security_admin: User) -> Client:
    log_in(client, security_admin.username)
    return client


@pytest.fixture
def as_auditor(client: Client, audit_admin: User) -> Client:
    log_in(client, audit_admin.username)
    return client


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_of_accounts_needs_the_same_queries_for_any_number(as_system: Client, django_assert_num_queries: DjangoAssertNumQueries, more: int) -> None:
    for _ in range(1 + more):
        PostFactory(user=UserFactory(role="dept_liaison"), role="reviewer")
    as_system.get("/accounts/users/")

    with django_assert_num_queries(9):
        page = as_system.get("/accounts/users/").content.decode()

    assert page.count("部门联络员、评查员") == 1 + more


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_of_units_needs_the_same_queries_for_any_number(as_system: Client, django_assert_num_queries: DjangoAssertNumQueries, more: int) -> None:
    top = UnitFactory(kind="government")
    for _ in range(1 + more):
        UnitFactory(parent=top)
    as_system.get("/accounts/units/")

    with django_assert_num_queries(6):
        as_system.get("/accounts/units/")


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_of_the_trail_needs_the_same_queries_for_any_number(as_auditor: Client, django_assert_num_queries: DjangoAssertNumQueries, more: int) -> None:
    for _ in range(more):
        log_in(Client(), "nobody", "x")
    as_auditor.get("/accounts/audit/")

    with django_assert_num_queries(6):
        as_auditor.get("/accounts/audit/")


def test_an_account_is_made_changed_disabled_and_enabled_over_the_pages(as_system: Client, bureau: Unit) -> None:
    made = as_system.post("/accounts/users/new/", {"username": "Xin.Ren", "name": "新同志", "unit": bureau.pk, "phone": "15412345117"})
    user = User.objects.get(username="xin.ren")
    page = f"/accounts/users/{user.pk}/"

    assert made["Location"] == f"{page}code/"
    assert user.phone.startswith("aes-gcm$")
    assert as_system.post(f"{page}edit/", {"name": "老同志", "unit": bureau.pk}).status_code == 302
    assert as_system.post(f"{page}disable/", {"reason": "调离"}).status_code == 302
    assert not User.objects.get(pk=user.pk).is_active
    assert as_system.post(f"{page}enable/")["Location"] == f"{page}code/"
    assert list(AuditEntry.objects.filter(target_kind="accounts.user", target_id=str(user.pk)).order_by("pk").values_list("act_label", flat=True)) == [
        "建立账号",
        "修改账号",
        "停用账号",
        "启用账号",
    ]


@pytest.mark.parametrize("username", ["Zhang San", "张三", "1zhang", "ab", "system", "lianluo1"])
def test_a_bad_or_taken_login_name_is_refused(as_system: Client, bureau: Unit, liaison: User, username: str) -> None:
    answer = as_system.post("/accounts/users/new/", {"username": username, "name": "新同志", "unit": bureau.pk})

    assert answer.status_code == 422
    assert not User.objects.filter(name="新同志").exists()


def test_resetting_ends_the_password(as_system: Client, liaison: User) -> None:
    answer = as_system.post(f"/accounts/users/{liaison.pk}/reset/", {"reason": "忘记密码"})

    assert answer["Location"] == f"/accounts/users/{liaison.pk}/code/"
    assert not User.objects.get(pk=liaison.pk).has_usable_password()
    assert log_in(Client(), "lianluo1").status_code == 422


@pytest.mark.parametrize("act", [actions.reset_account, actions.disable_account])
def test_the_calendar_feed_ends_with_the_password_and_with_the_account(liaison: User, system_admin: User, at: datetime, act: Callable[..., Any]) -> None:
    token = issue_feed(user=liaison, at=at)

    act(user=liaison, actor=system_admin, at=at, reason="遗失手机")
    User.objects.filter(pk=liaison.pk).update(is_active=True)

    assert owner_of(token) is None


def test_an_administrator_does_not_disable_himself(as_system: Client, system_admin: User) -> None:
    assert as_system.post(f"/accounts/users/{system_admin.pk}/disable/", {"reason": "x"}).status_code == 422
    assert User.objects.get(pk=system_admin.pk).is_active


def test_a_wait_is_lifted_by_the_security_administrator(as_security: Client, liaison: User) -> None:
    for _ in range(6):
        log_in(Client(), "lianluo1", "x", source="10.9.9.9")
    page = as_security.get("/accounts/users/?tab=blocked").content.decode()

    as_security.post(f"/accounts/users/{liaison.pk}/unlock/")

    assert "lianluo1" in page
    assert log_in(Client(), "lianluo1", source="10.9.9.9").status_code == 302


def test_logins_of_another_are_ended_by_the_security_administrator(as_security: Client, liaison: User) -> None:
    other = Client()
    log_in(other, "lianluo1")

    as_security.post(f"/accounts/users/{liaison.pk}/end-logins/")

    assert other.get("/accounts/me/").status_code == 302


def test_an_ended_post_leaves_the_list_of_posts(as_security: Client, liaison: User) -> None:
    as_security.post(reverse("accounts:post-end", args=[liaison.post.pk]))

    assert "lianluo1" not in as_security.get("/accounts/posts/").content.decode()


def test_the_policy_page_names_rules_and_roles(as_security: Client) -> None:
    page = as_security.get("/accounts/policy/").content.decode()

    assert "至少 10 位，三员至少 12 位，最多 128 位" in page
    assert "授予和终止岗位" in page


def test_a_unit_is_made_moved_closed_and_opened_over_the_pages(as_system: Client, bureau: Unit) -> None:
    facts = {"code": "N1", "name": "明川县水务局", "short_name": "水务局", "kind": "department", "area_code": "419921", "aliases": "水利局、河长办"}
    assert as_system.post("/accounts/units/new/", facts).status_code == 302
    unit = Unit.objects.get(code="N1")
    page = f"/accounts/units/{unit.pk}/"

    assert unit.aliases == ["水利局", "河长办"]
    assert as_system.get(page).status_code == 200
    assert as_system.post(f"{page}move/", {"parent": bureau.pk}).status_code == 302
    assert Unit.objects.get(code="N1").path == f"{bureau.path}{unit.pk}/"
    assert as_system.post(f"{page}close/", {"reason": "撤并"}).status_code == 302
    assert as_system.post(f"{page}open/").status_code == 302
    assert as_system.post(f"{page}edit/", {**facts, "name": "明川县水利局"}).status_code == 302
    assert Unit.objects.get(code="N1").name == "明川县水利局"


def test_the_trail_is_read_verified_and_exported(as_auditor: Client) -> None:
    entry = AuditEntry.objects.get(act="accounts.login")

    assert "登录" in as_auditor.get(f"/accounts/audit/{entry.pk}/").content.decode()
    assert as_auditor.post("/accounts/audit/verify/").status_code == 302
    book = as_auditor.get("/accounts/audit/?format=xlsx")
    assert (book.status_code, b"".join(book.streaming_content)[:2]) == (200, b"PK")  # type: ignore[arg-type]
    assert set(AuditEntry.objects.values_list("act_label", flat=True)) == {"登录", "核验审计链", "导出"}


def test_the_export_of_the_trail_asks_for_a_fresh_password(as_auditor: Client) -> None:
    session = as_auditor.session
    session["_proved"] = timezone.now().timestamp() - 601
    session.save()

    assert as_auditor.get("/accounts/audit/?format=xlsx")["Location"].startswith("/accounts/confirm/")
    assert not AuditEntry.objects.filter(act_label="导出").exists()


@pytest.mark.parametrize(
    ("role", "words"),
    [("system_admin", "还没有激活"), ("security_admin", "还没有岗位"), ("audit_admin", "还没有核验过"), ("bureau_staff", "")],
)
def test_the_desk_tells_each_administrator_what_waits(role: str, words: str) -> None:

    waiting = UserFactory()
    waiting.set_unusable_password()
    waiting.save()
    told = " ".join(task.title for task in desk.tasks(UserFactory(role=role), timezone.localdate()))

    assert words in told
    assert bool(told) is (role != "bureau_staff")


@pytest.mark.parametrize("address", ["/admin/accounts/user/", "/admin/accounts/post/", "/admin/accounts/unit/"])
def test_django_admin_only_shows(as_system: Client, liaison: User, address: str) -> None:
    row = {"user": liaison, "post": liaison.post, "unit": liaison.unit}[address.split("/")[3]]

    assert as_system.get(address).status_code == 200
    assert as_system.get(f"{address}{row.pk}/change/").status_code == 200
    assert as_system.post(f"{address}{row.pk}/change/", {"name": "x"}).status_code == 403
    assert as_system.get(f"{address}add/").status_code == 403
    assert as_system.get(f"{address}{row.pk}/delete/").status_code == 403


def test_a_refused_access_is_on_record(client: Client, liaison: User) -> None:
    log_in(client, "lianluo1")

    assert client.get("/accounts/policy/?x=secret").status_code == 403
    assert list(AuditEntry.objects.filter(result="refused").values_list("actor", "act_label", "note")) == [(liaison.pk, "越权访问", "GET /accounts/policy/")]


def test_the_second_administrator_does_not_write_over_an_account(as_system: Client, liaison: User) -> None:
    url = reverse("accounts:user-edit", args=[liaison.pk])
    shown = as_system.get(url).context["form"]["seen"].value()
    values = {"name": liaison.name, "unit": liaison.unit_id, "seen": shown}
    as_system.post(url, {**values, "email": "liu@mingchuan.example"})

    late = as_system.post(url, {**values, "email": "li@mingchuan.example"})
    liaison.refresh_from_db()

    assert (late.status_code, liaison.email) == (409, "liu@mingchuan.example")
    assert 'value="li@mingchuan.example"' in late.content.decode()
    assert "与现存内容不同的有：邮箱。" in late.content.decode()
    assert as_system.post(url, {**values, "email": "li@mingchuan.example", "seen": late.context["form"]["seen"].value()}).status_code == 302


def test_the_trail_says_what_of_an_account_was_changed_but_no_number(as_system: Client, liaison: User) -> None:
    values = {"name": liaison.name, "unit": liaison.unit_id, "email": "liu@mingchuan.example", "phone": "15472513896"}
    as_system.post(reverse("accounts:user-edit", args=[liaison.pk]), values)

    assert AuditEntry.objects.get(act="accounts.edit_account").changes == {"邮箱": ["", "已更换"], "电话": ["", "已更换"]}


def test_the_second_administrator_does_not_write_over_a_unit(as_system: Client, liaison: User) -> None:
    unit = liaison.unit
    assert unit is not None
    url = reverse("accounts:unit-edit", args=[unit.pk])
    shown = as_system.get(url).context["form"]["seen"].value()
    values = {"name": unit.name, "short_name": unit.short_name, "kind": unit.kind, "area_code": "419921", "seen": shown}
    as_system.post(url, {**values, "aliases": "甲局"})

    late = as_system.post(url, {**values, "aliases": "乙局"})
    unit.refresh_from_db()

    assert (late.status_code, unit.aliases) == (409, ["甲局"])
    assert "与现存内容不同的有：别名。" in late.content.decode()
