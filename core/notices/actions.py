"""期限的办理: open, close, cancel, move, pause, resume. Each raises the version and cancels what was planned, in one transaction.

They are called inside the official acts of the trade apps, which test the powers and write the audit entry.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from core import audit
from core.errors import DomainError
from core.notices.messages import settle
from core.notices.models import Channel, Deadline, DeadlineChange, DeadlineQuerySet, Message, Notice, NoticeState
from core.notices.recount import count_again
from core.workdays.calendar import calendar_around
from core.workdays.counting import add_hours, due_by_rule
from core.workdays.models import CountUnit, DeadlineRule

URGE = "core.urge"
ModelT = TypeVar("ModelT", bound=Model)


@transaction.atomic
def open_deadline(
    *,
    kind: str,
    target: Model,
    title: str,
    unit: Any,
    actor: Any,
    at: datetime,
    start_on: date | None = None,
    rule_code: str = "",
    due_on: date | None = None,
    start_event: str = "",
    basis: str = "",
    verb: str = "办理",
    url: str = "",
    assignee: Any = None,
) -> Deadline:
    """建立期限: by a rule counted from `start_on` (default the day of `at`), or with the day named in `due_on`."""
    if not rule_code and due_on is None:
        raise ValueError("open_deadline needs rule_code or due_on")
    if deadlines_for(target).filter(kind=kind).open().exists():
        raise DomainError("这一事项已有未办结的期限。")
    rule = DeadlineRule.objects.get(code=rule_code) if rule_code else None
    start = start_on or timezone.localdate(at)
    deadline = Deadline(
        kind=kind,
        target_kind=target._meta.label_lower,
        target_id=str(target.pk),
        title=title[:200],
        verb=verb,
        url=url,
        unit=unit,
        assignee=assignee,
        rule=rule,
        start_event=start_event or (rule.start_event if rule else ""),
        start_on=start,
        basis=basis or (rule.basis if rule else ""),
        opened_at=at,
        version_at=at,
        next_plan_on=timezone.localdate(at),
    )
    _set_due(deadline, rule, due_on, at)
    deadline.save(force_insert=True)
    return deadline


@dataclass(frozen=True)
class NamedDay:
    """What a deadline with a named day says about one target."""

    target: Model
    title: str
    unit: Any
    due_on: date
    basis: str
    url: str


@transaction.atomic
def open_named_days(*, kind: str, days: Sequence[NamedDay], actor: Any, at: datetime, start_event: str, verb: str = "办理") -> list[Deadline]:
    """建立期限 of many targets of one model in a few statements; a target that has an open one is left alone."""
    start = timezone.localdate(at)
    known = deadlines_of([day.target for day in days], kind)
    wanted = [day for day in days if day.target.pk not in known or not known[day.target.pk].is_open]
    calendar = calendar_around(start)
    facts = {"kind": kind, "verb": verb, "start_event": start_event, "start_on": start, "opened_at": at, "version_at": at, "next_plan_on": start}
    made = [
        Deadline(
            **facts,
            target_kind=day.target._meta.label_lower,
            target_id=str(day.target.pk),
            title=day.title[:200],
            unit=day.unit,
            due_on=day.due_on,
            basis=day.basis,
            url=day.url,
            calendar_version=calendar.version_of(start.year, day.due_on.year)[:40],
        )
        for day in wanted
    ]
    return Deadline.objects.bulk_create(made, batch_size=500)


def _set_due(deadline: Deadline, rule: DeadlineRule | None, due_on: date | None, at: datetime) -> None:
    start = deadline.start_on or timezone.localdate(at)
    calendar = calendar_around(start)
    deadline.due_on = due_on or start
    if rule is not None and due_on is None:
        deadline.count_days, deadline.count_unit = rule.days, rule.unit
        deadline.counts_first_day, deadline.roll = rule.first_day, rule.roll
        due = due_by_rule(rule, start, calendar)
        deadline.due_on, deadline.is_estimated, deadline.is_rolled = due.due_on, due.is_estimated, due.rolled
        if rule.unit == CountUnit.HOURS:
            deadline.due_at = add_hours(at, rule.days)
            deadline.due_on = timezone.localdate(deadline.due_at)
    deadline.calendar_version = calendar.version_of(start.year, deadline.due_on.year)[:40]


@transaction.atomic
def close_deadline(*, kind: str, target: Model, actor: Any, at: datetime) -> Deadline | None:
    """办结: the obligation is met; None when there is none open."""
    return _end(kind, target, at, done_on=timezone.localdate(at))


@transaction.atomic
def cancel_deadline(*, kind: str, target: Model, actor: Any, at: datetime) -> Deadline | None:
    """取消: the obligation falls away; None when there is none open."""
    return _end(kind, target, at, cancelled_on=timezone.localdate(at))


def _end(kind: str, target: Model, at: datetime, **day: date) -> Deadline | None:
    settle(Message.objects.about(target), at)
    deadline = deadlines_for(target).filter(kind=kind).open().select_for_update(of=("self",)).first()
    if deadline is None:
        return None
    settle(Message.objects.filter(notices__deadline=deadline), at)
    for name, value in day.items():
        setattr(deadline, name, value)
    deadline.next_plan_on = None
    deadline.save(update_fields=[*day, "next_plan_on"])
    _cancel_planned(deadline, "事项已办结" if "done_on" in day else "期限已取消")
    return deadline


@transaction.atomic
def cancel_deadlines(*, kind: str, targets: Sequence[Model], actor: Any, at: datetime) -> int:
    """取消 of many targets of one model in a few statements; how many were open."""
    if not targets:
        return 0
    label, keys = targets[0]._meta.label_lower, [str(target.pk) for target in targets]
    settle(Message.objects.filter(target_kind=label, target_id__in=keys), at)
    open_ones = Deadline.objects.filter(kind=kind, target_kind=label, target_id__in=keys).open().select_for_update(of=("self",)).order_by("pk")
    found = list(open_ones.values_list("pk", flat=True))
    settle(Message.objects.filter(notices__deadline__in=found), at)
    Notice.objects.filter(deadline__in=found, state=NoticeState.PLANNED).update(state=NoticeState.CANCELLED, note="期限已取消")
    return Deadline.objects.filter(pk__in=found).update(cancelled_on=timezone.localdate(at), next_plan_on=None)


@transaction.atomic
def move_deadline(*, deadline: Deadline, new_due_on: date, actor: Any, at: datetime, reason: str, kind: str = DeadlineChange.Kind.EXTEND) -> Deadline:
    """延期或调整: from now on the deadline ends on `new_due_on`; a named day is not recomputed when the calendar changes."""
    row = _locked(deadline)
    if row.paused_on is not None:
        raise DomainError("期限已暂停，请先恢复再调整。")
    if kind == DeadlineChange.Kind.EXTEND and new_due_on <= row.due_on:
        raise DomainError(f"延期后的日期应晚于{row.due_on}。")
    if kind == DeadlineChange.Kind.EXTEND:
        row.extension_note = f"已延期至{new_due_on.month}月{new_due_on.day}日（{actor}批准）"[:120]
    _change(row, kind, new_due_on, actor, at, reason)
    row.is_rolled, row.due_at = False, None
    row.is_estimated = row.is_estimated and kind == DeadlineChange.Kind.RECOMPUTE
    _restart(row, at, "is_rolled", "due_at", "is_estimated", "extension_note", "due_on")
    return row


@transaction.atomic
def entrust(*, target: Model, kind: str, title: str, assignee: Any, at: datetime) -> None:
    """改由他人办理: the open deadline of `target` asks `assignee` from now on; all it ever had are of `kind` and so open to who sees that kind."""
    deadlines_for(target).update(kind=kind, title=title[:200])
    row = deadlines_for(target).open().select_for_update(of=("self",)).first()
    if row is not None and row.assignee != assignee:
        _hand_on(row, at, assignee=assignee)


@transaction.atomic
def pause(*, deadline: Deadline, actor: Any, at: datetime, reason: str) -> Deadline:
    """暂停计日: the days after today are not counted until `resume`."""
    row = _locked(deadline)
    if row.paused_on is not None:
        raise DomainError("期限已经暂停。")
    row.paused_on, row.pause_reason = timezone.localdate(at), reason[:100]
    _change(row, DeadlineChange.Kind.PAUSE, row.due_on, actor, at, reason)
    _restart(row, at, "paused_on", "pause_reason")
    return row


@transaction.atomic
def resume(*, deadline: Deadline, actor: Any, at: datetime, reason: str = "恢复计日") -> Deadline:
    """恢复计日: what was left on the day of the pause runs on from tomorrow."""
    row = _locked(deadline)
    if row.paused_on is None:
        raise DomainError("期限没有暂停。")
    today = timezone.localdate(at)
    calendar = calendar_around(today)
    due = count_again(row, calendar, resumed_on=today)
    row.calendar_version = calendar.version_of((row.start_on or today).year, due.due_on.year)[:40]
    row.paused_on, row.pause_reason, row.due_at = None, "", None
    row.is_estimated, row.is_rolled = due.is_estimated, due.rolled
    _change(row, DeadlineChange.Kind.RESUME, due.due_on, actor, at, reason)
    _restart(row, at, "paused_on", "pause_reason", "due_at", "is_estimated", "is_rolled", "due_on", "calendar_version")
    return row


@transaction.atomic
def pass_deadline(*, deadline: Deadline, at: datetime, unit: Any = None, assignee: Any = None) -> Deadline:
    """移交: another unit or another person owes it from now on; the day stays, what was planned for those before is cancelled."""
    row = _locked(deadline)
    _hand_on(row, at, **{name: value for name, value in (("unit", unit), ("assignee", assignee)) if value is not None})
    return row


def _hand_on(row: Deadline, at: datetime, **given: Any) -> None:
    """Let the locked deadline ask others from now on."""
    for name, value in given.items():
        setattr(row, name, value)
    _restart(row, at, *given)


def _locked(deadline: Deadline) -> Deadline:
    row = Deadline.objects.select_for_update(of=("self",)).get(pk=deadline.pk)
    if not row.is_open:
        raise DomainError("期限已经办结或取消。")
    return row


def _change(row: Deadline, kind: str, new_due_on: date, actor: Any, at: datetime, reason: str) -> None:
    DeadlineChange.objects.create(
        deadline=row, kind=kind, at=at, on=timezone.localdate(at), actor=actor, old_due_on=row.due_on, new_due_on=new_due_on, reason=reason[:300]
    )
    row.due_on = new_due_on


def _restart(row: Deadline, at: datetime, *fields: str) -> None:
    """Begin the next version: what was planned for the one before is cancelled, planning starts over; with `resume` where it is paused."""
    row.version += 1
    row.version_at, row.next_plan_on = at, None if row.paused_on else timezone.localdate(at)
    row.save(update_fields=[*fields, "version", "version_at", "next_plan_on"])
    _cancel_planned(row, "期限已变动")


def _cancel_planned(deadline: Deadline, note: str) -> None:
    Notice.objects.filter(deadline=deadline, state=NoticeState.PLANNED).update(state=NoticeState.CANCELLED, note=note)


def deadlines_for(target: Model) -> DeadlineQuerySet:
    """All deadlines of one row, of every kind and state."""
    return Deadline.objects.filter(target_kind=target._meta.label_lower, target_id=str(target.pk))


def deadline_of(target: Model, kind: str) -> Deadline | None:
    """The open deadline of `target`, else the last one it had."""
    return deadlines_of([target], kind).get(target.pk)


def deadlines_of(targets: Iterable[ModelT], kind: str | Callable[[ModelT], str]) -> dict[Any, Deadline]:
    """The same for many rows of one model, by primary key, in one query; `kind` is one for all, or tells it for each row."""
    keys = {str(target.pk): target for target in targets}
    if not keys:
        return {}
    kinds = {key: kind if isinstance(kind, str) else kind(target) for key, target in keys.items()}
    label = next(iter(keys.values()))._meta.label_lower
    rows = Deadline.objects.filter(kind__in=set(kinds.values()), target_kind=label, target_id__in=keys).select_related("unit").order_by("pk")
    return {keys[row.target_id].pk: row for row in rows if row.kind == kinds[row.target_id]}


@transaction.atomic
def note_phone_urging(*, deadline: Deadline, actor: Any, at: datetime, person: str, note: str) -> Notice:
    """登记电话催办: who was called and what was said."""
    if not actor.has_perm(URGE):
        raise PermissionDenied("没有催办的权限。")
    row = _locked(deadline)
    notice = Notice.objects.create(
        deadline=row,
        version=row.version,
        level=f"phone_{timezone.localtime(at):%Y%m%d%H%M%S}",
        person=person[:40],
        channel=Channel.PHONE,
        not_before=at,
        sent_at=at,
        state=NoticeState.DELIVERED,
        note=note[:300],
        created_at=at,
    )
    audit.record(actor=actor, act="phone_urging", act_label="登记电话催办", target=row, at=at)
    return notice
