"""导出: the rows a list shows, all of them, in the columns it shows, as xlsx or csv. Every export is on record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import unescape
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString

from core.audit.trail import record
from core.crypto import keyed_hash
from core.files.kinds import TYPES
from core.jobs.queue import submit
from core.lists.asked import Asked
from core.lists.cells import getter
from core.lists.counts import counts_of
from core.lists.page import DIRECT_EXPORT, Column
from core.sheets.sql_rows import sql_rows
from core.sheets.stream import Heading, csv_stream, python_rows, xlsx_stream

FORMATS = {form: TYPES[form].mime for form in ("xlsx", "csv")}
CHUNK = 500


def answer(request: HttpRequest, asked: Asked, form: str) -> HttpResponseBase:
    """Up to 2,000 rows stream at once; more become a job whose page offers the file."""
    at = timezone.now()
    (count,) = counts_of([asked.found], DIRECT_EXPORT)
    if count > DIRECT_EXPORT:
        return redirect(_as_job(asked, form, at))
    note_export(asked, at, f"{count} 行")
    response = StreamingHttpResponse(blocks(asked, form, at, at_once=True), content_type=FORMATS[form])
    response["Content-Disposition"] = content_disposition_header(True, file_name(asked, form)) or ""
    return response


def note_export(asked: Asked, at: datetime, amount: str) -> None:
    conditions = asked.conditions()
    record(
        actor=asked.user,
        act="export_list",
        act_label="导出",
        target=None,
        at=at,
        note=f"{asked.page.title}：{amount}{'，条件：' + conditions if conditions else ''}",
    )


def _as_job(asked: Asked, form: str, at: datetime) -> Any:
    query = asked.params.urlencode()
    who = f"{asked.user.pk}|{asked.user.role_code}|{asked.user.post_unit_id}"
    key = keyed_hash(f"{asked.page.name}|{who}|{form}|{query}|{at:%Y%m%d%H%M}", purpose="list_export")
    params = {"list": asked.page.name, "query": query, "form": form}
    return submit(kind="list_export", title=f"导出{asked.page.title}", actor=asked.user, at=at, params=params, key=f"export:{key[:60]}")


def file_name(asked: Asked, form: str) -> str:
    return f"{asked.page.title}-{asked.on:%Y%m%d}.{form}"


def is_in_database(asked: Asked, form: str) -> bool:
    """Whether PostgreSQL can build the rows alone; while it hands them over the connection can do nothing else."""
    return form == "xlsx" and all(column.expression is not None and column.export is None for column in asked.columns)


def blocks(asked: Asked, form: str, at: datetime, *, at_once: bool = False) -> Iterator[bytes]:
    """The file, block by block. `at_once` reads all rows first: the answer to a request writes its session after the view."""
    headings = [Heading(column.heading, column.width) for column in asked.columns]
    if form == "csv":
        values = _values(asked)
        return csv_stream(headings, list(values) if at_once else values)
    rows = _database_rows(asked) if is_in_database(asked, form) else python_rows(_values(asked))
    conditions = asked.conditions()
    return xlsx_stream(asked.page.title, headings, iter(list(rows)) if at_once else rows, lambda count: _facts(asked, at, count, conditions))


def _facts(asked: Asked, at: datetime, count: int, conditions: str) -> Sequence[tuple[str, str]]:
    facts = [
        ("名称", asked.page.title),
        ("行数", str(count)),
        ("条件", conditions or "无"),
        ("导出人", f"{asked.user}"),
        ("导出时间", f"{timezone.localtime(at):%Y-%m-%d %H:%M}"),
    ]
    return [*facts, ("说明", asked.page.export_note)] if asked.page.export_note else facts


def _ordered(asked: Asked) -> Any:
    return asked.found.order_by(*asked.order.terms())


def _database_rows(asked: Asked) -> Iterator[bytes]:
    columns = asked.columns
    expressions = [column.expression for column in columns if column.expression is not None]
    return sql_rows(_ordered(asked), expressions, [column.choices for column in columns], settings.TIME_ZONE)


def _values(asked: Asked) -> Iterator[list[Any]]:
    """Rows as plain values, from a server-side cursor, `prepare`d in chunks."""
    takers = [_taker(column) for column in asked.columns]
    waiting: list[Any] = []
    for row in _ordered(asked).iterator(chunk_size=CHUNK):
        waiting.append(row)
        if len(waiting) == CHUNK:
            yield from _taken(asked, waiting, takers)
            waiting = []
    yield from _taken(asked, waiting, takers)


def _taken(asked: Asked, rows: list[Any], takers: Sequence[Any]) -> Iterator[list[Any]]:
    if rows and asked.page.prepare is not None:
        asked.page.prepare(rows, asked.user, asked.on)
    return ([take(row) for take in takers] for row in rows)


def _taker(column: Column) -> Any:
    """The plain value of a column: `export`, else what its cell shows without the markup."""
    if column.export is not None:
        return column.export
    get = getter(column)

    def take(row: Any) -> Any:
        value = get(row)
        return unescape(strip_tags(value)) if isinstance(value, SafeString) else value

    return take
