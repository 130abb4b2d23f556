"""Storing: what is acknowledged is there with its hash; what fails leaves nothing."""

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage

from accounts.models import Unit, User
from core.audit.models import AuditEntry
from core.errors import DomainError
from core.files import actions, intake, storage
from core.files.actions import open_file, remove, store
from core.files.models import StoredFile
from core.files.storage import LocalStore, ObjectStore, StoreFull
from tests.core.files import corpus


def _on_disk(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_a_stored_file_is_kept_under_a_random_name_with_its_hash_and_facts(unit: Unit, unit_member: User, at: datetime) -> None:
    content = corpus.pdf(2)

    file = store(purpose="material", name="../明市监〔2025〕32号.pdf", stream_or_bytes=content, actor=unit_member, at=at, unit=unit, owner=unit)

    with open_file(file) as stream:
        assert stream.read() == content
    assert (file.original_name, file.size, file.sha256, file.pages, file.mime) == (
        "明市监〔2025〕32号.pdf",
        len(content),
        hashlib.sha256(content).hexdigest(),
        2,
        "application/pdf",
    )
    assert (file.owner_kind, file.owner_id, file.unit, file.uploaded_by, file.created_at) == ("accounts.unit", str(unit.pk), unit, unit_member, at)
    assert "明市监" not in file.storage_name
    assert list(StoredFile.objects.owned_by(unit)) == [file]


def test_storing_is_on_the_audit_trail(make_file: Callable[..., StoredFile]) -> None:
    file = make_file()

    assert AuditEntry.objects.filter(act="file.store", target_id=str(file.pk), note__contains=file.sha256).count() == 1


def test_a_stream_without_length_is_stopped_at_the_limit(unit_member: User, at: datetime) -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b"x" * 1024 * 1024

    with pytest.raises(DomainError, match="文件超过上限 1 MB"):
        store(purpose="tiny", name="a.txt", stream_or_bytes=endless(), actor=unit_member, at=at)

    assert _on_disk(settings.MEDIA_DIR) == []


@pytest.mark.parametrize("point", ["put", "row", "attach", "audit"])
def test_a_failure_at_any_point_leaves_neither_row_nor_bytes(point: str, monkeypatch: pytest.MonkeyPatch, unit_member: User, at: datetime) -> None:
    def fail(*args: object, **options: object) -> None:
        raise OSError(errno.EIO, "disk")

    if point == "put":
        monkeypatch.setattr(storage.os, "replace", fail)
    if point == "row":
        monkeypatch.setattr(StoredFile, "save", fail)
    if point == "audit":
        monkeypatch.setattr(actions.audit, "record", fail)

    with pytest.raises(OSError, match="disk"):
        store(purpose="material", name="a.pdf", stream_or_bytes=corpus.pdf(), actor=unit_member, at=at, attach=fail if point == "attach" else None)

    assert (_on_disk(settings.MEDIA_DIR), StoredFile.objects.count()) == ([], 0)


def test_a_full_disk_is_said_in_words(monkeypatch: pytest.MonkeyPatch, unit_member: User, at: datetime) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(intake.os, "fsync", full)

    with pytest.raises(StoreFull, match="服务器存储空间不足，暂时不能保存文件，请联系系统管理员。"):
        store(purpose="material", name="a.pdf", stream_or_bytes=corpus.pdf(), actor=unit_member, at=at)


def test_nothing_is_taken_when_the_disk_would_fall_below_the_reserve(settings, unit_member: User, at: datetime) -> None:  # type: ignore[no-untyped-def]
    settings.FILE_RESERVE = 1 << 60

    with pytest.raises(StoreFull):
        store(purpose="material", name="a.pdf", stream_or_bytes=corpus.pdf(), actor=unit_member, at=at)


def test_a_quota_counts_all_files_of_the_unit(unit: Unit, other_unit: Unit, unit_member: User, at: datetime) -> None:
    def put(size: int, whose: Unit) -> StoredFile:
        return store(purpose="tiny", name="a.txt", stream_or_bytes=b"x" * size, actor=unit_member, at=at, unit=whose)

    put(1024 * 1024 - 10, unit)
    put(1024 * 1024, other_unit)
    put(10, unit)

    with pytest.raises(DomainError, match="“小材料”的存储额度 1 MB 已用完"):
        put(1, unit)


def test_everything_is_synced_before_it_is_acknowledged(monkeypatch: pytest.MonkeyPatch, make_file: Callable[..., StoredFile]) -> None:
    """The scratch file, the renamed file and the folders it lies in."""
    done: list[str] = []
    sync, rename = os.fsync, os.replace
    monkeypatch.setattr(storage.os, "fsync", lambda handle: (done.append("folder" if Path(f"/proc/self/fd/{handle}").is_dir() else "file"), sync(handle)))
    monkeypatch.setattr(storage.os, "replace", lambda source, target: (done.append("rename"), rename(source, target)))

    make_file()

    assert done == ["file", "file", "rename", "folder", "folder", "folder"]


def test_a_removed_file_is_out_of_sight_but_its_bytes_stay(make_file: Callable[..., StoredFile], unit_member: User, at: datetime) -> None:
    file = make_file()

    removed = remove(file=file, actor=unit_member, at=at, reason="传错了")

    assert StoredFile.objects.filter(pk=file.pk).visible_to(unit_member).count() == 0
    with open_file(removed) as stream:
        assert stream.read(5) == b"%PDF-"
    with pytest.raises(DomainError, match="这个文件已经移除。"):
        remove(file=file, actor=unit_member, at=at)


def test_visibility_of_a_whole_table_must_be_narrowed_first(monkeypatch: pytest.MonkeyPatch, make_file: Callable[..., StoredFile], unit_member: User) -> None:
    monkeypatch.setattr("core.files.models.MOST_JUDGED", 1)
    make_file()
    assert StoredFile.objects.visible_to(unit_member).count() == 1

    make_file()
    with pytest.raises(ValueError, match="narrow"):
        StoredFile.objects.visible_to(unit_member)


@pytest.fixture(params=["local", "object"])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> LocalStore | ObjectStore:
    """Both kinds of store; the second over Django's own storage interface, as S3 is."""
    if request.param == "local":
        return LocalStore(tmp_path / "store")
    return ObjectStore(FileSystemStorage(location=tmp_path / "bucket"))


def test_both_stores_keep_their_promises(any_store: LocalStore | ObjectStore, tmp_path: Path) -> None:
    arrived = tmp_path / "arrived"
    arrived.write_bytes(b"content")

    any_store.put(arrived, "files/ab/name")

    with any_store.open("files/ab/name") as stream:
        stream.seek(3)
        assert stream.read() == b"tent"
    assert (arrived.exists(), any_store.size("files/ab/name")) == (False, 7)
    assert [name for name, _ in any_store.names("files")] == ["files/ab/name"]
    any_store.delete("files/ab/name")
    any_store.delete("files/ab/name")
    assert list(any_store.names("files")) == []
    with pytest.raises(FileNotFoundError):
        any_store.open("files/ab/name")
    with pytest.raises(FileNotFoundError):
        any_store.size("files/ab/name")


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "files/../../outside"])
def test_no_storage_name_leads_out_of_the_store(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="leads out"):
        LocalStore(tmp_path).open(name)


def test_the_whole_product_works_on_an_object_store(settings, make_file: Callable[..., StoredFile]) -> None:  # type: ignore[no-untyped-def]
    settings.FILE_STORAGE = "tests.core.files.bucket.Bucket"

    file = make_file("材料.pdf", corpus.pdf(2))

    with open_file(file) as stream:
        assert (file.pages, stream.read(4)) == (2, b"%PDF")
