"""预填: what is known already is not asked again – last period's answer, and columns another part of the product knows. Basis: REG825-8."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q
from django.utils.module_loading import import_string

from accounts.models import Unit
from submissions.models import Ask, HandIn, SubmissionRequest, SubmissionStep
from submissions.models.request import PUBLISHED
from submissions.periods import Period
from submissions.tables.fields import NUMBERS
from submissions.workflow import SubmissionAct

Known = Mapping[int, str]
RETURNS = SubmissionStep.objects.filter(submission=OuterRef("submission"), act=SubmissionAct.RETURN, at__gt=OuterRef("at"))
WAS_RETURNED = Q(accepted_at=None) & Q(Exists(RETURNS))  # a version the bureau sent back as wrong


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
    """Unit id → what it reported last in this series; cancelled requests, withdrawn and nil reports aside.

    Of one period the accepted version goes first. What the bureau returned stands in only where there is nothing else.
    """
    if request.series_id is None or not request.prefills_last:
        return {}
    asked_before = SubmissionRequest.objects.filter(series=request.series_id, period_on__lt=request.period_on, status__in=PUBLISHED)
    earlier = HandIn.objects.filter(submission__request__in=asked_before, is_nil=False, withdrawn_at=None).annotate(was_returned=WAS_RETURNED)
    accepted_first = F("accepted_at").desc(nulls_last=True)
    best = earlier.order_by("submission__unit_id", "was_returned", "-submission__request__period_on", accepted_first, "-number")
    newest = best.distinct("submission__unit_id")
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
    """Last period's rows with the columns of today. A unit without rows gets one when something is known.

    The unit's own words go first; what is known of the unit fills the empty cells of an only row, never one row after another: a list would
    count it again in each. What the period itself decides is not carried over from the last one: words stand anew in every row.
    """
    keys = {field["key"] for field in request.fields if field.get("kind") != "formula"}
    kept = [{key: text for key, text in row.items() if key in keys} for row in last]
    if not kept:
        return [dict(values)] if values else []
    anew = {key: text for key, text in values.items() if _is_of_period(request, key)}
    if len(kept) == 1:
        return [{**values, **{key: text for key, text in kept[0].items() if text}, **anew}]
    figures = {field["key"] for field in request.fields if field.get("kind") in NUMBERS}
    return [{**row, **{key: text for key, text in anew.items() if key not in figures}} for row in kept]


def _is_of_period(request: SubmissionRequest, key: str) -> bool:
    """Whether a column is filled from what holds for one period only."""
    source = settings.PREFILL_SOURCES.get(request.sources.get(key, ""))
    return source is not None and source.of_period
