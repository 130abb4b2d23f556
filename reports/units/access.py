"""Who may fetch a pack: whoever may see it."""

from __future__ import annotations

from accounts.models import User
from core.files.models import StoredFile
from reports.models import UnitPack


def may_see(user: User, file: StoredFile) -> bool:
    return UnitPack.objects.visible_to(user).filter(file=file).exists()
