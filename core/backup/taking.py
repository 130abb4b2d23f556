"""取备份: one consistent moment of the database, then the files that it names."""

import os
import tarfile
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from core import audit
from core.backup import programs
from core.backup.manifest import DATABASE, MEDIA, Manifest, hash_of, row_counts
from core.jobs.models import Heartbeat


def take(folder: Path, at: datetime) -> Path:
    """备份: a new folder inside `folder`, complete or not there at all. Keys are not in it: they are kept apart."""
    name = f"mingdu-{timezone.localtime(at):%Y%m%d-%H%M%S}"
    draft = folder / f".{name}"
    draft.mkdir(parents=True, mode=0o700)
    rows = _dump(draft / DATABASE)
    files = _pack(draft / MEDIA)
    Manifest(at.isoformat(), {part: hash_of(draft / part) for part in (DATABASE, MEDIA)}, rows, files).write(draft)
    whole = folder / name
    draft.rename(whole)
    with transaction.atomic():
        audit.record(actor=None, act="backup", act_label="备份", target=None, at=at, note=name)
        Heartbeat.objects.update_or_create(name="backup", defaults={"started_at": at, "finished_at": timezone.now(), "note": name})
    return whole


def _dump(path: Path) -> dict[str, int]:
    """The dump and the row counts see the same snapshot."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        rows = row_counts()
        programs.run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={path}")
    return rows


def _pack(path: Path) -> int:
    """Files in the store are never changed, so that those named by the dump are all there afterwards."""
    count, root = 0, Path(settings.MEDIA_DIR)
    with path.open("wb") as target:
        with tarfile.open(fileobj=target, mode="w") as tar:
            for file in sorted(root.rglob("*")):
                if file.is_file():
                    tar.add(file, arcname=str(file.relative_to(root)))
                    count += 1
        target.flush()
        os.fsync(target.fileno())
    return count
