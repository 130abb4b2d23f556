"""检索: narrowing a queryset to what a person typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from core.search import lookups  # noqa: F401 - registers the lookup
from core.search.numbers import spellings

ModelT = TypeVar("ModelT", bound=Model)
LONGEST, MOST_WORDS = 80, 5


@dataclass(frozen=True)
class Hit:
    """One line of the search page: what it is, where it opens, and what tells it from others."""

    kind: str
    title: str
    url: str
    note: str = ""
    state: str = ""
    number: str = ""  # the whole number it bears; typed in full it leads straight here


def words_of(typed: str) -> list[str]:
    """The words of a search, at most five of them and eighty characters in all."""
    return typed.replace("\x00", "").replace("\u3000", " ")[:LONGEST].split()[:MOST_WORDS]


def search(
    rows: QuerySet[ModelT], fields: Sequence[str], typed: str, *, numbers: Sequence[str] = (), exact: Sequence[tuple[str, Any]] = ()
) -> QuerySet[ModelT]:
    """Rows where every word stands in one of `fields` (each with a `bigram_index`).

    `numbers` match from their beginning (text_pattern_ops index); `exact` are (field, value) pairs such as a blind index of
    the whole text typed; a number is found in any spelling. Fields are those of the row's own table: an index of another table cannot be joined in.
    """
    words = words_of(typed)
    if not words:
        return rows
    found = Q()
    for word in words:
        one = Q()
        for field in fields:
            one |= Q(**{f"{field}__zh": word})
        for field in numbers:
            one |= Q(**{f"{field}__startswith": word})
        found &= one
    for spelling in spellings(typed)[1:]:
        for name in (*(f"{field}__zh" for field in fields), *(f"{field}__startswith" for field in numbers)):
            found |= Q(**{name: spelling})
    for field, value in exact:
        found |= Q(**{field: value})
    return rows.filter(found)
