"""收件人: who is told – the people who hold a power at a unit today."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from accounts.models import Post, PostQuerySet, Scope, Unit, UnitKind, User
from core.notices.models import Deadline


def _posts(permission: str) -> PostQuerySet:
    """Posts of today whose role holds `permission` ("app.codename")."""
    label, codename = permission.split(".")
    return Post.objects.held(timezone.localdate()).filter(role__permissions__content_type__app_label=label, role__permissions__codename=codename)


def _people(posts: PostQuerySet) -> list[User]:
    return list(User.objects.active().filter(pk__in=posts.values("user")).order_by("pk"))


def holders(unit: Unit, permission: str) -> list[User]:
    """People who hold `permission` at `unit`; where nobody does, at its superior, whose posts reach down to it."""
    people = _people(_posts(permission).filter(unit=unit))
    above = unit.parent
    if people or above is None or above.kind == UnitKind.GOVERNMENT:
        return people
    return holders(above, permission)


def bureau_holders(permission: str) -> list[User]:
    """People who hold `permission` with the whole county in sight; never the account of the system."""
    return _people(_posts(permission).filter(role__scope=Scope.ALL))


def for_deadline(deadline: Deadline) -> list[User]:
    """Recipients of the reminders of a deadline: its assignee, else the holders of the kind's power at the unit."""
    if deadline.assignee is not None:
        return [deadline.assignee] if deadline.assignee.is_active else []
    kind = settings.DEADLINE_KINDS.get(deadline.kind)
    permission = getattr(kind, "recipient_permission", "")
    return holders(deadline.unit, permission) if permission else []
