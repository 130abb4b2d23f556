"""全局搜索: review batches by name and drawn files by number, name and party, within sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from cases.models import DrawnFile, ReviewBatch
from core.search.query import Hit, numbered
from core.search.sources import Rows, Source

if TYPE_CHECKING:
    from accounts.models import User

VIEW = "cases.view_reviews"


def _match_batches(found: Rows, words: str) -> Rows:
    return found.filter(name__contains=words)


def _batch(batch: ReviewBatch, user: User) -> Hit:
    return Hit("评查批次", batch.name, str(batch.get_absolute_url()), f"{batch.period_from:%Y-%m-%d} 至 {batch.period_to:%Y-%m-%d}", batch.get_state_display())


def _files(user: User) -> Rows:
    """Of those who see reviews at all: a reviewer finds his files at his own sheets."""
    found = DrawnFile.objects.visible_to(user).select_related("row__unit", "row__batch", "entry")
    return found if user.has_perm(VIEW) else found.none()


def _match_files(found: Rows, words: str) -> Rows:
    number = numbered("entry__document_no", words) | numbered("entry__case_no", words)
    return found.filter(number | Q(entry__title__contains=words) | Q(entry__party__contains=words))


def _file(file: DrawnFile, user: User) -> Hit:
    return Hit("案卷", str(file), file.get_absolute_url(), f"{file.row.unit}　{file.entry.title}", str(file.row.batch))


BATCHES = Source("评查批次", lambda user: ReviewBatch.objects.visible_to(user), _batch, _match_batches, list_name="cases:batch-list", power=VIEW)
FILES = Source("案卷", _files, _file, _match_files, list_name="cases:file-list", power=VIEW)
