"""两期对比: what changed in each unit's answer since the period before."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Unit
from submissions.merging import accepted_hand_ins
from submissions.models import HandIn, SubmissionRequest
from submissions.models.request import PUBLISHED
from submissions.tables.differences import Change, Total, differences, totals
from submissions.tables.fields import Field, FieldKind, asked, fields_from_json
from submissions.tables.rows import Row


@dataclass(frozen=True)
class UnitChanges:
    """One unit: whether it answered in both periods, and what changed."""

    unit: Unit
    changes: list[Change]
    is_new: bool
    is_gone: bool


def previous_of(request: SubmissionRequest) -> SubmissionRequest | None:
    """The period before in the same series, cancelled requests aside."""
    if request.series_id is None or request.period_on is None:
        return None
    earlier = SubmissionRequest.objects.filter(series=request.series_id, period_on__lt=request.period_on, status__in=PUBLISHED)
    return earlier.order_by("-period_on").first()


def key_of(request: SubmissionRequest, wanted: str) -> str | None:
    """The column by which rows are paired: the one asked for, else the first text that must be filled in, else their order."""
    fields = asked(fields_from_json(request.fields))
    if wanted in {field.key for field in fields}:
        return wanted
    return next((field.key for field in fields if field.kind == FieldKind.TEXT and field.required), None)


def changes_between(before: SubmissionRequest, after: SubmissionRequest, key: str | None) -> tuple[list[UnitChanges], list[Total]]:
    """Unit after unit what changed between the accepted answers, and the sums of all of them."""
    fields = fields_from_json(after.fields)
    old, new = _by_unit(before), _by_unit(after)
    units = {pk: one.submission.unit for found in (old, new) for pk, one in found.items()}
    made = [_unit(fields, unit, old.get(pk), new.get(pk), key) for pk, unit in sorted(units.items(), key=lambda pair: (pair[1].sort_key, pair[0]))]
    return [one for one in made if one.changes or one.is_new or one.is_gone], totals(fields, _all_rows(old), _all_rows(new))


def _by_unit(request: SubmissionRequest) -> dict[int, HandIn]:
    return {one.submission.unit_id: one for one in accepted_hand_ins(request)}


def _all_rows(found: dict[int, HandIn]) -> list[Row]:
    return [row for one in found.values() for row in one.rows]


def _unit(fields: tuple[Field, ...], unit: Unit, old: HandIn | None, new: HandIn | None, key: str | None) -> UnitChanges:
    changes = differences(fields, old.rows, new.rows, key) if old is not None and new is not None else []
    return UnitChanges(unit, changes, is_new=old is None, is_gone=new is None)
