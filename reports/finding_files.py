"""全局搜索: files that were uploaded to answers and documents, by their name, within sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from core.files.models import StoredFile, StoredFileQuerySet
from core.look.numbers import moment_in_words
from core.search.query import Hit
from core.search.sources import Rows, Source
from documents import access
from submissions import files

if TYPE_CHECKING:
    from accounts.models import User


def _in_sight(user: User) -> StoredFileQuerySet:
    return (files.files_in_sight(user) | access.files_in_sight(user)).select_related("unit")


def _match(found: Rows, words: str) -> Rows:
    return found.filter(original_name__zh=words)


def _hit(file: StoredFile, user: User) -> Hit:
    label = settings.FILE_PURPOSES[file.purpose].label
    note = "　".join(filter(None, (label, file.unit.name if file.unit else "", moment_in_words(file.created_at))))
    return Hit("文件", file.original_name, file.get_absolute_url(), note)


FILES = Source("文件", _in_sight, _hit, _match, order=("-created_at", "-pk"))
