"""计数: capped counts of several querysets in one statement."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Value

from core.lists.page import MOST_COUNTED, Rows


def counts_of(sets: Sequence[Rows], cap: int = MOST_COUNTED) -> list[int]:
    """How many rows each holds, at most `cap` + 1 (then "10,000+")."""
    parts: list[str] = []
    params: list[Any] = []
    places: list[int | None] = []
    for rows in sets:
        bare = rows.order_by().select_related(None).prefetch_related(None)
        one = bare.values_list("pk" if bare.query.distinct else Value(1))[: cap + 1]
        try:
            statement, given = one.query.sql_with_params()
        except EmptyResultSet:
            places.append(None)
            continue
        places.append(len(parts))
        parts.append(f"(SELECT count(*) FROM ({statement}) AS counted)")  # noqa: S608 - statements of our own querysets
        params.extend(given)
    if not parts:
        return [0 for _ in sets]
    with connections[sets[0].db].cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        row = cursor.fetchone()
    return [0 if place is None else int(row[place]) for place in places]


def in_words(count: int, cap: int = MOST_COUNTED) -> str:
    """214, or 10,000+ above the cap."""
    return f"{cap:,}+" if count > cap else str(count)
