"""步骤条与办理记录 of one order, from its columns."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from core.look import Event, Step
from rectification.models import Order
from rectification.workflow import Status

STEPS = (
    ("下达", (Status.ISSUED,)),
    ("签收", (Status.ACKNOWLEDGED,)),
    ("整改方案", (Status.PLAN_SUBMITTED,)),
    ("整改", (Status.IN_PROGRESS, Status.RETURNED)),
    ("整改报告", (Status.UNIT_REVIEW,)),
    ("验收", (Status.REPORT_SUBMITTED,)),
    ("销号", (Status.CLOSED,)),
)


def _short(day: date | datetime | None) -> str:
    if day is None:
        return ""
    on = timezone.localdate(day) if isinstance(day, datetime) else day
    return f"{on.month}月{on.day}日"


def steps_of(order: Order) -> list[Step]:
    """Seven stops; what stands before the present one is done, dated where a date is kept; a cancelled order stops where it stood."""
    dates = (order.issued_on, order.acknowledged_at, order.plan_on, None, order.filed_at, order.reported_at, order.closed_at)
    if order.is_cancelled:
        passed = [Step(label, "done", _short(day)) for (label, _), day in zip(STEPS, dates, strict=True) if day]
        return [*passed, Step("撤销", "now", _short(order.cancelled_at))]
    now = next(place for place, (_, states) in enumerate(STEPS) if order.status in states)
    steps = []
    for place, (label, _) in enumerate(STEPS):
        finished = place < now or order.status == Status.CLOSED
        state = "done" if finished else ("now" if place == now else "later")
        steps.append(Step(label, state, _short(dates[place]) if finished else ""))
    return steps


def story_of(order: Order) -> list[Event]:
    """办理记录, newest first: acts from the columns, progress and extensions from their rows."""
    found: list[tuple[datetime, Event]] = [
        (row.at, Event(row.text[:60], f"{timezone.localtime(row.at):%Y-%m-%d %H:%M}　{row.actor}")) for row in order.progress.select_related("actor")
    ]
    for ask in order.extensions.select_related("requested_by", "decided_by"):
        found.append(
            (ask.requested_at, Event(f"申请延期至{_short(ask.new_due_on)}", f"{timezone.localtime(ask.requested_at):%Y-%m-%d %H:%M}　{ask.requested_by}"))
        )
        if ask.decided_at:
            found.append((ask.decided_at, Event(ask.get_status_display(), f"{timezone.localtime(ask.decided_at):%Y-%m-%d %H:%M}　{ask.decided_by}", "act")))
    for at, label, who in _acts(order):
        if at is not None:
            found.append((at, Event(label, f"{timezone.localtime(at):%Y-%m-%d %H:%M}{f'　{who}' if who else ''}", "act")))
    if order.plan_on is not None:
        planned = timezone.make_aware(datetime.combine(order.plan_on, datetime.max.time()))
        found.append((planned, Event("报送整改方案", f"{order.plan_on:%Y-%m-%d}　{order.responsible}", "act")))
    events = [event for _, event in sorted(found, key=lambda pair: pair[0], reverse=True)]
    return [*events, Event(f"下达，来自{order.source_label}", f"{order.issued_on:%Y-%m-%d}　{order.issued_by}", "act")]


def _acts(order: Order) -> list[tuple[datetime | None, str, object]]:
    return [
        (order.cancelled_at, f"撤销整改，理由：{order.cancel_reason}", order.cancelled_by),
        (order.closed_at, "验收通过，已销号", order.accepted_by),
        (order.reported_at, "单位审核通过，报送司法局", order.approved_by),
        (order.filed_at, "送审整改报告", order.filed_by),
        (order.acknowledged_at, "签收", None),
    ]
