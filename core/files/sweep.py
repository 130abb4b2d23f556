"""Sweeping: what a crash or a person who went away left behind. Rows are the truth, so everything here may run twice."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from core.files.models import StoredFile, Upload, UploadPart
from core.files.pages import cache_dir
from core.files.storage import file_store, scratch_dir
from core.files.uploads import LIFETIME, drop_upload

ORPHAN_AFTER = timedelta(days=1)  # far longer than any transaction that may still commit its row
CACHE_UNUSED = timedelta(days=30)
BATCH = 500


def sweep_files(at: datetime) -> dict[str, int]:
    """Nightly: unfinished uploads, bytes without a row, scratch files, pages nobody looks at any more. Returns how many of each."""
    return {
        "未传完的上传": _sweep_uploads(at),
        "无登记的文件": _sweep_orphans("files", at, _named_files),
        "无登记的分段": _sweep_orphans("parts", at, _named_parts),
        "临时文件": _sweep_folder(scratch_dir(), at - ORPHAN_AFTER),
        "久未查看的页面图": _sweep_folder(cache_dir(), at - CACHE_UNUSED),
    }


def _sweep_uploads(at: datetime) -> int:
    stale = list(Upload.objects.filter(touched_at__lt=at - LIFETIME).order_by("touched_at"))
    for upload in stale:
        drop_upload(upload=upload)
    return len(stale)


def _named_files(names: list[str]) -> set[str]:
    return set(StoredFile.objects.filter(storage_name__in=names).values_list("storage_name", flat=True))


def _named_parts(names: list[str]) -> set[str]:
    return set(UploadPart.objects.filter(storage_name__in=names).values_list("storage_name", flat=True))


def _sweep_orphans(folder: str, at: datetime, named: Callable[[list[str]], set[str]]) -> int:
    """Delete what has lain in `folder` for a day without a row."""
    removed = 0
    old = (name for name, written in file_store().names(folder) if written < at - ORPHAN_AFTER)
    for names in _batches(old):
        for name in set(names) - named(names):
            file_store().delete(name)
            removed += 1
    return removed


def _batches(names: Iterable[str]) -> Iterator[list[str]]:
    source = iter(names)
    while batch := list(islice(source, BATCH)):
        yield batch


def _sweep_folder(folder: Path, before: datetime) -> int:
    """Delete files below `folder` that were neither written nor read since `before`."""
    removed = 0
    for path in list(folder.rglob("*")) if folder.exists() else []:
        with contextlib.suppress(FileNotFoundError):
            facts = path.stat()
            if path.is_file() and datetime.fromtimestamp(max(facts.st_mtime, facts.st_atime), UTC) < before:
                path.unlink()
                removed += 1
    return removed
