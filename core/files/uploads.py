"""断点续传: acts on an upload under way (tus 1.0). The row's offset is the truth; a part counts once its row is committed.

The last part is committed together with the stored file, so an upload is either unfinished or done, never in between.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from core.errors import DomainError
from core.files import rules
from core.files.actions import keep, refuse_over_quota
from core.files.checks import clean_name, refuse_name_and_size
from core.files.intake import Content, Received, received
from core.files.models import StoredFile, Upload, UploadPart
from core.files.storage import BLOCK, StoreFull, file_store, random_name, refuse_without_space

LIFETIME = timedelta(days=3)
MOST_OPEN = 200  # unfinished uploads of one person
MOST_PART = 64 * 1024 * 1024
SMALL_PART = 256 * 1024


class WrongOffset(DomainError):
    """The part does not begin where the upload stands (409 of tus)."""


class WrongChecksum(DomainError):
    """The part is not what was sent (460 of tus)."""


@transaction.atomic
def start_upload(*, purpose: str, target: str, name: str, length: int, stamp: str, actor: Any, at: datetime) -> Upload:
    """开始上传: refuse at once what can be refused by name, size, right, quota and room; else a row to send parts to."""
    unit = rules.may_upload(actor, purpose, target)
    shown = clean_name(name)
    refuse_name_and_size(purpose, shown, length)
    refuse_over_quota(purpose, unit, length)
    refuse_without_space(2 * length)
    if Upload.objects.visible_to(actor).unfinished().count() >= MOST_OPEN:
        raise DomainError("没有传完的文件过多，请先传完或放弃一部分。")
    return Upload.objects.create(
        purpose=purpose, target=target, original_name=shown, stamp=stamp[:20], length=length, created_by=actor, created_at=at, touched_at=at
    )


def add_part(*, upload: Upload, offset: int, content: Content, checksum: str, actor: Any, at: datetime) -> Upload:
    """收到分片: keep one part at `offset`; `checksum` is its SHA-256 in hex or "". The last one stores the file.

    Raises WrongOffset, WrongChecksum, and DomainError with the sentence when the finished file is refused.
    """
    if offset != upload.offset:
        raise WrongOffset("断点不对，请重新连接后接着传。")
    most = min(upload.length - offset, MOST_PART)
    with received(content, most=most, too_long="收到的内容比登记的文件长，没有保存。") as got:
        if checksum and checksum != got.sha256:
            raise WrongChecksum("这一段在路上损坏，请重传。")
        if got.size == 0:
            return upload
        if offset + got.size == upload.length:
            return _finish(upload, got, actor, at)
        return _keep_part(upload, got, offset, at)


def _keep_part(upload: Upload, got: Received, offset: int, at: datetime) -> Upload:
    name = random_name("parts")
    file_store().put(got.path, name)
    try:
        with transaction.atomic():
            locked = _locked_at(upload, offset)
            if locked.parts.count() > locked.length // SMALL_PART + 64:
                raise DomainError("分片过多，请重新上传这个文件。")
            UploadPart.objects.create(upload=locked, offset=offset, size=got.size, sha256=got.sha256, storage_name=name)
            locked.offset, locked.touched_at = offset + got.size, at
            locked.save(update_fields=["offset", "touched_at"])
    except BaseException:
        file_store().delete(name)
        raise
    return locked


def _locked_at(upload: Upload, offset: int) -> Upload:
    """The row under lock; WrongOffset when another part came first."""
    locked = Upload.objects.select_for_update(of=("self",)).filter(pk=upload.pk).first()
    if locked is None or locked.offset != offset or locked.file_id is not None or locked.refused:
        raise WrongOffset("这一段已经传过，请重新连接后接着传。")
    return locked


def _finish(upload: Upload, last: Received, actor: Any, at: datetime) -> Upload:
    """传完: put the parts together, check them and store the file, all before the last part counts."""
    parts = list(upload.parts.all())
    unit = rules.may_upload(actor, upload.purpose, upload.target)
    try:
        with _assembled(parts, last, upload.length) as whole:
            file = keep(
                whole,
                purpose=upload.purpose,
                name=upload.original_name,
                actor=actor,
                at=at,
                unit=unit,
                on_behalf=rules.is_on_behalf(actor, unit),
                attach=partial(_conclude, upload, last, actor, at),
            )
    except (WrongOffset, StoreFull):
        raise
    except DomainError as refusal:
        _refuse(upload, str(refusal), at)
        raise
    _forget_parts(parts)
    upload.file, upload.offset = file, upload.length
    return upload


@contextmanager
def _assembled(parts: list[UploadPart], last: Received, length: int) -> Iterator[Received]:
    """All parts in one scratch file; each is proved against its hash while it is copied."""
    if not parts:
        yield last
        return
    with received(_all_blocks(parts, last), most=length, too_long="分片与登记的长度不符，请重新上传。") as whole:
        if whole.size != length:
            raise DomainError("分片与登记的长度不符，请重新上传。")
        yield whole


def _all_blocks(parts: list[UploadPart], last: Received) -> Iterator[bytes]:
    for part in parts:
        digest = hashlib.sha256()
        with file_store().open(part.storage_name) as stream:
            while block := stream.read(BLOCK):
                digest.update(block)
                yield block
        if digest.hexdigest() != part.sha256:
            raise DomainError("已传的部分在服务器上损坏，请重新上传。")
    with last.path.open("rb") as stream:
        while block := stream.read(BLOCK):
            yield block


def _conclude(upload: Upload, last: Received, actor: Any, at: datetime, file: StoredFile) -> None:
    """In the transaction of the stored file: the upload ends at it, and the owning app is told."""
    locked = _locked_at(upload, upload.length - last.size)
    locked.offset, locked.touched_at, locked.file = locked.length, at, file
    locked.save(update_fields=["offset", "touched_at", "file"])
    locked.parts.all().delete()
    rules.on_stored(file, upload.target, actor, at)


def _refuse(upload: Upload, sentence: str, at: datetime) -> None:
    """未保存: keep the reason for the author; the bytes go."""
    parts = list(upload.parts.all())
    upload.refused, upload.touched_at = sentence[:200], at
    upload.save(update_fields=["refused", "touched_at"])
    UploadPart.objects.filter(upload=upload).delete()
    _forget_parts(parts)


def drop_upload(*, upload: Upload) -> None:
    """放弃上传: the row and what has arrived."""
    parts = list(upload.parts.all())
    upload.delete()
    _forget_parts(parts)


def _forget_parts(parts: list[UploadPart]) -> None:
    for part in parts:
        file_store().delete(part.storage_name)
