"""Sweeping: what nobody owns goes after its time; what has a row never does."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.models import Unit, User
from core.files import pages
from core.files.actions import open_file
from core.files.models import StoredFile, Upload
from core.files.storage import file_store, scratch_dir
from core.files.sweep import sweep_files
from core.files.uploads import add_part, start_upload
from tests.core.files import corpus


def _aged(path: Path, days: float) -> Path:
    then = timezone.now().timestamp() - days * 86400
    os.utime(path, (then, then))
    return path


def _orphan(folder: str, days: float) -> Path:
    path: Path = settings.MEDIA_DIR / "store" / folder / "ab" / f"orphan{days}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"left behind")
    return _aged(path, days)


def test_bytes_without_a_row_go_after_a_day_and_files_with_one_stay(make_file: Callable[..., StoredFile]) -> None:
    file = make_file()
    _aged(settings.MEDIA_DIR / "store" / file.storage_name, 400)
    old, young, part = _orphan("files", 1.1), _orphan("files", 0.9), _orphan("parts", 1.1)

    said = sweep_files(timezone.now())

    assert ([*said.values()], old.exists(), young.exists(), part.exists()) == ([0, 1, 1, 0, 0], False, True, False)
    open_file(file).close()


@pytest.mark.parametrize("point", ["core.files.storage.os.replace", "core.files.actions._write_row", "core.files.actions.inspect"])
def test_what_a_power_cut_leaves_behind_has_no_row_and_is_swept(
    point: str, monkeypatch: pytest.MonkeyPatch, make_file: Callable[..., StoredFile], unit_member: User
) -> None:
    """The clean-up of the process is put out of action, as it is when the power goes."""

    def cut(*args: object, **options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(point, cut)
        patch.setattr("core.files.storage.Path.unlink", lambda *args, **options: None)
        with pytest.raises(KeyboardInterrupt):
            make_file()
    left = [_aged(path, 2) for path in settings.MEDIA_DIR.rglob("*") if path.is_file()]

    sweep_files(timezone.now())

    assert (len(left), StoredFile.objects.count(), [path for path in left if path.exists()]) == (1, 0, [])


def test_an_unfinished_upload_goes_after_three_days_with_its_parts(unit: Unit, unit_member: User, tmp_path: Path) -> None:
    def begin(started: datetime) -> Upload:
        upload = start_upload(purpose="material", target="X002", name="a.pdf", length=500, stamp="", actor=unit_member, at=started)
        with (tmp_path / "part").open("wb+") as stream:
            stream.write(b"x" * 100)
            stream.seek(0)
            return add_part(upload=upload, offset=0, content=stream, checksum="", actor=unit_member, at=started)

    now = timezone.now()
    begin(now - timedelta(days=3, minutes=1))
    young = begin(now - timedelta(days=2, hours=23))

    sweep_files(now)

    assert list(Upload.objects.all()) == [young]
    assert len(list(file_store().names("parts"))) == 1


def test_a_finished_upload_goes_but_its_file_stays(unit: Unit, unit_member: User, tmp_path: Path) -> None:
    content, then = corpus.pdf(), timezone.now() - timedelta(days=4)
    upload = start_upload(purpose="material", target="X002", name="a.pdf", length=len(content), stamp="", actor=unit_member, at=then)
    path = tmp_path / "whole"
    path.write_bytes(content)
    with path.open("rb") as stream:
        add_part(upload=upload, offset=0, content=stream, checksum="", actor=unit_member, at=then)

    sweep_files(timezone.now())

    assert (Upload.objects.count(), StoredFile.objects.count()) == (0, 1)
    open_file(StoredFile.objects.get()).close()


def test_scratch_files_and_pages_nobody_looks_at_go(make_file: Callable[..., StoredFile]) -> None:
    file = make_file()
    looked_at, forgotten = pages.page_image(file, 1, 1000), _aged(pages.page_image(file, 2, 1000), 31)
    scratch = scratch_dir() / "left"
    scratch.write_bytes(b"x")
    _aged(scratch, 2)

    sweep_files(timezone.now())

    assert (looked_at.exists(), forgotten.exists(), scratch.exists()) == (True, False, False)
