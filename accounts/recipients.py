"""收件人: who is told – the people who hold a power at a unit today."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from accounts.models import Unit, User
from core.notices.models import Deadline


def _holding(permission: str) -> Q:
    """Users with a present post whose role holds `permission` ("app.codename")."""
    label, codename = permission.split(".")
    today = timezone.localdate()
    role = Q(posts__role__permissions__content_type__app_label=label, posts__role__permissions__codename=codename)
    return role & Q(posts__since__lte=today) & (Q(posts__until=None) | Q(posts__until__gte=today))


def holders(unit: Unit, permission: str) -> list[User]:
    """People who hold `permission` at `unit` itself."""
    return list(User.objects.filter(_holding(permission) & Q(posts__unit=unit), is_active=True).distinct().order_by("pk"))


def bureau_holders(permission: str) -> list[User]:
    """People who hold `permission` with the whole county in sight; never the account of the system."""
    found = User.objects.filter(_holding(permission) & Q(posts__role__scope="all"), is_active=True)
    return list(found.exclude(username="system").distinct().order_by("pk"))


def for_deadline(deadline: Deadline) -> list[User]:
    """Recipients of the reminders of a deadline: its assignee, else the holders of the kind's power at the unit."""
    if deadline.assignee is not None:
        return [deadline.assignee] if deadline.assignee.is_active else []
    kind = settings.DEADLINE_KINDS.get(deadline.kind)
    permission = getattr(kind, "recipient_permission", "")
    return holders(deadline.unit, permission) if permission else []
