"""最近的记录: the newest rows of a scope of units without sorting the whole of it.

The planner walks the date index hoping to meet the unit. One slice per unit from the index (unit, date, id), merged, costs
the same however large the table; above sixty units the plain walk is the better one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from django.db import connections
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

from core.search.keyset import Order, after_place

ModelT = TypeVar("ModelT", bound=Model)
MOST_SLICES = 60


def newest(
    rows: QuerySet[ModelT],
    unit_ids: Sequence[int] | None,
    *,
    order: Sequence[str] = ("-pk",),
    limit: int = 50,
    after: Sequence[object] | None = None,
    unit: str = "unit",
) -> list[ModelT]:
    """The first `limit` rows of `rows` in `order` (ending in pk) whose `unit` is among `unit_ids` (None: all), after a place.

    `rows` holds the filters of the page already, but not the one on the unit.
    """
    by = Order.parse(order, rows.model)
    if after is not None:
        rows = rows.filter(after_place(by, after))
    if unit_ids is None:
        return list(rows.order_by(*by.terms())[:limit])
    if not unit_ids:
        return []
    if len(unit_ids) > MOST_SLICES or len(unit_ids) == 1:
        return list(rows.filter(**{f"{unit}__in": unit_ids} if len(unit_ids) > 1 else {unit: unit_ids[0]}).order_by(*by.terms())[:limit])
    keys = _merged_keys(rows, unit_ids, by, limit, unit)
    found = rows.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def _merged_keys(rows: QuerySet[ModelT], unit_ids: Sequence[int], by: Order, limit: int, unit: str) -> list[int]:
    """Primary keys of the merged slices, by one LATERAL statement with the ids as a literal array."""
    one = rows.filter(**{unit: RawSQL("scope.id", ())}).order_by(*by.terms()).select_related(None).values_list(*by.names)[:limit]
    statement, params = one.query.sql_with_params()
    names = [f"part.c{place}" for place in range(len(by.names))]
    shape = f"AS part({', '.join(name.removeprefix('part.') for name in names)})"
    sorting = ", ".join(f"{name} {'DESC NULLS LAST' if falls else 'ASC NULLS LAST'}" for name, falls in zip(names, by.falls, strict=True))
    with connections[rows.db].cursor() as cursor:
        cursor.execute(
            f"SELECT {names[-1]} FROM unnest(%s::bigint[]) AS scope(id) CROSS JOIN LATERAL ({statement}) {shape} ORDER BY {sorting} LIMIT %s",  # noqa: S608 - the statement of our own queryset
            [list(unit_ids), *params, limit],
        )
        return [key for (key,) in cursor.fetchall()]
