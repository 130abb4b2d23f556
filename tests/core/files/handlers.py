"""What an app that owns files names in its FILE_PURPOSES row, for the tests."""

from datetime import datetime

from django.core.exceptions import PermissionDenied

from accounts.models import Unit, User
from core.errors import DomainError
from core.files.models import StoredFile

stored: list[tuple[str, str]] = []


def may_see(user: User, file: StoredFile) -> bool:
    within = user.unit_ids()
    return within is None or file.unit_id in within


def may_upload(user: User, target: str) -> Unit | None:
    """`target` is the code of a unit; "shut" is a matter that takes no more files."""
    if target == "shut":
        raise DomainError("该批次已结束，不再收件。")
    unit = Unit.objects.get(code=target)
    if not may_see(user, StoredFile(unit=unit)):
        raise PermissionDenied
    return unit


def remember(file: StoredFile, target: str, actor: User, at: datetime) -> None:
    stored.append((file.original_name, target))


def refuse(file: StoredFile, target: str, actor: User, at: datetime) -> None:
    raise DomainError("这份案卷已有同名材料。")


def break_down(file: StoredFile, target: str, actor: User, at: datetime) -> None:
    raise RuntimeError("the owning app fails")
