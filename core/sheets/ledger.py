"""导入台账: what each row of a file became, as rows of `ImportRow`, without any secret value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Model

from core.sheets.copy import insert_rows
from core.sheets.engine import Examined, outcome_of
from core.sheets.models import ImportBatch, ImportRow
from core.sheets.sheet import CREATED, REJECTED, UNCHANGED, UPDATED, Row, Sheet

FIELDS = ("batch", "number", "outcome", "key", "values", "before", "errors", "warnings", "tidied")
MOST_SHOWN = 200


def write_preview(batch: ImportBatch, examined: Examined) -> None:
    """Rows worth a look before the commit: every bad, tidied or doubtful one, and the first of the others."""
    _rewrite(batch, examined.sheet, _worth_showing(examined.rows))


def write_all(batch: ImportBatch, examined: Examined) -> None:
    """Every row with its outcome, and what it was before."""
    _rewrite(batch, examined.sheet, examined.rows)


def _rewrite(batch: ImportBatch, sheet: Sheet, rows: Iterable[Row]) -> None:
    ImportRow.objects.filter(batch=batch).delete()
    insert_rows(ImportRow, FIELDS, (_line(batch.pk, sheet, row) for row in rows))


def _worth_showing(rows: list[Row]) -> Iterator[Row]:
    left = {CREATED: MOST_SHOWN, UPDATED: MOST_SHOWN, UNCHANGED: 0}
    for row in rows:
        if row.errors or row.warnings or row.tidied:
            yield row
        elif left.get(row.outcome, 0) > 0:
            left[row.outcome] -= 1
            yield row


def _line(batch_id: int, sheet: Sheet, row: Row) -> tuple[Any, ...]:
    outcome = outcome_of(row)
    key = "" if sheet.has_secret_key else " ".join(str(part) for part in row.key if part is not None)[:200]
    is_silent = outcome == UNCHANGED and not (row.warnings or row.tidied)
    values = {} if is_silent else _open_values(sheet, row)
    before = _plain(_open(sheet, row.before)) if row.before is not None and outcome != REJECTED else None
    problems = [problem.as_json() for problem in row.errors], [problem.as_json() for problem in row.warnings]
    return batch_id, row.number, outcome, key, values, before, *problems, _tidied(sheet, row)


def _tidied(sheet: Sheet, row: Row) -> list[list[str]]:
    """[column, what was done, what the cell says now], a secret one masked."""
    keys = {column.name: column.key for column in sheet.columns}
    return [[name, note, sheet.by_key[keys[name]].words(row[keys[name]])[:200]] for name, note in row.tidied]


def _open(sheet: Sheet, values: dict[str, Any]) -> dict[str, Any]:
    """Without the columns that are secret."""
    return {key: value for key, value in values.items() if key not in sheet.by_key or not sheet.by_key[key].secret}


def _open_values(sheet: Sheet, row: Row) -> dict[str, Any]:
    return _plain({key: value for key, value in row.values().items() if value is not None and not sheet.by_key[key].secret})


PLAIN = frozenset({str, int, float, bool, type(None), date, datetime, time, Decimal})


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values that JSON can hold; a resolved row of a table is kept by its number."""
    return {key: _one(value) for key, value in values.items()}


def _one(value: Any) -> Any:
    if type(value) in PLAIN:
        return value
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, (list, tuple)):
        return [_one(part) for part in value]
    return str(value)
