"""Child processes that end with us: by signal when we stop in order, by the kernel when we are killed."""

import contextlib
import ctypes
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from devtools.place import ROOT, Refusal

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 20 * 1024 * 1024
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class Child:
    """A process of ours with its log and the signal that ends it in good order."""

    def __init__(self, name: str, process: "subprocess.Popen[bytes]", log: Path, ending: int) -> None:
        self.name, self.process, self.log, self.ending = name, process, log, ending

    def is_running(self) -> bool:
        return self.process.poll() is None

    def ask_to_end(self) -> None:
        if self.is_running():
            self.process.send_signal(self.ending)

    def end(self, patience: float) -> None:
        """Wait for the end; after `patience` seconds the whole group is killed."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def last_lines(self, count: int = 15) -> str:
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])


def start(
    name: str, command: Sequence[str], log: Path, *, environment: Mapping[str, str] | None = None, ending: int = signal.SIGTERM, owner: str = ""
) -> Child:
    """Start `command` in a session of its own, writing to `log`; `owner` is the account it runs as when we are root."""
    if log.is_file() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".old"))
    user, group, others = account(owner)
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd="/" if owner else ROOT,
            env=None if environment is None else dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_parent(ending),
            user=user,
            group=group,
            extra_groups=others,
        )
    return Child(name, process, log, ending)


def _end_with_parent(number: int) -> Callable[[], None] | None:
    """Linux only: the kernel sends `number` to the child when its parent dies, however it dies."""
    if _libc is None:
        return None
    parent = os.getpid()
    call = _libc.prctl

    def arrange() -> None:
        call(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:
            os._exit(1)

    return arrange


def account(name: str) -> tuple[int | None, int | None, list[int] | None]:
    """User, group and further groups of the account `name` for subprocess; (None, None, None), our own, for ""."""
    if not name:
        return None, None, None
    entry = pwd.getpwnam(name)
    return entry.pw_uid, entry.pw_gid, []


def end_all(children: Sequence[Child], patience: float = 12.0) -> None:
    """Ask all at once, then wait for each."""
    for child in children:
        child.ask_to_end()
    for child in children:
        child.end(patience)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def wait_for(condition: Callable[[], bool], child: Child, patience: float = 60.0) -> None:
    """Until `condition` holds; a Refusal with the end of the log when the child ends first or time runs out."""
    limit = time.monotonic() + patience
    while not condition():
        if not child.is_running() or time.monotonic() > limit:
            raise Refusal(f"{child.name} did not start; the end of {child.log}:\n{child.last_lines()}")
        time.sleep(0.05)
