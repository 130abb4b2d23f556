"""Purposes of the tests, a store of their own, and files of every kind."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from accounts.models import Unit, User
from config.kind_rows import FilePurpose
from core.files.actions import store
from core.files.models import StoredFile
from tests.core.files import corpus, handlers

HERE = "tests.core.files.handlers"
EXTENSIONS = ("pdf", "jpg", "png", "tif", "docx", "xlsx", "doc", "zip", "csv", "txt", "mp4", "wav", "ofd")


@pytest.fixture(autouse=True)
def _purposes(settings: Settings, tmp_path: Path) -> None:
    """`material` takes nearly everything, `refused` and `broken` have an owner that fails, `tiny` a quota, `closed` no uploads."""
    row = {"may_see": f"{HERE}.may_see", "may_upload": f"{HERE}.may_upload"}
    settings.MEDIA_DIR = tmp_path
    settings.FILE_RESERVE = 0
    settings.FILE_PURPOSES = {
        "material": FilePurpose("佐证材料", EXTENSIONS, 20, on_stored=f"{HERE}.remember", **row),
        "refused": FilePurpose("佐证材料", EXTENSIONS, 20, on_stored=f"{HERE}.refuse", **row),
        "broken": FilePurpose("佐证材料", EXTENSIONS, 20, on_stored=f"{HERE}.break_down", **row),
        "tiny": FilePurpose("小材料", ("txt",), 1, quota_megabytes=1, **row),
        "sheet": FilePurpose("导入文件", ("xlsx", "csv"), 20, verb="导", **row),
        "export": FilePurpose("任务结果", ("zip",), 20, may_see=f"{HERE}.may_see", may_upload="", is_ours=True),
        "closed": FilePurpose("任务结果", ("txt",), 1, may_see=f"{HERE}.may_see", may_upload=""),
    }
    handlers.stored.clear()


@pytest.fixture
def make_file(unit: Unit, unit_member: User, at: datetime) -> Callable[..., StoredFile]:
    """A stored file of the supervised unit; a small PDF unless told otherwise."""

    def make(name: str = "材料.pdf", content: bytes | None = None) -> StoredFile:
        return store(purpose="material", name=name, stream_or_bytes=content or corpus.pdf(3), actor=unit_member, at=at, unit=unit)

    return make
