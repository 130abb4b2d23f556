"""步骤条与办理记录 of one order, from its columns."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone

from core.look import Event, Step
from documents.contexts import chinese_date
from rectification.models import Order, OrderState
from rectification.workflow import Act, Status

STEPS = (  # a stop stands at the present while the act it is named after is the next one
    ("下达", ()),
    ("签收", (Status.ISSUED,)),
    ("整改方案", (Status.ACKNOWLEDGED,)),
    ("整改", (Status.PLAN_SUBMITTED, Status.IN_PROGRESS, Status.RETURNED)),
    ("整改报告", (Status.UNIT_REVIEW,)),
    ("验收", (Status.REPORT_SUBMITTED,)),
    ("销号", (Status.CLOSED,)),
)
ACT_WORDS = {
    Act.ACCEPT: "验收通过，已销号",
    Act.APPROVE_REPORT: "单位审核通过，报送司法局",
    Act.SEND_BACK: "单位退回修改",
    Act.SUBMIT_REPORT: "送审整改报告",
    Act.SUBMIT_PLAN: "报送整改方案",
}


def _short(day: date | datetime | None) -> str:
    if day is None:
        return ""
    on = timezone.localdate(day) if isinstance(day, datetime) else day
    return f"{on.month}月{on.day}日"


def steps_of(order: Order) -> list[Step]:
    """Seven stops (of an order from before the system those that are known); what stands before the present one is done, dated where a date is kept; a cancelled order stops where it stood."""
    dates = (order.issued_on, order.acknowledged_at, order.plan_on, None, order.reported_at, order.closed_at, order.closed_at)
    if order.is_cancelled:
        passed = [Step(label, "done", _short(day)) for (label, _), day in zip(STEPS, dates, strict=True) if day]
        return [*passed, Step("撤销", "now", _short(order.cancelled_at))]
    now = next(place for place, (_, states) in enumerate(STEPS) if order.status in states)
    steps = []
    for place, (label, _) in enumerate(STEPS):
        finished = place < now or order.status == Status.CLOSED
        state = "done" if finished else ("now" if place == now else "later")
        if state == "done" and order.came_by_import and not dates[place]:
            continue  # the ledger before the system did not tell whether it was there
        steps.append(Step(label, state, _short(dates[place]) if finished else ""))
    return steps


def story_of(order: Order) -> list[Event]:
    """办理记录, newest first: acts from 沿革 and the columns, progress and extensions from their rows."""
    found: list[tuple[datetime, Event]] = [
        (row.at, Event(row.text[:60], f"{timezone.localtime(row.at):%Y-%m-%d %H:%M}　{row.actor_words}")) for row in order.progress.select_related("actor")
    ]
    for ask in order.extensions.all():
        asked = Event(f"申请延期至{chinese_date(ask.new_due_on)}", f"{timezone.localtime(ask.requested_at):%Y-%m-%d %H:%M}　{ask.requested_by_words}")
        found.append((ask.requested_at, asked))
        if ask.decided_at:
            found.append(
                (ask.decided_at, Event(ask.get_status_display(), f"{timezone.localtime(ask.decided_at):%Y-%m-%d %H:%M}　{ask.decided_by_words}", "act"))
            )
    for at, label, who in _acts(order):
        found.append((at, Event(label, f"{_moment(at, order)}{f'　{who}' if who else ''}", "act")))
    events = [event for _, event in sorted(found, key=lambda pair: pair[0])][::-1]  # of the same instant the later row first
    if order.came_by_import:
        return [*events, Event(f"启用前下达，来自{order.source_label}", f"{order.issued_on:%Y-%m-%d}　{order.issued_by}导入", "act")]
    return [*events, Event(f"下达，来自{order.source_label}", f"{order.issued_on:%Y-%m-%d}　{order.issued_by}", "act")]


def _moment(at: datetime, order: Order) -> str:
    """2026-03-05 14:32; of what the ledger before the system told only the day is known."""
    local = timezone.localtime(at)
    return f"{local:%Y-%m-%d}" if order.came_by_import and local.time() == time.min else f"{local:%Y-%m-%d %H:%M}"


def _acts(order: Order) -> list[tuple[datetime, str, object]]:
    """Every act 沿革 names; of an order handled before it did, what the columns still tell."""
    told = list(order.states.exclude(act="").select_related("actor"))
    acts: list[tuple[datetime, str, object]] = [(state.at, _words(state), state.actor_words) for state in told]
    known = {state.act for state in told}
    plan_at = timezone.make_aware(datetime.combine(order.plan_on, datetime.max.time())) if order.plan_on else None
    kept = (
        (Act.ACKNOWLEDGE, order.acknowledged_at, Act.ACKNOWLEDGE.label, None),
        (Act.SUBMIT_PLAN, plan_at, ACT_WORDS[Act.SUBMIT_PLAN], None),
        (Act.SUBMIT_REPORT, order.filed_at, ACT_WORDS[Act.SUBMIT_REPORT], order.filed_by),
        (
            Act.APPROVE_REPORT,
            order.reported_at,
            ACT_WORDS[Act.APPROVE_REPORT] if order.approved_by or not order.came_by_import else "启用前已报送",
            order.approved_by,
        ),
        (Act.ACCEPT, order.closed_at, ACT_WORDS[Act.ACCEPT] if order.accepted_by or not order.came_by_import else "启用前已销号", order.accepted_by),
        (Act.CANCEL, order.cancelled_at, f"撤销整改，理由：{order.cancel_reason}", order.cancelled_by),
    )
    return acts + [(at, label, who) for act, at, label, who in kept if at is not None and act not in known]


def _words(state: OrderState) -> str:
    """退回修改，理由：第二项没有附件."""
    act = Act(state.act)
    label = ACT_WORDS.get(act, act.label)
    if not state.note:
        return label
    return f"{label}，{'意见' if act == Act.APPROVE_REPORT else '理由'}：{state.note}"
