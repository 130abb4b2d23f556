"""谁能传、谁能看: uploaded workbooks belong to whoever imports them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied

from core.sheets.engine import sheet_of
from core.sheets.models import ImportBatch

if TYPE_CHECKING:
    from accounts.models import Unit, User
    from core.files.models import StoredFile


def may_see(user: User, file: StoredFile) -> bool:
    """Only the one who imported it, while he may import its kind: rows of a file may be anybody's."""
    return ImportBatch.objects.visible_to(user).filter(file=file).exists()


def may_upload(user: User, target: str) -> Unit | None:
    """`target` is the kind of sheet; holders of its permission may upload."""
    if target not in settings.SHEET_KINDS or not sheet_of(target).is_open_to(user):
        raise PermissionDenied
    return user.unit
