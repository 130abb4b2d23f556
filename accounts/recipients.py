"""收件人: who is told – the people who hold a power at a unit today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet

from django.conf import settings
from django.db.models import Q
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


def holders_of(units: Iterable[Unit], permission: str) -> dict[int, list[User]]:
    """The same for many units at once: unit id → people, in three statements however many there are."""
    lines = {unit.pk: [int(step) for step in unit.path.strip("/").split("/")][::-1] for unit in units}
    governments = set(Unit.objects.filter(pk__in={pk for line in lines.values() for pk in line}, kind=UnitKind.GOVERNMENT).values_list("pk", flat=True))
    reachable = {pk for start, line in lines.items() for pk in line if pk == start or pk not in governments}
    pairs = list(_posts(permission).filter(unit_id__in=reachable).values_list("unit_id", "user_id"))
    people = {user.pk: user for user in User.objects.active().filter(pk__in={user for _, user in pairs}).order_by("pk")}
    at: dict[int, list[User]] = {}
    for pk in people:
        for unit_id in {unit for unit, user in pairs if user == pk}:
            at.setdefault(unit_id, []).append(people[pk])
    return {start: next((at[pk] for pk in _up_to_government(start, line, governments) if pk in at), []) for start, line in lines.items()}


def _up_to_government(start: int, line: Sequence[int], governments: AbstractSet[int]) -> Iterator[int]:
    """The unit and its superiors, nearest first, short of the government."""
    for pk in line:
        if pk in governments and pk != start:
            return
        yield pk


def with_deputies(people: Iterable[User]) -> list[User]:
    """These persons, and whoever takes their place today (代理); active ones only."""
    named = [user.pk for user in people]
    acting = Post.objects.held(timezone.localdate()).filter(acting_for__user__in=named).values("user")
    return list(User.objects.active().filter(Q(pk__in=named) | Q(pk__in=acting)).order_by("pk"))


def holders_anywhere(permission: str) -> list[User]:
    """People who hold `permission` in any post."""
    return _people(_posts(permission))


def bureau_holders(permission: str) -> list[User]:
    """People who hold `permission` with the whole county in sight; never the account of the system."""
    return _people(_posts(permission).filter(role__scope=Scope.ALL))


def for_deadline(deadline: Deadline) -> list[User]:
    """Recipients of the reminders of a deadline: its assignee, else the holders of the kind's power at the unit."""
    if deadline.assignee is not None:
        return with_deputies([deadline.assignee])
    permission = _power_of(deadline.kind)
    return holders(deadline.unit, permission) if permission else []


def for_deadlines(deadlines: Sequence[Deadline]) -> dict[int, list[User]]:
    """The same for many deadlines of one kind without assignees: deadline id → people."""
    permission = _power_of(deadlines[0].kind) if deadlines else ""
    found = holders_of({deadline.unit_id: deadline.unit for deadline in deadlines}.values(), permission) if permission else {}
    return {deadline.pk: found.get(deadline.unit_id, []) for deadline in deadlines}


def _power_of(kind: str) -> str:
    return getattr(settings.DEADLINE_KINDS.get(kind), "recipient_permission", "")
