"""恢复演练: bring a backup back beside the running product and prove it: hashes, rows, chain, files. Nothing of it stays."""

import json
import os
import secrets
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from core.backup import manifest, programs
from core.backup.manifest import DATABASE, MEDIA, Manifest, hash_of
from core.errors import DomainError


def newest(folder: Path) -> Path:
    """`folder` itself when it is a backup, else the newest backup inside it."""
    if (folder / manifest.NAME).is_file():
        return folder
    found = sorted(path.parent for path in folder.glob(f"mingdu-*/{manifest.NAME}"))
    if not found:
        raise DomainError(f"{folder} 里没有备份。")
    return found[-1]


def drill(backup: Path, workplace: Path) -> list[str]:
    """One sentence for each proof; DomainError names the first thing that does not hold. The files lie in `workplace` meanwhile."""
    kept = manifest.read(backup)
    _check_parts(backup, kept)
    with _empty_database() as name, tempfile.TemporaryDirectory(prefix=".mingdu-drill-", dir=workplace) as folder:
        programs.run("pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={name}", str(backup / DATABASE), database=name)
        _check_rows(name, kept)
        files = _unpack(backup / MEDIA, Path(folder))
        if files != kept.files:
            raise DomainError(f"文件数不一致：清单 {kept.files} 个，恢复 {files} 个。")
        checks = _check_integrity(name, folder)
    return [
        f"备份 {backup.name}：各部分校验值一致。",
        f"数据库恢复完成：{len(kept.rows)} 张表、{sum(kept.rows.values())} 行与清单一致。",
        f"文件恢复完成：{files} 个。",
        f"审计链、文件校验值等 {checks} 项核验通过。",
    ]


def _check_parts(backup: Path, kept: Manifest) -> None:
    for part, expected in kept.parts.items():
        if not (backup / part).is_file():
            raise DomainError(f"备份缺少 {part}。")
        if hash_of(backup / part) != expected:
            raise DomainError(f"{part} 的校验值与清单不一致：备份已损坏或被改动。")


@contextmanager
def _empty_database() -> Iterator[str]:
    name = f"mingdu_drill_{secrets.token_hex(4)}"
    _maintain(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name)))
    try:
        yield name
    finally:
        _maintain(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _connect(database: str) -> "psycopg.Connection[tuple[object, ...]]":
    place = connection.settings_dict
    return psycopg.connect(host=place["HOST"], port=place["PORT"], user=place["USER"], password=place["PASSWORD"], dbname=database, autocommit=True)


def _maintain(statement: sql.Composed) -> None:
    with _connect("postgres") as server:
        server.execute(statement)


def _check_rows(name: str, kept: Manifest) -> None:
    with _connect(name) as server:
        for table, expected in kept.rows.items():
            found = server.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
            if found is None or found[0] != expected:
                raise DomainError(f"{table} 行数不一致：清单 {expected}，恢复 {found[0] if found else 0}。")


def _unpack(archive: Path, folder: Path) -> int:
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return sum(1 for path in folder.rglob("*") if path.is_file())


def _check_integrity(name: str, folder: str) -> int:
    """Every invariant of the product, asked in a process of its own on the restored database and files. Returns how many were asked."""
    place = connection.settings_dict
    login = f"{quote(str(place['USER']))}:{quote(str(place['PASSWORD']))}"
    restored = {"DATABASE_URL": f"postgres://{login}@{place['HOST']}:{place['PORT']}/{name}", "MEDIA_DIR": folder}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "verify_integrity", "--json"]
    done = subprocess.run(command, env={**os.environ, **restored}, capture_output=True, text=True)  # noqa: S603 - our own program
    try:
        verdict = json.loads(done.stdout)
    except ValueError:
        raise DomainError(f"核验没有完成：{done.stderr.strip()[-300:]}") from None
    faults = [sentence for found in verdict["faults"].values() for sentence in found]
    if faults:
        raise DomainError("；".join(faults[:5]))
    return int(verdict["checks"])
