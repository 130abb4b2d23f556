"""全局搜索: what each app offers to the search, and one look at all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.urls import reverse

from core.search.numbers import is_a_number
from core.search.query import Hit

if TYPE_CHECKING:
    from accounts.models import User

Rows = QuerySet[Any]
CAP = 100  # rows of a kind that are looked at; more than that is a matter for its list
MOST_READ, PER_KIND, ALONE = 5, 6, 20  # kinds whose rows are read, rows of one among several, rows of the only one


@dataclass(frozen=True)
class Source:
    """检索来源: the rows of one kind in sight, how they are searched, what a line says, and the list that shows the rest.

    `match` narrows `rows(user)`; `found` answers instead where names are not for the database to compare. `list_name` is the
    address name of a list that takes ?q=, `list_query` what else it needs (tab=all), `power` who has that list.
    """

    kind: str
    rows: Callable[[User], Rows]
    hit: Callable[[Any, User], Hit]
    match: Callable[[Rows, str], Rows] | None = None
    found: Callable[[User, str], list[Any]] | None = None
    order: tuple[str, ...] = ("-pk",)
    list_name: str = ""
    list_query: str = ""
    power: str = ""

    def list_url(self, user: User, words: str) -> str:
        """The list with the same words; "" where this person has none."""
        if not self.list_name or (self.power and not user.has_perm(self.power)):
            return ""
        return reverse(self.list_name, query={**dict([self.list_query.split("=")] if self.list_query else []), "q": words})


@dataclass
class Group:
    """一类结果: how many there are (at most `CAP`, then more), the first of them, and where the rest is."""

    kind: str
    count: int
    url: str
    hits: list[Hit] = field(default_factory=list)

    @property
    def count_words(self) -> str:
        return f"{CAP}+" if self.count > CAP else str(self.count)

    @property
    def is_cut(self) -> bool:
        return self.count > len(self.hits)


def look(sources: Sequence[Source], user: User, words: str) -> list[Group]:
    """Every kind that has something: all are asked in one statement, then the rows of the first kinds are read, of those without a list in any case."""
    told = {number: source.found(user, words) for number, source in enumerate(sources) if source.found is not None}
    keys = _keys(sources, user, words)
    having = [number for number in range(len(sources)) if told.get(number) or keys.get(number)]
    shown = ALONE if len(having) == 1 else PER_KIND
    groups = []
    read = sorted((number for number in having if number in keys), key=lambda number: bool(sources[number].list_name))[:MOST_READ]
    for number in having:
        source, count = sources[number], len(told.get(number) or keys[number])
        rows = _rows(source, user, keys[number], shown) if number in read else told.get(number, [])[:shown]
        groups.append(Group(source.kind, count, source.list_url(user, words), [source.hit(row, user) for row in rows]))
    return groups


def _matched(match: Callable[[Rows, str], Rows], rows: Rows, words: str) -> Rows:
    """A number is searched for as a whole, else every word of more than one character stands somewhere."""
    each = [words] if is_a_number(words) else [word for word in words.split() if len(word) > 1] or [words]
    for word in each:
        rows = match(rows, word)
    return rows


def _rows(source: Source, user: User, keys: list[Any], most: int) -> list[Any]:
    return list(source.rows(user).filter(pk__in=keys).order_by(*source.order)[:most])


def _keys(sources: Sequence[Source], user: User, words: str) -> dict[int, list[Any]]:
    """The primary keys found of each source, as text and at most one beyond `CAP`, in one statement."""
    parts: list[str] = []
    params: list[Any] = []
    for number, source in enumerate(sources):
        if source.match is None:
            continue
        rows = _matched(source.match, source.rows(user), words).order_by().select_related(None).prefetch_related(None)
        bare = rows.annotate(key_found=Cast("pk", TextField())).values_list("key_found")[: CAP + 1]
        try:
            statement, given = bare.query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"(SELECT {number}, found.* FROM ({statement}) AS found)")  # noqa: S608 - statements of our own querysets
        params.extend(given)
    keys: dict[int, list[Any]] = {}
    if parts:
        with connections["default"].cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), params)
            for number, key in cursor.fetchall():
                keys.setdefault(number, []).append(key)
    return keys
