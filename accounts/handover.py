"""交接: what is open with a person in a post, kind by kind, and how it goes to another. Who did what before never changes.

Each line of HANDOVER_SOURCES names a `Source` of the app that holds the rows, in the order in which they are locked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import Handover, HandoverState, Post, User
from accounts.models.user import SYSTEM_USERNAME
from accounts.recipients import holders_anywhere
from accounts.with_post import Named

Rows = QuerySet[Any]
Judge = Callable[[Any, User], str]  # why a person cannot have a row, "" when he can


def _anybody(rows: Sequence[Any], takers: Sequence[User]) -> Judge:
    """No rule stands against any taker."""
    return lambda row, taker: ""


@dataclass(frozen=True)
class Item:
    """One open matter of a person."""

    source: Source
    row: Any
    named: Named

    @property
    def label(self) -> str:
        return self.named.label

    @property
    def key(self) -> str:
        return f"{self.source.code}:{self.row.pk}"


@dataclass(frozen=True)
class Source:
    """One kind of duty. `rows` are those open with anybody, `person` the field that names who has to act, `power` what acting takes
    ("" where it follows the person, not the post). A row that nobody can take over ends; `ends` says how."""

    code: str
    label: str
    rows: Callable[[], Rows]
    person: str
    describe: Callable[[Any], Named]
    pass_on: Callable[[Sequence[Any], User, User, Post, User, datetime], None]  # (rows, giver, taker, post, actor, at)
    power: str = ""
    of_post: Callable[[Rows, Post, list[Post]], Rows] | None = None  # rows of exactly this post, not of the others held
    why_not: Callable[[Sequence[Any], Sequence[User]], Judge] = _anybody  # asks the database once for all of them
    ends: str = ""
    by_name: bool = False  # `person` holds a name, not an account
    is_duty: bool = True  # False for reminders: they go along and are no lines of the list
    locks: str = "self"  # the row that the acts on it lock first
    has_deadline: bool = False  # `pass_on` ends and opens the deadlines in person of its rows itself

    def stays_with(self, post: Post, others: list[Post]) -> bool:
        """Whether these rows remain the person's own business without `post`, with the `others` he holds."""
        if not self.power:
            return bool(others)
        return self.power not in post.powers or any(self.power in held.powers for held in others)

    def open_rows(self, user: User, post: Post, others: list[Post]) -> Rows:
        """What is open with `user` and cannot stay so when `post` ends."""
        rows = self.rows().filter(**{self.person: user.name if self.by_name else user.pk})
        if self.of_post is not None:
            return self.of_post(rows, post, others)
        return rows.none() if self.stays_with(post, others) else rows

    def items(self, rows: Iterable[Any]) -> list[Item]:
        return [Item(self, row, self.describe(row)) for row in rows]

    def open_of(self, user: User, post: Post, others: list[Post]) -> list[Item]:
        return self.items(self.open_rows(user, post, others).order_by("pk"))

    def taken(self, user: User, post: Post, others: list[Post]) -> list[Item]:
        """The same under their lock, as they stand once every act under way is over."""
        return self.items(self.open_rows(user, post, others).order_by("pk").select_for_update(of=(self.locks,), no_key=True))

    def powerless(self, taker: User) -> str:
        """Why `taker` can have none of these rows, "" where a post of his gives the power."""
        has_power = not self.power or any(self.power in held.powers for held in _held(taker))
        return "" if has_power else f"{taker}没有办理{self.label}的岗位。"


def _held(user: User) -> list[Post]:
    """The own posts of today, read anew: the act may have changed them. One that is only lent keeps nothing."""
    return list(Post.objects.held(timezone.localdate()).own().filter(user=user).with_powers())


def others_held(user: User, post: Post) -> list[Post]:
    """What the person holds besides `post`."""
    return [held for held in _held(user) if held.pk != post.pk]


def sources() -> list[Source]:
    return [import_string(name) for name in settings.HANDOVER_SOURCES]


def open_of(user: User, post: Post) -> list[Item]:
    """Everything open that cannot stay with `user` when `post` ends."""
    others = others_held(user, post)
    return [item for source in sources() for item in source.open_of(user, post, others)]


@dataclass(frozen=True)
class Line:
    """One line of the list that both sign: a matter under its kind; `item` where it names the giver, None where it waits for the post."""

    kind: str
    named: Named
    item: Item | None = None


def lines_of(items: Iterable[Item], waiting: Iterable[tuple[str, Named]]) -> list[Line]:
    """交接清单: the `items` that name the giver and what is `waiting` for the post, each matter once, kind by kind; reminders are no matters."""
    duties = [Line(item.source.label, item.named, item) for item in items if item.source.is_duty]
    known = {line.named.url for line in duties}
    lines = [*duties, *(Line(kind, named) for kind, named in waiting if named.url not in known)]
    kinds = list(dict.fromkeys(line.kind for line in lines))
    return sorted(lines, key=lambda line: kinds.index(line.kind))


@dataclass(frozen=True)
class Barred:
    """不能移交 to the taker: why, and who else could take it."""

    item: Item
    reason: str
    others: list[User]


def barred(items: Iterable[Item], giver: User, taker: User, post: Post) -> list[Barred]:
    """The items that the rules keep from `taker`, who will hold `post`'s role; with those who hold the power and may have them."""
    found = []
    for source, group in groupby(items, lambda item: item.source):
        mine = [] if source.ends else list(group)
        judge = source.why_not([item.row for item in mine], [taker])
        reasons = [(item, reason) for item in mine if (reason := judge(item.row, taker))]
        found += _with_others(source, reasons, {giver.pk, taker.pk})
    return found


def _with_others(source: Source, reasons: Sequence[tuple[Item, str]], excluded: Collection[int]) -> list[Barred]:
    if not reasons:
        return []
    pool = [user for user in holders_anywhere(source.power) if user.pk not in excluded]
    prefetch_related_objects(pool, "unit")
    judge = source.why_not([item.row for item, _ in reasons], pool)
    return [Barred(item, reason, [user for user in pool if not judge(item.row, user)]) for item, reason in reasons]


def waiting_with(user: User) -> list[str]:
    """执法文书 2 件、整改 1 件: every duty that is open with `user`, in whatever post."""
    duties = [source for source in sources() if source.is_duty and not source.ends]
    counts = [(source.label, source.rows().filter(**{source.person: user.name if source.by_name else user.pk}).count()) for source in duties]
    return [f"{label} {count} 件" for label, count in counts if count]


def left_behind() -> list[str]:
    """For `verify_integrity`: duties that are still open with somebody who handed over, or is disabled, and has no post left to do them in."""
    found = []
    givers = Handover.objects.filter(state=HandoverState.DONE).values("giver")
    disabled = User.objects.filter(is_active=False).exclude(username=SYSTEM_USERNAME).values("pk")
    for source in sources():
        if source.by_name or source.ends or not source.is_duty:
            continue
        gone = Q(**{f"{source.person}__in": givers}) | Q(**{f"{source.person}__in": disabled})
        if count := source.rows().filter(gone).exclude(**{f"{source.person}__in": _able(source)}).count():
            found.append(f"{source.label} {count} 件还在已交接或者停用的人名下")
    return found


def _able(source: Source) -> Any:
    posts = Post.objects.held(timezone.localdate()).own().filter(user__is_active=True)
    if source.power:
        label, codename = source.power.split(".")
        posts = posts.filter(role__permissions__content_type__app_label=label, role__permissions__codename=codename)
    return posts.values("user")
