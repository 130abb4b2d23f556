"""沿革: rows that keep how something stood from an instant on, until its next row."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def as_of(rows: QuerySet[Row], at: datetime, each: str) -> QuerySet[Row]:
    """The row of every `each` (a column, "share_id") that held just before `at`; what has none by then is left out."""
    newest = rows.filter(at__lt=at).order_by(each, "-at", "-pk").distinct(each)
    return rows.filter(pk__in=newest.values("pk"))
