"""文件用途: reading the rows of FILE_PURPOSES, whose handlers live in the apps that own the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.module_loading import import_string

from core.errors import DomainError

if TYPE_CHECKING:
    from datetime import datetime

    from core.files.models import StoredFile

MEGABYTE = 1024 * 1024


def purpose_row(purpose: str) -> Any:
    """The row of `purpose`; DomainError for one that does not exist (a forged form)."""
    try:
        return settings.FILE_PURPOSES[purpose]
    except KeyError:
        raise DomainError("没有这种上传用途，请刷新页面后再传。") from None


def too_large(purpose: str) -> str:
    """What is said of a file over the limit of its purpose."""
    row = purpose_row(purpose)
    return f"文件超过上限 {row.megabytes} MB，请压缩或分成几个文件再{row.verb}。"


def refuse_too_large(purpose: str, size: int | None) -> None:
    """Before a file is read as a whole."""
    if (size or 0) > purpose_row(purpose).megabytes * MEGABYTE:
        raise DomainError(too_large(purpose))


def may_see(user: Any, file: StoredFile) -> bool:
    """Whether `user` may know that `file` exists, as its purpose decides. Files of a purpose that was given up are nobody's."""
    row = settings.FILE_PURPOSES.get(file.purpose)
    return bool(row and row.may_see and import_string(row.may_see)(user, file))


def may_upload(user: Any, purpose: str, target: str) -> Any:
    """The unit for which `user` uploads to `target`, or None; raises what the purpose refuses with."""
    row = purpose_row(purpose)
    if not row.may_upload:
        raise PermissionDenied
    return import_string(row.may_upload)(user, target)


def on_stored(file: StoredFile, target: str, actor: Any, at: datetime) -> None:
    """Tell the owning app that its file is there, in the transaction that stored it."""
    row = purpose_row(file.purpose)
    if row.on_stored:
        import_string(row.on_stored)(file, target, actor, at)


def is_on_behalf(user: Any, unit: Any) -> bool:
    """代传: the unit is neither the user's own nor below the post the user acts in."""
    if unit is None or user.unit_id == unit.pk:
        return False
    within = user.unit_ids()
    return within is None or unit.pk not in within
