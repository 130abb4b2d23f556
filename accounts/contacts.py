"""通讯录: which units stand in it for whom, who is liaison and 分管领导 of each, and which units lack them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import Post, PostQuerySet, Unit, UnitKind, User
from accounts.models.unit import SUPERVISED_KINDS, UnitQuerySet
from core.crypto import mask_address

LIAISON_ROLES, LEADER_ROLES = ("dept_liaison", "town_liaison"), ("dept_leader",)
NEEDS_BOTH = SUPERVISED_KINDS  # each has a liaison and a 分管领导


def units_for(user: User) -> UnitQuerySet:
    """Units in use that `user` may look up: those in sight, and the bureau for everybody."""
    seen = Unit.objects.visible_to(user).values("pk")
    return Unit.objects.active().filter(Q(pk__in=seen) | Q(kind=UnitKind.BUREAU))


def sees_people(user: User, unit: Unit) -> bool:
    """Whether the people of `unit` are shown, not its desk alone."""
    return Unit.objects.visible_to(user).filter(pk=unit.pk).exists()


def posts_in_sight(user: User, on: date) -> PostQuerySet:
    """The posts that day of the people whom `user` finds in the book; the three administrators are no contacts."""
    units = Unit.objects.visible_to(user).active().values("pk")
    return Post.objects.held(on).filter(unit__in=units, user__is_active=True, role__is_administrator=False)


def lacking(rows: QuerySet[Unit], roles: Iterable[str], on: date) -> QuerySet[Unit]:
    """Of `rows` those that must have somebody in one of `roles` and have nobody."""
    held = Post.objects.held(on).filter(role__in=list(roles), user__is_active=True)
    return rows.filter(kind__in=NEEDS_BOTH).exclude(pk__in=held.values("unit"))


@dataclass
class People:
    """The people of a unit who answer for it."""

    liaisons: list[User] = field(default_factory=list)
    leaders: list[User] = field(default_factory=list)


def people_of(units: Iterable[Unit], on: date) -> dict[int, People]:
    """Unit → its liaisons and leaders on that day, each once, in one statement."""
    found: dict[int, People] = defaultdict(People)
    posts = Post.objects.held(on).filter(unit__in=[unit.pk for unit in units], role__in=[*LIAISON_ROLES, *LEADER_ROLES], user__is_active=True)
    for post in posts.select_related("user").order_by("pk"):
        people = found[post.unit_id]
        named = people.liaisons if post.role_id in LIAISON_ROLES else people.leaders
        if post.user not in named:  # also in the place of a colleague
            named.append(post.user)
    return found


@dataclass(frozen=True)
class Entry:
    """One person of a unit in the book: numbers of the person masked, that of the desk as it is."""

    person: User
    posts: str
    phone: str
    email: str
    office_phone: str


def entries_of(unit: Unit, on: date) -> list[Entry]:
    """Everybody who holds a post at the unit, liaisons and leaders first; the three administrators are no contacts."""
    posts: dict[int, list[Post]] = defaultdict(list)
    for post in unit.posts.held(on).filter(user__is_active=True, role__is_administrator=False).select_related("user", "role").order_by("user__username", "pk"):
        posts[post.user_id].append(post)
    rows = sorted(posts.values(), key=lambda held: min(_place(post) for post in held))
    return [_entry(held) for held in rows]


def _place(post: Post) -> int:
    return 0 if post.role_id in LIAISON_ROLES else 1 if post.role_id in LEADER_ROLES else 2


def _entry(posts: list[Post]) -> Entry:
    user = posts[0].user
    return Entry(user, "、".join(dict.fromkeys(str(post.role) for post in posts)), user.masked_phone, mask_address(user.email), user.office_phone)
