"""进度: steppers and progress lines of batches, units and files, from their columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from django.db.models import Count, Q

from accounts.models import User
from cases.models import BatchUnit, CatalogueEntry, Finding, ReviewBatch
from cases.numbers import RowNumbers
from cases.workflow import UNIT_ORDER, BatchState, EntryState, UnitState
from core.look import Step
from core.look.numbers import day_in_words
from rectification.workflow import Status

BATCH_STEPS: tuple[tuple[str, tuple[BatchState, ...]], ...] = (
    ("印发", (BatchState.DRAFT,)),
    ("目录与自查", (BatchState.PUBLISHED, BatchState.SELF_CHECK, BatchState.SELF_REPORT_DUE)),
    ("抽取", (BatchState.SAMPLING,)),
    ("调卷评查", (BatchState.SCORING,)),
    ("反馈", (BatchState.RATED,)),
    ("整改复核", (BatchState.FEEDBACK_ISSUED, BatchState.RECTIFYING, BatchState.REPORT_SUBMITTED)),
    ("办结通报", (BatchState.VERIFIED, BatchState.CLOSED, BatchState.BULLETINED)),
)
UNIT_STEPS: tuple[tuple[str, tuple[UnitState, ...], str], ...] = (
    ("确认目录", (UnitState.CATALOGUE_DUE,), "confirmed_at"),
    ("自评", (UnitState.CATALOGUE_CHECKED,), "approved_at"),
    ("抽取", (UnitState.SELF_REPORTED, UnitState.NO_FILES), "batch.drawn_at"),
    ("调卷", (UnitState.DRAWN, UnitState.FILES_REQUESTED), "received_at"),
    ("评查", (UnitState.FILES_RECEIVED,), "rated_at"),
    ("反馈", (UnitState.SCORED,), "feedback_at"),
    ("整改复核", (UnitState.FEEDBACK_ISSUED, UnitState.RECTIFYING, UnitState.REPORT_SUBMITTED, UnitState.VERIFIED), "verified_at"),
)


def short_day(at: date | datetime | None) -> str:
    """3月5日, "" where nothing happened yet."""
    return day_in_words(at, "short") if at else ""


def _steps(labels: list[tuple[str, str]], now: int, *, is_over: bool) -> list[Step]:
    return [Step(label, "done" if place < now or is_over else "now" if place == now else "later", note) for place, (label, note) in enumerate(labels)]


def batch_steps(batch: ReviewBatch) -> list[Step]:
    """Seven stops of a batch; none once it was dropped."""
    if batch.dropped_at:
        return []
    now = next(place for place, (_, states) in enumerate(BATCH_STEPS) if batch.state in states)
    notes = {"印发": batch.published_at, "抽取": batch.drawn_at, "办结通报": batch.bulletined_at}
    return _steps([(label, short_day(notes.get(label))) for label, _ in BATCH_STEPS], now, is_over=batch.state == BatchState.BULLETINED)


def unit_steps(row: BatchUnit) -> list[Step]:
    """Seven stops of one unit; none once its batch was dropped."""
    if row.batch.dropped_at:
        return []
    now = next(place for place, (_, states, _) in enumerate(UNIT_STEPS) if row.state in states)
    labels = [(label, short_day(attrgetter(field)(row))) for label, _, field in UNIT_STEPS]
    return _steps(labels, now, is_over=row.state == UnitState.VERIFIED)


@dataclass(frozen=True)
class RowLine:
    """One line of 评查单位进度."""

    row: BatchUnit
    entries: int
    numbers: RowNumbers
    self_report: str
    is_lamp_red: bool
    tone: str
    feedback: str
    rectified: str
    shows_grades: bool


def row_lines(rows: list[BatchUnit], numbers: Mapping[int, RowNumbers], user: User, on: date) -> list[RowLine]:
    """All units of a batch in the order of units; two queries for counts."""
    in_list = CatalogueEntry.objects.filter(row__in=rows).exclude(state=EntryState.EXCLUDED)
    entries = dict(in_list.values("row").annotate(n=Count("pk")).values_list("row", "n"))
    found = Finding.objects.filter(file__row__in=rows, is_dropped=False).exclude(order__status=Status.CANCELLED)
    findings = {
        line["file__row"]: line for line in found.values("file__row").annotate(n=Count("pk"), closed=Count("pk", filter=Q(order__status=Status.CLOSED)))
    }
    is_office = user.has_perm("cases.organise_reviews")
    return [
        RowLine(
            row=row,
            entries=entries.get(row.pk, 0),
            numbers=numbers[row.pk],
            self_report=row.self_report_word(on),
            is_lamp_red=row.is_self_report_missing(on),
            tone=tone_of(row),
            feedback=(row.feedback.number or row.feedback.state_label()) if row.feedback else "—",
            rectified=_rectified(findings.get(row.pk)) if row.feedback_at else "—",
            shows_grades=is_office or row.feedback_at is not None,
        )
        for row in rows
    ]


def _rectified(line: Mapping[str, Any] | None) -> str:
    """3/5: findings closed of all; 没有问题 where there is none."""
    return f"{line['closed']}/{line['n']}" if line else "没有问题"


def tone_of(row: BatchUnit) -> str:
    """Colour of a unit's state."""
    if row.state == UnitState.VERIFIED:
        return "green"
    return "outline" if row.state == UnitState.NO_FILES else "blue" if UNIT_ORDER.index(UnitState(row.state)) > 0 else "grey"
