"""One user of an installation's engines at a time: `up` holds the turn, `manage` borrows its engines or waits."""

import contextlib
import fcntl
import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from devtools.engines import Engines
from devtools.place import write_private

NOTE = "running.json"


@dataclass(frozen=True)
class Running:
    """What the holder of the turn tells others."""

    environment: dict[str, str]
    owner_url: str
    address: str


@contextlib.contextmanager
def hold(data: Path) -> Iterator[bool]:
    """Whether the turn is ours; it ends with the process, however that ends."""
    with (data / "turn.lock").open("a") as file:
        if not _take(file):
            yield False
            return
        (data / NOTE).unlink(missing_ok=True)
        try:
            yield True
        finally:
            (data / NOTE).unlink(missing_ok=True)


def announce(data: Path, engines: Engines, address: str) -> None:
    """From here on other commands may use our engines."""
    write_private(data / NOTE, json.dumps(asdict(Running(engines.environment, engines.owner_url, address))))


def announced(data: Path) -> Running | None:
    """The engines of a running `up`, None while the holder has not said that they are ready."""
    try:
        return Running(**json.loads((data / NOTE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def wait_a_moment() -> None:
    time.sleep(0.2)


def _take(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
