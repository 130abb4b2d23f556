"""预填: what is known already is not asked again – last period's answer, and columns another part of the product knows. Basis: REG825-8."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import Unit
from submissions.models import Ask, HandIn, SubmissionRequest
from submissions.periods import Period

Known = Mapping[int, str]


def source_choices() -> list[tuple[str, str]]:
    """预填来源: code and label."""
    return [(code, source.label) for code, source in settings.PREFILL_SOURCES.items()]


def known_values(ask: Ask, units: Sequence[Unit], period: Period | None) -> dict[str, Known]:
    """Column key → unit id → text, one call per source."""
    found: dict[str, Known] = {}
    for key, code in ask.sources.items():
        if code in settings.PREFILL_SOURCES:
            found[key] = import_string(settings.PREFILL_SOURCES[code].values)(units, period)
    return found


def last_answers(request: SubmissionRequest) -> dict[int, dict[str, Any]]:
    """Unit id → what it handed in last in this series, withdrawn and nil reports aside."""
    if request.series_id is None or not request.prefills_last:
        return {}
    earlier = HandIn.objects.filter(
        submission__request__series=request.series_id, submission__request__period_on__lt=request.period_on, is_nil=False, withdrawn_at=None
    )
    newest = earlier.order_by("submission__unit_id", "-submission__request__period_on", "-number").distinct("submission__unit_id")
    return {hand_in.submission.unit_id: hand_in.answer for hand_in in newest.select_related("submission")}


def first_answer(request: SubmissionRequest, unit: Unit, last: Mapping[str, Any] | None, known: Mapping[str, Known]) -> tuple[dict[str, Any], int]:
    """What the unit finds on opening, and how many of the columns or parts asked hold something already."""
    answer: dict[str, Any] = {name: part for name, part in (last or {}).items() if name in ("rows", "parts")}
    values = {key: of_unit[unit.pk] for key, of_unit in known.items() if of_unit.get(unit.pk)}
    if request.is_table:
        answer["rows"] = _rows(request, answer.get("rows") or _prepared(request), values)
        filled = {key for row in answer["rows"] for key, text in row.items() if text}
        return answer, len(filled)
    return answer, sum(1 for text in answer.get("parts", {}).values() if text)


def _prepared(request: SubmissionRequest) -> list[dict[str, str]]:
    """固定行目: what the bureau has written into the rows of its own blank."""
    return list((request.blank_layout or {}).get("starting_rows", []))


def _rows(request: SubmissionRequest, last: Sequence[Mapping[str, str]], values: Mapping[str, str]) -> list[dict[str, str]]:
    """Last period's rows with the columns of today; what is known anew wins. A unit without rows gets one when something is known."""
    keys = {field["key"] for field in request.fields if field.get("kind") != "formula"}
    kept = [{key: text for key, text in row.items() if key in keys} for row in last]
    return [{**row, **values} for row in kept] or ([dict(values)] if values else [])
