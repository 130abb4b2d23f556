"""What has run out is cleared away, what has not stays."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts import throttle
from accounts.models import LoginSession, LoginThrottle, User
from accounts.tasks import sweep_logins
from tests.accounts.conftest import log_in

pytestmark = pytest.mark.django_db


def test_only_what_has_run_out_goes(liaison: User) -> None:
    for _ in range(2):
        log_in(Client(), "lianluo1")
    old = LoginSession.objects.order_by("pk").first()
    LoginSession.objects.filter(pk=old.pk).update(expire_date=timezone.now() - timedelta(seconds=1))  # type: ignore[union-attr]
    throttle.attempt(account="old", source="s", user=None, at=timezone.now() - timedelta(days=2))
    throttle.attempt(account="new", source="t", user=None, at=timezone.now())

    sweep_logins()

    assert LoginSession.objects.count() == 1
    assert LoginThrottle.objects.filter(last_at__lt=timezone.now() - timedelta(days=1)).count() == 0
    assert LoginThrottle.objects.count() >= 3
