"""两期对比: what changed in each unit's answer since the period before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from accounts.models import Unit
from submissions.merging import accepted_hand_ins
from submissions.models import HandIn, SubmissionRequest
from submissions.models.request import PUBLISHED
from submissions.tables.differences import Change, ChangeKind, Total, differences, totals
from submissions.tables.fields import FieldKind, asked, fields_from_json


@dataclass(frozen=True)
class Pair:
    """One unit and its accepted answers of both periods; None where there is none."""

    unit: Unit
    before: HandIn | None
    after: HandIn | None


@dataclass(frozen=True)
class UnitChanges:
    """One unit: whether it answered in both periods, and what changed; nothing where rows differ only in how they are written or ordered."""

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


def changes_since(versions: Sequence[HandIn]) -> tuple[HandIn, list[Change]] | None:
    """What the version handed in last changed since the one accepted before it, else since the one before; None for the first one."""
    standing = [one for one in versions if one.withdrawn_at is None]
    if len(standing) < 2:
        return None
    latest, earlier = standing[-1], standing[:-1]
    before = next((one for one in reversed(earlier) if one.accepted_at), earlier[-1])
    request = latest.submission.request
    if request.is_table:
        return before, differences(fields_from_json(request.fields), before.rows, latest.rows, key_of(request, ""))
    return before, _changed_parts(request.parts, before.answer.get("parts", {}), latest.answer.get("parts", {}))


def _changed_parts(parts: Sequence[Mapping[str, str]], before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    texts = [(part, before.get(part["key"], ""), after.get(part["key"], "")) for part in parts]
    return [Change(ChangeKind.CHANGED, "", part["key"], part["heading"], old, new) for part, old, new in texts if old != new]


def key_of(request: SubmissionRequest, wanted: str) -> str | None:
    """The column by which rows are paired: the one asked for, else the first text that must be filled in, else their order."""
    fields = asked(fields_from_json(request.fields))
    if wanted in {field.key for field in fields}:
        return wanted
    return next((field.key for field in fields if field.kind == FieldKind.TEXT and field.required), None)


def pairs_of(before: SubmissionRequest, after: SubmissionRequest) -> list[Pair]:
    """All units that have an accepted answer in one of both periods, in their order."""
    old, new = _by_unit(before), _by_unit(after)
    units = {pk: one.submission.unit for found in (old, new) for pk, one in found.items()}
    return [Pair(unit, old.get(pk), new.get(pk)) for pk, unit in sorted(units.items(), key=lambda pair: (pair[1].sort_key, pair[0]))]


def changed(pairs: Sequence[Pair]) -> list[Pair]:
    """Those whose rows are not the same."""
    return [pair for pair in pairs if pair.before is None or pair.after is None or pair.before.rows != pair.after.rows]


def totals_of(request: SubmissionRequest, pairs: Sequence[Pair]) -> list[Total]:
    """The sums of both periods over all units."""
    before, after = (
        [row for one in found if one is not None for row in one.rows] for found in zip(*((pair.before, pair.after) for pair in pairs), strict=True)
    )
    return totals(fields_from_json(request.fields), before, after)


def changes_of(request: SubmissionRequest, pairs: Iterable[Pair], key: str | None) -> Iterator[UnitChanges]:
    """Unit after unit what changed."""
    fields = fields_from_json(request.fields)
    for pair in pairs:
        both = pair.before is not None and pair.after is not None
        changes = differences(fields, pair.before.rows, pair.after.rows, key) if both else []  # type: ignore[union-attr]
        yield UnitChanges(pair.unit, changes, is_new=pair.before is None, is_gone=pair.after is None)


def _by_unit(request: SubmissionRequest) -> dict[int, HandIn]:
    return {one.submission.unit_id: one for one in accepted_hand_ins(request)}
