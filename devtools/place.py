"""Where things lie, and how this tool speaks: always on standard error, so that a command's own output stays clean."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


class Refusal(Exception):
    """Something a person has to do first; the message is one clear sentence and becomes the last line."""


def say(line: str) -> None:
    print(f"[mingdu] {line}", file=sys.stderr, flush=True)


def data_folder() -> Path:
    """MINGDU_DATA: the engines' data, the files, the logs and the keys of this installation."""
    folder = Path(os.environ.get("MINGDU_DATA") or VAR / "data").expanduser().absolute()
    if not folder.is_dir():
        folder.mkdir(parents=True)
        folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
    return folder


def packages() -> Path:
    """Folder of the installed packages inside the virtual environment."""
    found = sorted(VENV.glob("lib*/python3*/site-packages"))
    if not found:
        raise Refusal(f"{VENV} holds no packages; delete the folder and start again")
    return found[0]


def write_private(path: Path, text: str) -> None:
    """Write whole or not at all, readable by the owner only."""
    draft = path.with_name(path.name + ".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
