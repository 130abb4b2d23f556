"""周期任务: asked anew every period by the scheduler, changed from the next period on, stopped and taken up again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import Unit, User
from core.audit.trail import record
from core.errors import DomainError, IllegalTransition
from core.stamps import refuse_stale
from core.workdays.calendar import calendar_around
from core.workdays.counting import next_workday
from submissions.actions.drafting import SHAPE_FIELDS
from submissions.models import RequestSeries, SubmissionRequest
from submissions.models.ask import ASK_FIELDS
from submissions.models.request import PUBLISHED
from submissions.periods import Period, PeriodKind
from submissions.workflow import MANAGE

RULE_FIELDS = ("opens_in_advance", "open_after_days", "due_days", "due_unit")
WORD_FIELDS = ("title", "basis", "held_note", "guide", "prefills_last", "allows_nil", "needs_approval", "needs_scan")
CHANGED_FIELDS = (*WORD_FIELDS, *RULE_FIELDS)


@transaction.atomic
def start_series(*, actor: User, at: datetime, units: Iterable[Unit], first_on: date, sample: SubmissionRequest | None = None, **facts: Any) -> RequestSeries:
    """新建周期任务: the period in which `first_on` lies is the first that is asked. What `sample` asks is asked every time, `facts` aside."""
    if not actor.has_perm(MANAGE):
        raise PermissionDenied
    asked = {name: getattr(sample, name) for name in ASK_FIELDS} if sample else {}
    series = RequestSeries(created_by=actor, created_at=at, **(asked | facts))
    _aim(series, Period.holding(PeriodKind(series.period_kind), first_on))
    chosen = _some(units)
    series.save(force_insert=True)
    series.units.set(chosen)
    if sample is not None:
        _take_in(series, sample, actor)
    record(actor=actor, act="start-series", act_label="新建周期任务", target=series, at=at, note=f"自{series.next_period}起")
    return series


def _take_in(series: RequestSeries, sample: SubmissionRequest, actor: User) -> None:
    """The sample becomes part of the series where it asks for one of its periods: it is not opened again, and its answers are prefilled."""
    found = SubmissionRequest.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=sample.pk)
    if found.series_id is None and found.period_kind == series.period_kind and found.status in PUBLISHED:
        found.series = series
        found.save(update_fields=["series"])


def _some(units: Iterable[Unit]) -> list[Unit]:
    chosen = list(units)
    if not chosen:
        raise DomainError("请至少选择一个报送单位。")
    return chosen


def _aim(series: RequestSeries, period: Period) -> None:
    """`period` is the one to be opened next."""
    series.next_period_on, series.next_open_on = period.first, series.opens_on(period)


def series_locked(series: RequestSeries, actor: User) -> RequestSeries:
    """The series within the actor's sight and power, its row locked."""
    if not actor.has_perm(MANAGE):
        raise PermissionDenied
    return RequestSeries.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=series.pk)


def unit_ids(series: RequestSeries) -> list[int]:
    """报送单位 as part of the stamp: a colleague may have changed them."""
    return sorted(series.units.values_list("pk", flat=True))


@transaction.atomic
def change_series(
    *,
    series: RequestSeries,
    actor: User,
    at: datetime,
    seen: str = "",
    units: Iterable[Unit] | None = None,
    sample: SubmissionRequest | None = None,
    **facts: Any,
) -> RequestSeries:
    """修改周期任务 from the next period on: what is asked (as `sample` asks it, where one is given), of whom, by when. Raises StaleForm."""
    found = series_locked(series, actor)
    refuse_stale(found, facts, seen, unit_ids(found))
    facts |= {name: getattr(sample, name) for name in SHAPE_FIELDS} if sample else {}
    changes = {name: [str(getattr(found, name)), str(value)] for name, value in facts.items() if getattr(found, name) != value}
    for name, value in facts.items():
        setattr(found, name, value)
    _aim(found, found.next_period)
    found.save(update_fields=[*facts, "next_open_on"])
    if units is not None:
        found.units.set(_some(units))
    record(actor=actor, act="change-series", act_label="修改周期任务", target=found, at=at, changes=changes, note=f"自{found.next_period}起")
    return found


@transaction.atomic
def stop_series(*, series: RequestSeries, actor: User, at: datetime, reason: str = "") -> RequestSeries:
    """停用: no further period is asked; what is open stays open."""
    found = series_locked(series, actor)
    if not found.is_active:
        raise IllegalTransition(f"“{found}”已停用。")
    found.is_active = False
    found.save(update_fields=["is_active"])
    record(actor=actor, act="stop-series", act_label="停用周期任务", target=found, at=at, note=reason)
    return found


@transaction.atomic
def resume_series(*, series: RequestSeries, actor: User, at: datetime) -> RequestSeries:
    """启用: from the first period of which the working day it goes out is still to come; those left out on purpose are not made up."""
    found = series_locked(series, actor)
    if found.is_active:
        raise IllegalTransition(f"“{found}”没有停用。")
    today, period = timezone.localdate(at), found.next_period
    calendar = calendar_around(today)
    while next_workday(found.opens_on(period), calendar) < today:
        period = period.next()
    found.is_active = True
    _aim(found, period)
    found.save(update_fields=["is_active", "next_period_on", "next_open_on"])
    record(actor=actor, act="resume-series", act_label="启用周期任务", target=found, at=at, note=f"自{period}起")
    return found
