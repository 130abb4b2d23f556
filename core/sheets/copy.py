"""整批写入: COPY into a table or a temporary one; the way to write thousands of rows in one go."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import NOT_PROVIDED, AutoField, JSONField, Model
from psycopg import sql


def copy_into(cursor: Any, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """COPY rows of Python values into `table`; the number of rows written. Constraints and defaults hold, `save` does not run."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns)))
    count = 0
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def insert_rows(model: type[Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """整批新增: `fields` are field names (foreign keys take pks, JSON fields plain values); what is not named gets its default."""
    found: list[Any] = [model._meta.get_field(name) for name in fields]
    named = {one.name for one in found}
    others = [one for one in model._meta.local_concrete_fields if one.name not in named and not isinstance(one, AutoField) and one.db_default is NOT_PROVIDED]
    json_places = [place for place, one in enumerate([*found, *others]) if isinstance(one, JSONField)]
    columns = [str(one.column) for one in [*found, *others]]
    with connection.cursor() as cursor:
        return copy_into(cursor, model._meta.db_table, columns, _prepared(rows, [one.get_default for one in others], json_places))


def _prepared(rows: Iterable[Sequence[Any]], defaults: Sequence[Callable[[], Any]], json_places: Sequence[int]) -> Iterator[Sequence[Any]]:
    for row in rows:
        made = [*row, *(default() for default in defaults)]
        for place in json_places:
            if made[place] is not None:
                made[place] = as_json(made[place])
        yield made


_encode = DjangoJSONEncoder(ensure_ascii=False).encode


def as_json(value: Any) -> str:
    """JSON text of plain values, dates and decimals included."""
    return _encode(value) if value else "[]" if isinstance(value, list) else json.dumps(value)


@contextmanager
def temp_table(columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]], name: str = "sheet_rows") -> Iterator[str]:
    """A temporary table of (column, SQL type) filled by COPY, for set rules in SQL; gone at the end of the block."""
    shape = sql.SQL(", ").join(sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(kind)) for column, kind in columns)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE TEMPORARY TABLE {} ({})").format(sql.Identifier(name), shape))
        try:
            copy_into(cursor, name, [column for column, _ in columns], rows)
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(name)))
            yield name
        finally:
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(name)))
