"""People of the account pages: one of each administrator, and a way to log in through the door."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings as django_settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accounts.models import Unit, User
from tests.factories.accounts import PASSWORD, UnitFactory, UserFactory

LogIn = Callable[..., HttpResponse]


@pytest.fixture(autouse=True)
def _no_delay(settings: Settings) -> None:
    settings.LOGIN_DELAY_STEP = 0


@pytest.fixture
def bureau(db: None) -> Unit:
    return UnitFactory(name="明川县司法局", short_name="司法局", kind="bureau")


@pytest.fixture
def system_admin(bureau: Unit) -> User:
    return UserFactory(username="xitong1", role="system_admin", unit=bureau)


@pytest.fixture
def security_admin(bureau: Unit) -> User:
    return UserFactory(username="anquan1", role="security_admin", unit=bureau)


@pytest.fixture
def audit_admin(bureau: Unit) -> User:
    return UserFactory(username="shenji1", role="audit_admin", unit=bureau)


@pytest.fixture
def staff(bureau: Unit) -> User:
    return UserFactory(username="jiandu1", role="bureau_staff", unit=bureau)


@pytest.fixture
def liaison(db: None) -> User:
    return UserFactory(username="lianluo1", role="dept_liaison")


def log_in(client: Client, username: str, password: str = PASSWORD, source: str = "10.1.1.1", **data: str) -> HttpResponse:
    """Through the login page, from an address."""
    return client.post(reverse("accounts:login"), {"username": username, "password": password, **data}, REMOTE_ADDR=source)


@pytest.fixture
def with_second_factor(settings: Settings) -> Iterator[None]:
    settings.SECOND_FACTOR = True
    yield
    assert django_settings.SECOND_FACTOR
