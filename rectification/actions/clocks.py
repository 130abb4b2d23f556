"""两只钟: the unit's clock runs until its report is in, the accepter's from then on. A return starts the unit's again."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from accounts.models import Unit, UnitKind, User
from core.audit.trail import record
from core.notices.actions import close_deadline, open_deadline
from core.workdays.calendar import calendar_around
from core.workdays.counting import due_by_rule
from core.workdays.models import DeadlineRule
from documents.actions.terms import carry_reply_day
from rectification.actions.order import ACCEPTANCE, DEADLINE, basis_of_day
from rectification.actions.states import keep_state
from rectification.models import Order

AGAIN = "rectification_again"


def report_is_in(order: Order, actor: User, at: datetime) -> None:
    """报送: the unit's clock stops, the bureau has its days to accept. Basis: ACCEPT-10."""
    close_deadline(kind=DEADLINE, target=order, actor=actor, at=at)
    unit = order.issued_by.unit or Unit.objects.filter(kind=UnitKind.BUREAU).order_by("pk").first()  # a command brings orders in as the system, of no unit
    if unit is None:
        return
    open_deadline(
        kind=ACCEPTANCE, target=order, title=f"验收：{order.number} {order.title}"[:200], unit=unit, actor=actor, at=at, start_on=timezone.localdate(at),
        rule_code="accept_report", start_event="收到整改报告", verb="验收", url=order.get_absolute_url(),
    )  # fmt: skip


def return_to_unit(order: Order, actor: User, at: datetime) -> None:
    """退回整改: to the day the unit had; a report that had come in time is given the days for another one, so that nobody is late by the bureau's delay."""
    today = timezone.localdate(at)
    in_time = order.reported_at is not None and timezone.localdate(order.reported_at) <= order.due_on
    again = due_by_rule(DeadlineRule.objects.get(code=AGAIN), today, calendar_around(today)).due_on if in_time else order.due_on
    is_later = again > order.due_on
    order.due_on = max(again, order.due_on)
    back_to_unit(order, actor, at, "退回整改", rule_code=AGAIN if is_later else "")


def back_to_unit(order: Order, actor: User, at: datetime, event: str, rule_code: str = "") -> None:
    """退回、撤回: the accepter's clock stops, the unit's runs on to the day it had, or for the days of `rule_code`."""
    close_deadline(kind=ACCEPTANCE, target=order, actor=actor, at=at)
    open_deadline(
        kind=DEADLINE, target=order, title=f"{order.number} {order.title}"[:200], unit=order.unit, actor=actor, at=at, rule_code=rule_code, start_event=event,
        due_on=None if rule_code else order.due_on, basis="" if rule_code else basis_of_day(order), verb="报送整改报告", url=order.get_absolute_url(),
    )  # fmt: skip


def day_moved(target_id: str, day: date, actor: User, at: datetime) -> None:
    """重算期限: named in DEADLINE_KINDS; the order states the new day, and the letter it was issued by where that is still its day."""
    order = Order.objects.get(pk=target_id)
    if not order.reopened:
        carry_reply_day(order.document_id, order.unit_id, day, instead_of=order.due_on)
    order = Order.objects.select_for_update(of=("self",)).get(pk=target_id)
    old, order.due_on = order.due_on, day
    order.save(update_fields=["due_on"])
    keep_state(order, at)
    record(actor=actor, act="recount_day", act_label="重算期限", target=order, at=at, changes={"due_on": [old, day]})
