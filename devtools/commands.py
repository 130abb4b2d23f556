"""The four commands: up, test, check, manage."""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from devtools import engines as engine_room
from devtools import fonts, installation, keys, turn
from devtools.engines import Engines
from devtools.place import PYTHON, ROOT, Refusal, data_folder, say
from devtools.preparation import prepare, recall
from devtools.up import up

USAGE = """\
python3 dev.py up [--empty]         the whole product on this machine, with the demo county unless --empty
python3 dev.py test [pytest args]   the whole suite on throw-away engines
python3 dev.py check                format, lint, import contracts, types, migrations, deployment
python3 dev.py manage COMMAND …     a management command on the engines of this installation

environment: PORT (8000), MINGDU_DATA (var/data), DATABASE_URL, REDIS_URL
"""
OWNER_COMMANDS = {"migrate", "makemigrations", "sqlmigrate", "squashmigrations", "grant_app", "prepare_database", "restore_drill", "backup", "inspectdb"}


def main(arguments: list[str]) -> int:
    """Run one command; a Refusal is one clear line and exit code 1."""
    name, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    commands: dict[str, Callable[[list[str]], int]] = {"up": _up, "test": _test, "check": _check, "manage": _manage}
    if name not in commands:
        print(USAGE, file=sys.stderr)
        return 0 if name in {"-h", "--help", "help"} else 2
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs are started deaf to it
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    try:
        return commands[name](rest)
    except Refusal as refusal:
        say(str(refusal))
        return 1
    except KeyboardInterrupt:
        return 0 if name == "up" else 130


class Ended(KeyboardInterrupt):
    """Somebody asked this process to end by signal; everything that was started is stopped on the way out."""


def _end(number: int, frame: FrameType | None) -> None:
    raise Ended


def _up(arguments: list[str]) -> int:
    if set(arguments) - {"--empty"}:
        print(USAGE, file=sys.stderr)
        return 2
    return up(empty="--empty" in arguments)


def _test(arguments: list[str]) -> int:
    installation.ensure()
    fonts.ensure(for_tests=True)
    spread = [] if any(word.startswith(("-n", "--numprocesses", "--pdb")) for word in arguments) else ["-n", "2", "--dist", "loadfile"]
    with engine_room.throw_away() as engines:
        return _run([str(PYTHON), "-m", "pytest", *spread, *arguments], engines.environment)


def _check(arguments: list[str]) -> int:
    """Every check runs, so that one call shows all that is wrong."""
    installation.ensure(browser_files=False)
    failed = [name for name, command, environment in _checks() if _report(name, command, environment)]
    say(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


def _report(name: str, command: list[str], environment: dict[str, str]) -> int:
    say(f"check: {name}")
    return _run(command, environment)


def _checks() -> list[tuple[str, list[str], dict[str, str]]]:
    programs = PYTHON.parent
    pretend = _production_like()
    return [
        ("format", [str(programs / "ruff"), "format", "--check", "--quiet", "."], pretend),
        ("lint", [str(programs / "ruff"), "check", "--output-format", "concise", "."], pretend),
        ("imports", [str(programs / "lint-imports"), "--no-cache"], pretend),
        ("types", [str(programs / "mypy"), "."], pretend),
        ("migrations", [str(PYTHON), "-W", "ignore::RuntimeWarning", "manage.py", "makemigrations", "--check", "--dry-run"], pretend),
        ("deployment", [str(PYTHON), "manage.py", "check", "--deploy", "--fail-level", "WARNING"], pretend),
    ]


def _production_like() -> dict[str, str]:
    """An environment as in production, with engines that are not asked."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "FIELD_KEYS": keys.DRAWERS["field_keys"](),
        "DATABASE_URL": "postgres://mingdu_app:none@127.0.0.1:1/mingdu",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "BASE_URL": "https://mingdu.example.gov.cn",
        "ALLOWED_HOSTS": "mingdu.example.gov.cn",
        "MINGDU_DEBUG": "0",
        "MINGDU_DEMO": "0",
    }


def _manage(arguments: list[str]) -> int:
    """With the engines of a running `up`, else with engines of our own around the command; migrated first either way."""
    if not arguments:
        print(USAGE, file=sys.stderr)
        return 2
    installation.ensure(browser_files=False)
    data = data_folder()
    while True:
        with turn.hold(data) as is_ours:
            if is_ours:
                with engine_room.running(data) as engines:
                    note = recall(data)
                    engines.environment.setdefault("MINGDU_DEMO", note.get("demo", "1"))
                    prepare(data, engines)
                    return _managed(engines, arguments)
        holder = turn.announced(data)
        if holder is not None:
            engines = Engines(holder.environment, holder.owner_url)
            prepare(data, engines)
            return _managed(engines, arguments)
        turn.wait_a_moment()


def _managed(engines: Engines, arguments: list[str]) -> int:
    as_owner = {"DATABASE_URL": engines.owner_url, "STATEMENT_TIMEOUT_MS": "0"} if arguments[0] in OWNER_COMMANDS else {}
    return _run([str(PYTHON), str(ROOT / "manage.py"), *arguments], {**engines.environment, **as_owner}, folder=None)


def _run(command: list[str], environment: dict[str, str], folder: Path | None = ROOT) -> int:
    """Run in the foreground with our own input and output. A Ctrl+C reaches the command by itself; other signals are passed on."""
    process = subprocess.Popen(command, cwd=folder, env=environment)
    while True:
        try:
            return process.wait()
        except Ended:
            process.terminate()
        except KeyboardInterrupt:
            continue
