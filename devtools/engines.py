"""Both engines of one installation, and the environment in which the product's own processes run."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from devtools import fonts, keys
from devtools.place import PYTHON, say
from devtools.postgres import THROW_AWAY, Postgres
from devtools.processes import Child, end_all
from devtools.valkey import Valkey

DATABASE = "mingdu"
OWNER, APP = "mingdu_owner", "mingdu_app"


@dataclass
class Engines:
    """Running engines: `environment` for the product, `owner_url` for what changes tables."""

    environment: dict[str, str]
    owner_url: str
    children: list[Child] = field(default_factory=list)


@contextlib.contextmanager
def running(data: Path) -> Iterator[Engines]:
    """Start the engines of `data` and stop them afterwards. DATABASE_URL and REDIS_URL of the caller always win."""
    secrets = keys.load(data)
    children: list[Child] = []
    try:
        broker = _broker(data, secrets, children, throw_away=False)
        app_url, owner_url = _database(data, secrets, children)
        yield Engines({**product_environment(data, secrets), "DATABASE_URL": app_url, "REDIS_URL": broker}, owner_url, children)
    finally:
        end_all(children)


@contextlib.contextmanager
def throw_away() -> Iterator[Engines]:
    """Engines of one test run, without a promise to keep anything, in a folder of their own that goes with them."""
    with contextlib.ExitStack() as stack:
        data = Path(tempfile.mkdtemp(prefix="mingdu-test-"))
        data.chmod(0o711)
        stack.callback(shutil.rmtree, data, ignore_errors=True)
        secrets = keys.load(data)
        children: list[Child] = []
        stack.callback(end_all, children)
        server = Postgres(data, secrets["superuser"], THROW_AWAY)
        stack.callback(server.remove)
        children.append(server.start())
        _roles(server, secrets)
        server.query(f"GRANT {APP} TO {OWNER}")  # the tests act as the running role
        server.query(f"GRANT SET ON PARAMETER session_replication_role TO {OWNER}")  # and tamper past triggers, as an intruder would
        broker = _broker(data, secrets, children, throw_away=True)
        url = _url(server, OWNER, secrets["owner"])
        yield Engines({**product_environment(data, secrets), "DATABASE_URL": url, "REDIS_URL": broker, "MINGDU_TEST_RUN": str(data / "run")}, url, children)


def product_environment(data: Path, secrets: dict[str, str]) -> dict[str, str]:
    """What the settings ask for, apart from the engines; the caller's own variables win."""
    base = os.environ.get("BASE_URL", "http://127.0.0.1:8000")
    for folder in (data / "media", data / "mail", data / "log"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    ours = {
        "SECRET_KEY": secrets["secret_key"],
        "FIELD_KEYS": secrets["field_keys"],
        "BASE_URL": base,
        "ALLOWED_HOSTS": ",".join(sorted({"127.0.0.1", "localhost", urlsplit(base).hostname or "localhost"})),
        "MEDIA_DIR": str(data / "media"),
        "MAIL_DIR": str(data / "mail"),
        "BEAT_FILE": str(data / "celerybeat-schedule"),
        "DEMO_PASSWORD": secrets["demo_password"],
        **fonts.environment(data),
    }
    fixed = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "MINGDU_DATA": str(data),
        "PYTHONUNBUFFERED": "1",
        "PATH": f"{PYTHON.parent}{os.pathsep}{os.environ.get('PATH', '')}",
    }
    return {**ours, **os.environ, **fixed}


def _broker(data: Path, secrets: dict[str, str], children: list[Child], *, throw_away: bool) -> str:
    given = os.environ.get("REDIS_URL")
    if given and not throw_away:
        say("using the broker of REDIS_URL")
        return given
    server = Valkey(data, secrets["broker"], throw_away=throw_away)
    children.append(server.start())
    return server.url


def _database(data: Path, secrets: dict[str, str], children: list[Child]) -> tuple[str, str]:
    """Addresses for running and for changing tables (OWNER_DATABASE_URL where the caller's database has two roles)."""
    given = os.environ.get("DATABASE_URL")
    if given:
        say("using the database of DATABASE_URL")
        return given, os.environ.get("OWNER_DATABASE_URL", given)
    server = Postgres(data, secrets["superuser"])
    children.append(server.start())
    _roles(server, secrets)
    if server.query(f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'") != "1":
        server.query(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
    return _url(server, APP, secrets["app"]), _url(server, OWNER, secrets["owner"])


def _roles(server: Postgres, secrets: dict[str, str]) -> None:
    """The owner of the tables (who may also create the database of a restore drill) and the role that runs; neither is a superuser."""
    for role, password, right in ((OWNER, secrets["owner"], "CREATEDB"), (APP, secrets["app"], "NOCREATEDB")):
        if server.query(f"SELECT 1 FROM pg_roles WHERE rolname = '{role}'") != "1":
            server.query(f"CREATE ROLE {role} LOGIN")
        server.query(f"ALTER ROLE {role} WITH LOGIN NOSUPERUSER NOCREATEROLE {right} PASSWORD '{password}'")


def _url(server: Postgres, role: str, password: str) -> str:
    return f"postgres://{role}:{password}@127.0.0.1:{server.port}/{DATABASE}"
