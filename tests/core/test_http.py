"""What every answer carries, and whose address counts."""

import re

import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import RequestFactory, override_settings

from core.errors.views import server_error
from core.http import client_address, request_number

HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cache-Control": "no-store",
}


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/no/such/page/", "/accounts/login/", "/jobs/", "/static/css/nothing.css"])
def test_every_answer_carries_the_safe_headers(client, path):
    response = client.get(path)

    expected = HEADERS if not path.startswith("/static/") else {name: value for name, value in HEADERS.items() if name != "Cache-Control"}
    assert {name: response.headers.get(name) for name in expected} == expected
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.django_db
def test_a_refused_host_is_answered_in_words(client):
    response = client.get("/healthz", headers={"host": "evil.example"})

    assert response.status_code == 400
    assert "编号" in response.content.decode()


@pytest.mark.parametrize(
    ("hops", "forwarded", "expected"),
    [
        (0, "9.9.9.9", "10.0.0.2"),
        (1, "", "10.0.0.2"),
        (1, "9.9.9.9", "9.9.9.9"),
        (1, "1.1.1.1, 9.9.9.9", "9.9.9.9"),
        (2, "1.1.1.1, 9.9.9.9, 10.0.0.1", "9.9.9.9"),
        (2, "9.9.9.9", "10.0.0.2"),
    ],
)
def test_only_our_own_proxies_are_believed(hops, forwarded, expected):
    request = RequestFactory().get("/", headers={"x-forwarded-for": forwarded}, REMOTE_ADDR="10.0.0.2")

    with override_settings(TRUSTED_PROXY_HOPS=hops):
        assert client_address(request) == expected


@pytest.mark.parametrize(("failure", "status"), [(OperationalError("away"), 503), (ValueError("wrong"), 500)])
def test_a_failure_is_told_from_an_absent_database(failure, status):
    request = RequestFactory().get("/")
    try:
        raise failure
    except type(failure):
        response = server_error(request)

    assert response.status_code == status
    assert b"Traceback" not in response.content


@pytest.mark.django_db
def test_an_error_page_shows_the_number_of_the_request(client):
    page = client.get("/no/such/page/").content.decode()

    assert re.search(r"\d{8}-\d{6}-[0-9A-F]{4}", page)
    assert request_number() == ""


def test_headers_hide_the_version_of_every_program():
    assert settings.SECURE_PROXY_SSL_HEADER is None
