"""汇总的内容: the accepted answers of one request, unit after unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.files.actions import open_file
from submissions.models import HandIn, Shape, SubmissionRequest
from submissions.tables.fields import Field, FieldKind, fields_from_json
from submissions.tables.layout import Blank
from submissions.workflow import SubmissionStatus

Row = dict[str, str]


def accepted_hand_ins(request: SubmissionRequest) -> list[HandIn]:
    """The version of every unit that was accepted last, in the order of the units; nil reports among them, units that owe nothing any more not."""
    gone = (SubmissionStatus.EXEMPT, SubmissionStatus.CANCELLED)
    accepted = HandIn.objects.filter(submission__request=request, accepted_at__isnull=False).exclude(submission__status__in=gone)
    newest = accepted.order_by("submission_id", "-number").distinct("submission_id").values("pk")
    return list(HandIn.objects.filter(pk__in=newest).select_related("submission__unit").order_by("submission__unit__sort_key", "submission_id"))


def fields_to_merge(request: SubmissionRequest) -> tuple[Field, ...]:
    """Columns of the table, or one column for each part of a report."""
    if request.shape == Shape.REPORT:
        return tuple(Field(part["key"], part["heading"], FieldKind.TEXT, width=40) for part in request.parts)
    return fields_from_json(request.fields)


def rows_of(hand_in: HandIn, request: SubmissionRequest) -> Sequence[Mapping[str, Any]]:
    return [hand_in.answer.get("parts", {})] if request.shape == Shape.REPORT else hand_in.rows


def parts_of(request: SubmissionRequest, hand_ins: Sequence[HandIn]) -> Iterator[tuple[str, list[Row]]]:
    """Unit name → rows, for those who reported something."""
    for hand_in in hand_ins:
        if not hand_in.is_nil:
            yield hand_in.submission.unit.name, [dict(row) for row in rows_of(hand_in, request)]


def blank_of(request: SubmissionRequest) -> tuple[bytes | None, Blank | None]:
    """The bureau's own blank as it was kept, and how it was read; neither for typed columns."""
    if request.blank is None or request.blank_layout is None or request.shape != Shape.WORKBOOK:
        return None, None
    with open_file(request.blank) as stream:
        return stream.read(), Blank.from_json(request.blank_layout)
