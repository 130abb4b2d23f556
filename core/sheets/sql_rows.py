"""导出行: PostgreSQL builds the row XML itself and hands it over by COPY; Python only deflates and sends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connections, models
from django.db.models import QuerySet
from django.db.models.expressions import Combinable, F

from core.sheets.stream import DAY, MOMENT, MONEY, NUMBER, QUOTED, TEXT

CONTROLS = "".join(chr(code) for code in [*range(1, 9), *range(11, 32), 127, 0xFFFE, 0xFFFF])
NUMBERS = (models.IntegerField, models.AutoField)
FRACTIONS = (models.DecimalField, models.FloatField)


def sql_rows(rows: QuerySet[Any], expressions: Sequence[str | Combinable], choices: Sequence[Sequence[tuple[Any, Any]]], zone: str) -> Iterator[bytes]:
    """Row XML of an ordered queryset, one block per row; `choices` gives labels to stored values, () where there are none."""
    named = {f"c{place}_": F(one) if isinstance(one, str) else one for place, one in enumerate(expressions)}
    found = rows.annotate(**named)
    fields = [found.query.annotations[name].output_field for name in named]
    statement, params = found.values_list(*named).query.sql_with_params()
    shaped, more = _row_expression(list(named), fields, choices, zone)
    copy = f"COPY (SELECT {shaped} FROM ({statement}) AS part({', '.join(named)})) TO STDOUT (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"  # noqa: S608 - expressions of our own columns
    database = connections[rows.db]
    whole = database.ops.compose_sql(copy, [*more, *params])  # type: ignore[attr-defined]
    with database.cursor() as cursor, cursor.copy(whole) as blocks:
        for block in blocks:
            yield bytes(block)


def _row_expression(names: Sequence[str], fields: Sequence[Any], choices: Sequence[Sequence[tuple[Any, Any]]], zone: str) -> tuple[str, list[Any]]:
    parts, params = [], []
    for name, field, labels in zip(names, fields, choices, strict=True):
        value, given = _labelled(f"part.{name}", labels)
        params += given
        parts.append(_cell(value, field, labels, zone))
    return f"concat('<row>', {', '.join(parts)}, '</row>')", params


def _labelled(name: str, labels: Sequence[tuple[Any, Any]]) -> tuple[str, list[Any]]:
    """CASE over the labels of a closed set."""
    if not labels:
        return f"{name}::text", []
    whens = " ".join("WHEN %s THEN %s" for _ in labels)
    return f"CASE {name}::text {whens} ELSE {name}::text END", [str(part) for pair in labels for part in pair]


def _cell(value: str, field: Any, labels: Sequence[tuple[Any, Any]], zone: str) -> str:
    name = value.removesuffix("::text")
    if labels:
        return _text_cell(value)
    if isinstance(field, models.BooleanField):
        return _text_cell(f"CASE WHEN {name} THEN '是' WHEN NOT {name} THEN '否' END")
    if isinstance(field, models.DateTimeField):
        return _number_cell(f"round((extract(epoch from date_trunc('second', {name} AT TIME ZONE '{zone}')) / 86400 + 25569)::numeric, 8)", MOMENT, name)
    if isinstance(field, models.DateField):
        return _number_cell(f"({name} - date '1899-12-30')", DAY, name)
    if isinstance(field, NUMBERS):
        return _number_cell(name, NUMBER, name)
    if isinstance(field, FRACTIONS):
        return _number_cell(name, MONEY, name)
    return _text_cell(value)


def _number_cell(value: str, style: int, name: str) -> str:
    return f"CASE WHEN {name} IS NULL THEN '<c/>' ELSE concat('<c s=\"{style}\"><v>', {value}, '</v></c>') END"


SIGNS = "E'=+-@＝＋－＠\\t\\r'"
PLAIN = "translate(v, E'" + "".join(f"\\u{ord(sign):04x}" for sign in CONTROLS) + "', '')"  # dear, so only where there is something to take out
ODD = "v ~ E'[&<>\\\\x01-\\\\x1f\\\\x7f\\ufffe\\uffff]|_x'"
ESCAPED = "regexp_replace(" + PLAIN + ", '_(?=x[0-9A-Fa-f]{4}_)', '_x005F_', 'g')"
for _sign, _name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\\n", "&#10;"), ("\\t", "&#9;")):
    ESCAPED = f"replace({ESCAPED}, E'{_sign}', '{_name}')"
STYLE = f"CASE WHEN strpos({SIGNS}, left(v, 1)) > 0 THEN '{QUOTED}' ELSE '{TEXT}' END"
TEXT_CELL = (
    f"CASE WHEN v IS NULL OR v = '' THEN '<c/>' ELSE concat('<c t=\"inlineStr\" s=\"', {STYLE}, '\"><is><t xml:space=\"preserve\">', "
    f"CASE WHEN {ODD} THEN {ESCAPED} ELSE v END, '</t></is></c>') END"
)


def _text_cell(value: str) -> str:
    """A text cell; the value is computed once, in a scalar subquery."""
    return f"(SELECT {TEXT_CELL} FROM (SELECT {value} AS v) AS one)"  # noqa: S608 - see above
