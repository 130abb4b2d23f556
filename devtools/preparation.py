"""Bring the database of an installation to the state of the code: tables, rights, roles, demo county."""

import json
import subprocess
import sys
from pathlib import Path

from devtools.engines import APP, Engines
from devtools.installation import sources_digest
from devtools.place import PYTHON, ROOT, Refusal, say, write_private

SOURCES = ("*/migrations/*.py", "*/management/commands/*.py", "config/roles.py", "accounts/roles.py", "*/data/**/*.*", "*/*/data/**/*.*")


def prepare(data: Path, engines: Engines) -> None:
    """Tables, rights and reference data, as the owner of the tables; nothing when the code has not changed since."""
    digest = sources_digest(*SOURCES)
    if recall(data).get("prepared") == digest:
        return
    say("bringing the database to the state of the code")
    manage(engines, ["prepare_database", "--role", APP], as_owner=True)
    remember(data, prepared=digest)


def seed(data: Path, engines: Engines) -> None:
    """The demo county, once for each installation."""
    if recall(data).get("seeded"):
        return
    say("loading the demo county")
    manage(engines, ["seed_demo"])
    remember(data, seeded="yes")


def manage(engines: Engines, arguments: list[str], *, as_owner: bool = False) -> None:
    """Run a management command; its output goes to standard error."""
    environment = {"LOG_LEVEL": "WARNING", **engines.environment, **({"DATABASE_URL": engines.owner_url, "STATEMENT_TIMEOUT_MS": "0"} if as_owner else {})}
    done = subprocess.run([str(PYTHON), "manage.py", *arguments], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    if done.returncode:
        raise Refusal(f"manage.py {arguments[0]} failed; the reason stands above")


def printed(engines: Engines, arguments: list[str]) -> str:
    """Standard output of a management command."""
    done = subprocess.run(
        [str(PYTHON), "manage.py", *arguments], cwd=ROOT, env=engines.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    )
    if done.returncode:
        raise Refusal(f"manage.py {arguments[0]} failed; the reason stands above")
    return done.stdout.strip()


def recall(data: Path) -> dict[str, str]:
    """What this tool noted about the installation."""
    path = data / "installation.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def remember(data: Path, **notes: str) -> None:
    write_private(data / "installation.json", json.dumps({**recall(data), **notes}, indent=2))
