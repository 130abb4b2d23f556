"""岗位: granted by the security administrator, never to himself, exclusivity in words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from freezegun import freeze_time

from accounts import actions
from accounts.models import Post, User
from accounts.separation import same_person
from core.audit.models import AuditEntry
from core.errors import DomainError
from tests.accounts.conftest import log_in
from tests.factories.accounts import UnitFactory, UserFactory, role_named

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
ON = date(2026, 3, 5)


def grant(actor: User, user: User, code: str = "reviewer") -> Post:
    return actions.grant_post(user=user, role=role_named(code), unit=user.unit, since=ON, actor=actor, at=AT)


def test_a_granted_post_is_held_and_on_record(security_admin: User) -> None:
    user = UserFactory()

    post = grant(security_admin, user)

    assert (post.is_default, user.posts.get()) == (True, post)
    assert AuditEntry.objects.get().changes == {"岗位": ["", f"评查员（{user.unit}）"]}


@pytest.mark.parametrize("role", ["system_admin", "audit_admin", "bureau_staff", "bureau_leader"])
def test_only_the_security_administrator_grants(role: str, liaison: User) -> None:
    actor = UserFactory(role=role)

    with pytest.raises(PermissionDenied):
        grant(actor, liaison)
    with pytest.raises(PermissionDenied):
        actions.end_post(post=liaison.post, actor=actor, at=AT, on=ON)


def test_nobody_grants_to_himself(security_admin: User) -> None:
    with pytest.raises(DomainError, match="不能给自己"):
        grant(security_admin, security_admin)


def test_nobody_grants_to_himself_under_another_account(security_admin: User) -> None:
    twin = UserFactory(person_key=security_admin.person_key)

    assert same_person(security_admin, twin)
    with pytest.raises(DomainError, match="不能给自己"):
        grant(security_admin, twin)


def test_the_refusal_of_a_combination_says_why(security_admin: User, liaison: User) -> None:
    with pytest.raises(DomainError, match="不能兼任"):
        grant(security_admin, liaison, "audit_admin")


def test_the_same_post_twice_is_refused_in_words(security_admin: User, liaison: User) -> None:
    with pytest.raises(DomainError, match="这个岗位已经有了"):
        grant(security_admin, liaison, "dept_liaison")


def test_a_disabled_account_gets_no_post(security_admin: User) -> None:
    with pytest.raises(DomainError, match="已停用"):
        grant(security_admin, UserFactory(is_active=False))


def test_an_account_disabled_while_the_form_was_open_gets_no_post(security_admin: User) -> None:
    user = UserFactory()
    User.objects.filter(pk=user.pk).update(is_active=False)

    with pytest.raises(DomainError, match="已停用"):
        grant(security_admin, user)


def test_an_ended_post_is_over_the_same_day(security_admin: User, liaison: User) -> None:
    actions.end_post(post=liaison.post, actor=security_admin, at=AT, on=ON)

    assert list(Post.objects.held(ON).filter(user=liaison)) == []
    with pytest.raises(DomainError, match="已经终止"):
        actions.end_post(post=Post.objects.get(user=liaison), actor=security_admin, at=AT, on=ON)


def test_granting_over_the_page(client: Client, security_admin: User, liaison: User) -> None:
    log_in(client, security_admin.username)
    role_named("reviewer")

    answer = client.post(reverse("accounts:post-grant", args=[liaison.pk]), {"role": "reviewer", "unit": liaison.unit_id, "since": "2026-03-05"})

    assert answer.status_code == 302
    assert set(liaison.posts.values_list("role", flat=True)) == {"dept_liaison", "reviewer"}


def test_granting_asks_for_the_password_again_after_ten_minutes(client: Client, security_admin: User, liaison: User) -> None:
    role_named("reviewer")
    facts = {"role": "reviewer", "unit": liaison.unit_id, "since": "2026-03-05"}
    page = reverse("accounts:user-detail", args=[liaison.pk])
    with freeze_time(AT):
        log_in(client, security_admin.username)
    with freeze_time(AT + timedelta(minutes=10)):
        answer = client.post(f"{page}grant-post/", facts, headers={"Referer": f"http://testserver{page}"})
        assert (answer.status_code, answer["Location"]) == (302, f"/accounts/confirm/?next={page.replace('/', '%2F')}")
        assert liaison.posts.count() == 1
        back = client.post(answer["Location"], {"password": "Cai-Hong_2026", "next": page})
        assert back["Location"] == page
        assert client.post(f"{page}grant-post/", facts).status_code == 302
    assert liaison.posts.count() == 2
    assert AuditEntry.objects.filter(act="accounts.prove").count() == 1


def test_a_wrong_password_proves_nothing(client: Client, security_admin: User) -> None:
    with freeze_time(AT):
        log_in(client, security_admin.username)
    with freeze_time(AT + timedelta(minutes=11)):
        assert client.post("/accounts/confirm/", {"password": "Wrong-Pass_99"}).status_code == 422
        assert client.post(reverse("accounts:post-end", args=[security_admin.post.pk]))["Location"].startswith("/accounts/confirm/")


@pytest.mark.parametrize(("code", "kind", "sentence"), [
    ("bureau_leader", "department", "只设在司法局、县政府"), ("dept_liaison", "government", "不设在县政府"),
])  # fmt: skip
def test_a_role_has_its_place(security_admin: User, code: str, kind: str, sentence: str) -> None:
    user = UserFactory(unit=UnitFactory(kind=kind))

    with pytest.raises(DomainError, match=sentence):
        grant(security_admin, user, code)
