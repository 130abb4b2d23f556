"""清单: what a backup holds, with the hash of every part and the number of rows of every table."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection
from psycopg import sql

NAME = "manifest.json"
DATABASE, MEDIA = "database.dump", "media.tar"
BLOCK = 1024 * 1024


@dataclass(frozen=True)
class Manifest:
    """`parts` maps file name to SHA-256, `rows` table to number of rows at the moment of the dump."""

    taken_at: str
    parts: dict[str, str]
    rows: dict[str, int]
    files: int

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.taken_at)

    def write(self, folder: Path) -> None:
        with (folder / NAME).open("w", encoding="utf-8") as file:
            json.dump(asdict(self), file, ensure_ascii=False, indent=2)
            file.flush()
            os.fsync(file.fileno())


def read(folder: Path) -> Manifest:
    return Manifest(**json.loads((folder / NAME).read_text(encoding="utf-8")))


def hash_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def row_counts() -> dict[str, int]:
    """Rows of every table of the database that Django is connected to."""
    counts = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        for (table,) in cursor.fetchall():
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            counts[table] = cursor.fetchone()[0]
    return counts
