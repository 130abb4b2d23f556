"""Acts on files: store, remove, open.

Order of storing, so that whatever is acknowledged is durable: scratch file → sync → checks → rename into the store → sync
the folder → commit → answer. What a crash leaves behind has no row and is swept; a row never lacks its file.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import Model, Sum

from core import audit
from core.errors import DomainError
from core.files.checks import clean_name, inspect
from core.files.intake import Content, Received, received
from core.files.models import ScanState, StoredFile
from core.files.rules import MEGABYTE, purpose_row, too_large
from core.files.storage import file_store, random_name
from core.jobs.bell import ring

Attach = Callable[[StoredFile], None]


def store(
    *,
    purpose: str,
    name: str,
    stream_or_bytes: Content,
    actor: Any,
    at: datetime,
    unit: Any = None,
    owner: Model | None = None,
    on_behalf: bool = False,
    attach: Attach | None = None,
) -> StoredFile:
    """保存文件: check, hash and keep a file; DomainError with one sentence when it is refused, and nothing is left then.

    `owner` is the row it belongs to; `attach(file)` runs in the same transaction. The virus check is rung on commit.
    """
    row = purpose_row(purpose)
    with received(stream_or_bytes, most=row.megabytes * MEGABYTE, too_long=too_large(purpose)) as got:
        return keep(got, purpose=purpose, name=name, actor=actor, at=at, unit=unit, owner=owner, on_behalf=on_behalf, attach=attach)


def keep(
    got: Received,
    *,
    purpose: str,
    name: str,
    actor: Any,
    at: datetime,
    unit: Any = None,
    owner: Model | None = None,
    on_behalf: bool = False,
    attach: Attach | None = None,
) -> StoredFile:
    """Check a file that has arrived, take it over into the store and write its row."""
    shown = clean_name(name)
    facts = inspect(purpose, shown, got.path)
    refuse_over_quota(purpose, unit, got.size)
    storage_name = random_name("files")
    file = StoredFile(
        purpose=purpose,
        original_name=shown,
        storage_name=storage_name,
        mime=facts.mime,
        size=got.size,
        sha256=got.sha256,
        pages=facts.pages,
        scan_state=ScanState.PENDING if settings.CLAMD_ADDRESS else ScanState.UNSCANNED,
        unit=unit,
        owner_kind=owner._meta.label_lower if owner is not None else "",
        owner_id=str(owner.pk) if owner is not None else "",
        uploaded_by=actor,
        on_behalf=on_behalf,
        created_at=at,
    )
    file_store().put(got.path, storage_name)
    try:
        _write_row(file, attach, actor, at)
    except BaseException:
        file_store().delete(storage_name)
        raise
    return file


@transaction.atomic
def _write_row(file: StoredFile, attach: Attach | None, actor: Any, at: datetime) -> None:
    """Row, owner's handler and audit entry: all of them or none."""
    file.save(force_insert=True)
    if attach is not None:
        attach(file)
    audit.record(actor=actor, act="file.store", act_label="保存文件", target=file, at=at, note=f"{purpose_row(file.purpose).label}，SHA-256 {file.sha256}")
    if file.scan_state == ScanState.PENDING:
        ring("core.scan_file", file_id=str(file.pk))


def refuse_over_quota(purpose: str, unit: Any, size: int) -> None:
    """Quota of a purpose per unit, where its row sets one."""
    row = purpose_row(purpose)
    if not row.quota_megabytes:
        return
    used = StoredFile.objects.present().filter(purpose=purpose, unit=unit).aggregate(used=Sum("size"))["used"] or 0
    if used + size > row.quota_megabytes * MEGABYTE:
        raise DomainError(f"“{row.label}”的存储额度 {row.quota_megabytes} MB 已用完，请先清理不用的文件或联系系统管理员。")


@transaction.atomic
def remove(*, file: StoredFile, actor: Any, at: datetime, reason: str = "") -> StoredFile:
    """移除文件: take it out of sight. The bytes stay until a purge of records decides about them."""
    locked = StoredFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if locked.removed_at is not None:
        raise DomainError("这个文件已经移除。")
    locked.removed_at = at
    locked.save(update_fields=["removed_at"])
    audit.record(actor=actor, act="file.remove", act_label="移除文件", target=locked, at=at, note=reason)
    return locked


def open_file(file: StoredFile) -> BinaryIO:
    """A reader of the stored bytes; DomainError when they are missing or not as long as they were."""
    try:
        if file_store().size(file.storage_name) == file.size:
            return file_store().open(file.storage_name)
    except FileNotFoundError:
        raise DomainError(f"文件“{file}”丢失，已记录，请联系系统管理员。") from None
    raise DomainError(f"文件“{file}”与登记时不一致，不能使用，已记录，请联系系统管理员。")
