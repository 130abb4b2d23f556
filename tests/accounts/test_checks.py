"""System checks: no superuser, no default account."""

import pytest

from accounts.checks import no_default_account, no_superuser
from accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_a_superuser_fails_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    assert no_superuser() == []

    monkeypatch.setattr(User, "is_superuser", True)

    assert [fault.id for fault in no_superuser()] == ["accounts.E001"]


def test_an_account_under_a_default_name_fails_the_check() -> None:
    assert no_default_account(databases=["default"]) == []

    UserFactory(username="admin")

    assert [fault.id for fault in no_default_account(databases=["default"])] == ["accounts.E002"]
