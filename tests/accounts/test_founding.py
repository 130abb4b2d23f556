"""An empty installation opens for two administrators, once."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.actions import activate
from accounts.founding import open_installation
from accounts.models import ActivationCode, Post, User
from core.audit.models import AuditEntry
from core.errors import DomainError

pytestmark = pytest.mark.django_db


def test_a_fresh_database_has_no_usable_password():
    assert [user.username for user in User.objects.all() if user.has_usable_password()] == []


def test_the_first_two_administrators_get_codes_but_no_password(at):
    opened = open_installation(at=at)

    assert [(account.username, account.title) for account in opened] == [("xitong", "系统管理员"), ("anquan", "安全管理员")]
    assert sorted(Post.objects.values_list("user__username", "role")) == [("anquan", "security_admin"), ("xitong", "system_admin")]
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert AuditEntry.objects.filter(target_kind="accounts.user").count() == 4


def test_asked_again_before_the_first_login_the_former_codes_end(at):
    first = open_installation(at=at)

    second = open_installation(at=at)

    assert {account.code for account in first}.isdisjoint({account.code for account in second})
    assert ActivationCode.objects.filter(used_at=None, expires_at__gt=at).count() == 2
    assert Post.objects.count() == 2


def test_once_an_administrator_has_begun_nothing_opens_again(at):
    (account, _) = open_installation(at=at)
    activate(username=account.username, code=account.code, password="Shan-Gao_Lu2026!", at=at)

    with pytest.raises(DomainError, match="已经开通"):
        open_installation(at=at)
    with pytest.raises(CommandError, match="已经开通"):
        call_command("first_administrator", stdout=StringIO())


def test_the_command_prints_a_link_without_the_code_in_it(settings):
    settings.BASE_URL = "https://jiandu.example"
    said = StringIO()

    call_command("first_administrator", stdout=said)

    first, *others = said.getvalue().splitlines()
    assert first == "激活链接：https://jiandu.example/accounts/activate/"
    assert [line.split()[0] for line in others] == ["系统管理员", "安全管理员"]
