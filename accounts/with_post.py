"""随岗位办理: what waits for a post, whoever holds it – the open matters of its unit or office, and what else its desk asks for.

Each line of HANDOVER_MATTERS names a `Matters` of the app that holds the rows. Nothing here moves at a hand-over: it is named, so that the list is whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from accounts.models import Post, User
from core.lists.desk import Task, timed

LONGEST = 200  # characters of a line that are kept


@dataclass(frozen=True)
class Named:
    """One matter as the list of a hand-over names it."""

    label: str
    url: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class Matters:
    """One kind of matter: `rows` are those open for the post that the person acts in, none where it has no part in them."""

    kind: str
    rows: Callable[[User], QuerySet[Any]]
    describe: Callable[[Any], Named]


def with_post(giver: User, post: Post, on: date) -> list[tuple[str, Named]]:
    """Kind and name of everything that waits for `post` on that day."""
    person = User.objects.get(pk=giver.pk)
    person.take_post(Post.objects.with_powers().select_related("role", "unit").get(pk=post.pk))
    desk = timed(task for name in settings.DESK_BLOCKS for task in import_string(name)(person, on))
    matters = _matters(person, {_page(task.url): task.due_on for task in desk if task.due_on})
    return [*matters, *_of_desk(desk, {named.url for _, named in matters})]


def _matters(person: User, days: dict[str, date]) -> list[tuple[str, Named]]:
    """Those of HANDOVER_MATTERS; the day that the desk knows where the row keeps none."""
    found = []
    for name in settings.HANDOVER_MATTERS:
        matters: Matters = import_string(name)
        rows = [matters.describe(row) for row in matters.rows(person)]
        found += [(matters.kind, named if named.due_on else replace(named, due_on=days.get(named.url))) for named in rows]
    return found


def _of_desk(desk: Iterable[Task], known: set[str]) -> list[tuple[str, Named]]:
    """What only the desk knows of: a step to take by whoever holds the post; one matter once."""
    found: dict[str, tuple[str, Named]] = {}
    for task in desk:
        if _page(task.url) not in known:
            found.setdefault(task.url, (task.kind, Named(task.title, task.url, task.due_on)))
    return list(found.values())


def _page(url: str) -> str:
    """The address without what it shows of the page."""
    return url.partition("?")[0]
