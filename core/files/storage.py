"""存储: where the bytes lie. Local disk or any Django storage (S3 by `storages.backends.s3.S3Storage`), chosen by FILE_STORAGE.

A name in the store is random and says nothing; the original name is data in the row only. What `put` has returned from
survives a power cut.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Protocol, cast

from django.conf import settings
from django.core.files import File
from django.core.files.storage import Storage
from django.utils.module_loading import import_string

from core.errors import DomainError

BLOCK = 1024 * 1024
FULL_SENTENCE = "服务器存储空间不足，暂时不能保存文件，请联系系统管理员。"


class StoreFull(DomainError):
    """No room; what has arrived so far is kept, so that it can go on later."""

    def __init__(self) -> None:
        super().__init__(FULL_SENTENCE)


class FileStore(Protocol):
    """What the product asks of a store. Names are relative, with "/"."""

    def put(self, path: Path, name: str) -> None:
        """Take the local file at `path` over as `name`; it is durable on return and `path` is gone."""

    def open(self, name: str) -> BinaryIO:
        """A seekable reader; FileNotFoundError when it is missing."""

    def size(self, name: str) -> int:
        """Its length in bytes; FileNotFoundError when it is missing."""

    def state(self, name: str) -> str:
        """A text that changes when somebody writes to the file."""

    def delete(self, name: str) -> None:
        """Forget it; a missing one is no error."""

    def names(self, folder: str) -> Iterator[tuple[str, datetime]]:
        """Every name below `folder`, with the time it was written."""


class LocalStore:
    """本地磁盘: files below one folder outside the web root."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def _path(self, name: str) -> Path:
        path = (self.root / name).resolve()
        if not path.is_relative_to(self.root.resolve()):
            raise ValueError("a storage name leads out of the store")
        return path

    def put(self, path: Path, name: str) -> None:
        target = self._path(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
        os.replace(path, target)
        _sync_folders(target.parent, self.root)

    def open(self, name: str) -> BinaryIO:
        return self._path(name).open("rb")

    def size(self, name: str) -> int:
        return self._path(name).stat().st_size

    def state(self, name: str) -> str:
        facts = self._path(name).stat()
        return f"{facts.st_ino}-{facts.st_mtime_ns}-{facts.st_size}"

    def delete(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    def names(self, folder: str) -> Iterator[tuple[str, datetime]]:
        for path in sorted(self._path(folder).rglob("*")):
            with contextlib.suppress(FileNotFoundError):
                if path.is_file():
                    yield path.relative_to(self.root.resolve()).as_posix(), datetime.fromtimestamp(path.stat().st_mtime, UTC)


class ObjectStore:
    """对象存储: any Django storage; with `django-storages[s3]` installed that is a private S3 bucket."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def put(self, path: Path, name: str) -> None:
        with path.open("rb") as stream:
            saved = self.storage.save(name, File(stream))
        if saved != name:
            self.storage.delete(saved)
            raise FileExistsError(name)
        path.unlink()

    def open(self, name: str) -> BinaryIO:
        if not self.storage.exists(name):
            raise FileNotFoundError(name)
        return cast("BinaryIO", self.storage.open(name, "rb"))

    def size(self, name: str) -> int:
        if not self.storage.exists(name):
            raise FileNotFoundError(name)
        return self.storage.size(name)

    def state(self, name: str) -> str:
        return f"{self.storage.get_modified_time(name).timestamp()}-{self.storage.size(name)}"

    def delete(self, name: str) -> None:
        self.storage.delete(name)

    def names(self, folder: str) -> Iterator[tuple[str, datetime]]:
        if not folder.endswith("/"):
            folder += "/"
        try:
            folders, files = self.storage.listdir(folder)
        except FileNotFoundError:
            return
        for name in files:
            yield folder + name, self.storage.get_modified_time(folder + name)
        for inner in folders:
            yield from self.names(folder + inner)


def _sync_folders(folder: Path, root: Path) -> None:
    """Make the new name durable: the folder it lies in and those above it up to `root`."""
    while True:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        if folder == root or root not in folder.parents:
            return
        folder = folder.parent


@lru_cache(maxsize=4)
def _store(kind: str, root: Path) -> FileStore:
    return LocalStore(root / "store") if kind == "local" else ObjectStore(import_string(kind)())


def file_store() -> FileStore:
    """The store that FILE_STORAGE names: "local" (below MEDIA_DIR) or the dotted class of a Django storage."""
    return _store(settings.FILE_STORAGE, settings.MEDIA_DIR)


def random_name(folder: str) -> str:
    """A storage name nobody can guess, spread over 256 folders."""
    name = secrets.token_hex(24)
    return f"{folder}/{name[:2]}/{name}"


def scratch_dir() -> Path:
    """Room for files being received; on the same disk as the local store, so that taking over is a rename."""
    folder = settings.MEDIA_DIR / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def scratch_file() -> Iterator[Path]:
    """A private empty file that is gone afterwards unless a store took it over."""
    handle, name = tempfile.mkstemp(dir=scratch_dir())
    os.close(handle)
    path = Path(name)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def local_copy(name: str) -> Iterator[Path]:
    """A path that a child process can read: the stored file itself, or a copy of an object for the time being."""
    store = file_store()
    if isinstance(store, LocalStore):
        store.size(name)
        yield store._path(name)
        return
    with scratch_file() as path, store.open(name) as source, path.open("wb") as target:
        shutil.copyfileobj(source, target, BLOCK)
        target.flush()
        yield path


def refuse_without_space(size: int) -> None:
    """Free-space guard: keep FILE_RESERVE bytes free for the database and the logs, whatever people upload."""
    if shutil.disk_usage(scratch_dir()).free - size < settings.FILE_RESERVE:
        raise StoreFull
