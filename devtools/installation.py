"""What has to be installed before anything runs: Python packages by hash, browser files by hash."""

import contextlib
import fcntl
import hashlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from devtools import frontend
from devtools.place import PYTHON, ROOT, VAR, VENV, Refusal, say

LOCK = ROOT / "requirements.lock"
OLDEST = (3, 11)


def ensure(*, browser_files: bool = True) -> None:
    """Install what is missing; quick when nothing is. Two starts at once wait for each other."""
    if sys.version_info < OLDEST:
        raise Refusal(f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {sys.version.split()[0]}")
    VAR.mkdir(exist_ok=True)
    with _alone():
        _python_packages()
        if browser_files:
            frontend.ensure()


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    with (VAR / "installation.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _python_packages() -> None:
    mark = VENV / "requirements.sha256"
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    works = PYTHON.exists() and subprocess.run([str(PYTHON), "-c", ""], capture_output=True).returncode == 0
    if works and mark.is_file() and mark.read_text(encoding="utf-8") == digest:
        return
    if not works:
        _environment()
    say("installing the Python packages of requirements.lock (a minute or two, once)")
    pip(["--require-hashes", "-r", str(LOCK)])
    mark.write_text(digest, encoding="utf-8")


def _environment() -> None:
    say(f"making the virtual environment {VENV}")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise Refusal(f"this Python cannot make virtual environments; on Debian and Ubuntu: apt-get install python{version}-venv\n{made.stderr.strip()}")


def pip(arguments: list[str]) -> None:
    command = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input", *arguments]
    if subprocess.run(command, stdout=sys.stderr, stdin=subprocess.DEVNULL, cwd=ROOT).returncode:
        raise Refusal("pip could not install the packages of requirements.lock; the reason stands above")


def sources_digest(*patterns: str) -> str:
    """One hash over the files that match, names included."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in patterns for path in Path(ROOT).glob(pattern)):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
