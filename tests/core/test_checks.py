"""The product refuses to run in the open with what is fit for development only."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from core.checks import refuse_unsafe_start, unsafe_settings

GOOD = {"BASE_URL": "https://mingdu.example.gov.cn", "SECURE": True, "ALLOWED_HOSTS": ["mingdu.example.gov.cn"], "DEBUG": False, "DEMO": False}
GOOD |= {
    "SECRET_KEY": "k3J_" * 4 + "0123456789abcdefghijklmnopqrstuvwxyz",
    "SECRET_KEY_FALLBACKS": [],
    "FIELD_KEYS": ["k1:c29tZSBvdGhlciBrZXkgdGhhdCBpcyByYW5kb20gMTIz"],
}


def test_a_sound_installation_is_accepted() -> None:
    with override_settings(**GOOD):
        assert unsafe_settings(None) == []


@pytest.mark.parametrize(
    ("change", "identifier"),
    [
        ({"SECRET_KEY": "short"}, "mingdu.E001"),
        ({"SECRET_KEY": "a" * 80}, "mingdu.E001"),
        ({"SECRET_KEY": "django-insecure-" + GOOD["SECRET_KEY"]}, "mingdu.E001"),
        ({"SECRET_KEY_FALLBACKS": ["old"]}, "mingdu.E001"),
        ({"FIELD_KEYS": []}, "mingdu.E002"),
        ({"FIELD_KEYS": ["k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="]}, "mingdu.E003"),
        ({"DEBUG": True}, "mingdu.E005"),
        ({"ALLOWED_HOSTS": ["*"]}, "mingdu.E006"),
        ({"ALLOWED_HOSTS": [".gov.cn"]}, "mingdu.E006"),
        ({"ALLOWED_HOSTS": []}, "mingdu.E006"),
        ({"DEMO": True}, "mingdu.W001"),
        ({"SECURE": False}, "mingdu.W002"),
    ],
)
def test_each_danger_is_named(change: dict[str, object], identifier: str) -> None:
    with override_settings(**(GOOD | change)):
        assert [message.id for message in unsafe_settings(None)] == [identifier]


def test_debug_is_fit_for_this_machine() -> None:
    with override_settings(**(GOOD | {"BASE_URL": "http://127.0.0.1:8000", "DEBUG": True, "SECURE": False, "ALLOWED_HOSTS": ["*"]})):
        assert unsafe_settings(None) == []


def test_the_web_process_does_not_start_with_a_weak_key() -> None:
    with override_settings(**(GOOD | {"SECRET_KEY": "short"})), pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        refuse_unsafe_start()


def test_a_warning_does_not_keep_the_web_process_from_starting() -> None:
    with override_settings(**(GOOD | {"DEMO": True})):
        refuse_unsafe_start()
