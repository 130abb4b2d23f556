"""检索: narrowing a queryset to what a person typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from core.search import lookups  # noqa: F401 - registers the lookup
from core.search.fold import fold
from core.search.numbers import is_a_number, of_any_year, spellings

ModelT = TypeVar("ModelT", bound=Model)
LONGEST, MOST_WORDS, CODE = 80, 5, 8


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


def one_code(words: str) -> str:
    """证件号码、信用代码 typed in groups or in full width (1699 2100 302) as the one code it is; any other words as they are."""
    plain = fold(words).upper()
    tight = "".join(plain.split())
    return tight if len(tight) >= CODE and tight.isascii() and tight.isalnum() and all(map(_has_figure, plain.split())) else words


def _has_figure(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def numbered(field: str, text: str, lookup: str = "contains") -> Q:
    """Rows of which the number in `field` holds what was typed, in any spelling; without its year, in any year."""
    found = Q()
    for spelling in spellings(text):
        found |= Q(**{f"{field}__{lookup}": spelling})
    if (left := of_any_year(text)) is not None:
        found |= Q(**{f"{field}__{lookup}": left[0], f"{field}__regex": left[1]})
    return found


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
    if is_a_number(typed):
        for field, lookup in (*((field, "zh") for field in fields), *((field, "startswith") for field in numbers)):
            found |= numbered(field, typed, lookup)
    for field, value in exact:
        found |= Q(**{field: value})
    return rows.filter(found)
