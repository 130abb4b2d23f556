"""延期: asked for before the day is over, once and within the days of the rule, decided by somebody else; the deadline keeps both days."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User, acted
from accounts.recipients import bureau_holders
from accounts.separation import same_person
from core.audit.trail import record
from core.errors import DomainError, IllegalTransition
from core.notices.actions import deadline_of, move_deadline
from core.notices.messages import settle
from core.notices.models import Message
from core.notices.texts import full_day
from core.workdays.calendar import calendar_around
from core.workdays.counting import due_by_rule, refuse_rest_day
from core.workdays.models import DeadlineRule
from rectification.actions.order import DEADLINE, require_reason
from rectification.actions.states import keep_state
from rectification.models import Extension, Order
from rectification.models.extension import ExtensionStatus
from rectification.notices import tell_people, tell_unit
from rectification.workflow import FILL, WITH_UNIT

EXTENSION_RULE, DECIDE = "rectification_extension", "rectification.extend_order"


@transaction.atomic
def request_extension(*, order: Order, actor: User, at: datetime, new_due_on: date, reason: str) -> Extension:
    """申请延期: by the unit, before the deadline, once."""
    if not actor.has_perm(FILL):
        raise PermissionDenied
    order = Order.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=order.pk)
    if order.status not in WITH_UNIT:
        raise IllegalTransition(f"{order.number} 现为“{order.get_status_display()}”，不需要延期。")
    if order.due_on < timezone.localdate(at):
        raise IllegalTransition("期限已过，不能再申请延期，请尽快报送并说明原因。")
    if order.is_extended:
        raise IllegalTransition("这项整改已经延期一次，不能再延期。")
    _refuse_day(order, new_due_on)
    if order.extensions.filter(status=ExtensionStatus.REQUESTED).exists():
        raise IllegalTransition("已有待审批的延期申请。")
    extension = Extension.objects.create(
        order=order,
        old_due_on=order.due_on,
        new_due_on=new_due_on,
        reason=reason,
        requested_by=actor,
        requested_in_place_of=acted(actor)["in_place_of"],
        requested_at=at,
    )
    record(actor=actor, act="request-extension", act_label="申请延期", target=order, at=at, note=reason, changes={"due_on": [order.due_on, new_due_on]})
    tell_people(
        order,
        bureau_holders(DECIDE),
        f"待审批：{order.number} 延期申请",
        f"{order.unit}申请延期至{full_day(new_due_on)}。理由：{reason}",
        at,
    )
    return extension


def _refuse_day(order: Order, new_due_on: date) -> None:
    """The new day is a working day, later than the old one and no later than the rule lets it be, counted from the old one."""
    if new_due_on <= order.due_on:
        raise DomainError("延期后的期限应晚于原期限。")
    rule = DeadlineRule.objects.get(code=EXTENSION_RULE)
    last = due_by_rule(rule, order.due_on, calendar_around(order.due_on)).due_on
    if new_due_on > last:
        raise DomainError(f"延期最长 {rule.days} 日，不能晚于{full_day(last)}。")
    refuse_rest_day(new_due_on, calendar_around(new_due_on))


def end_requests(order: Order, actor: User, at: datetime, note: str) -> None:
    """An order that ended, or starts anew, leaves no request to be decided."""
    asked = order.extensions.filter(status=ExtensionStatus.REQUESTED)
    asked.update(status=ExtensionStatus.REFUSED, decided_by=actor, decided_at=at, decision_note=note)


def _decide(extension: Extension, actor: User, at: datetime, status: ExtensionStatus, note: str) -> Extension:
    if not actor.has_perm(DECIDE):
        raise PermissionDenied
    order = Order.objects.visible_to(actor).select_related("unit").select_for_update(of=("self",)).get(pk=extension.order_id)
    # the order's lock guards its requests; every act on an order takes it first
    extension = order.extensions.select_related("requested_by").get(pk=extension.pk)
    if extension.status != ExtensionStatus.REQUESTED:
        raise IllegalTransition(f"这份延期申请{extension.get_status_display()}。")
    if same_person(extension.requested_by, actor):
        raise DomainError("申请人不能审批本人的延期申请。")
    extension.status, extension.decided_by, extension.decided_at, extension.decision_note = status, actor, at, note
    extension.decided_in_place_of = acted(actor)["in_place_of"]
    extension.save(update_fields=["status", "decided_by", "decided_in_place_of", "decided_at", "decision_note"])
    settle(Message.objects.about(extension.order).filter(recipient__in=bureau_holders(DECIDE)), at)
    return extension


def _tell(extension: Extension, at: datetime, answer: str) -> None:
    order = extension.order
    body = f"{extension.decided_by}{answer}。{extension.decision_note}"
    tell_unit(order, f"{extension.get_status_display()}：{order.number}", body, at)


@transaction.atomic
def approve_extension(*, extension: Extension, actor: User, at: datetime, note: str = "") -> Extension:
    """同意延期: the deadline moves, its version rises, planned reminders are made anew."""
    extension = _decide(extension, actor, at, ExtensionStatus.APPROVED, note)
    order = extension.order
    deadline = deadline_of(order, DEADLINE)
    if deadline is None or not deadline.is_open:
        raise DomainError("这项整改已经没有未办结的期限。")
    move_deadline(deadline=deadline, new_due_on=extension.new_due_on, actor=actor, at=at, reason=extension.reason)
    order.due_on, order.is_extended = extension.new_due_on, True
    order.save(update_fields=["due_on", "is_extended"])
    keep_state(order, at)
    record(actor=actor, act="approve-extension", act_label="同意延期", target=order, at=at, changes={"due_on": [extension.old_due_on, extension.new_due_on]})
    _tell(extension, at, f"同意延期至{full_day(extension.new_due_on)}")
    return extension


@transaction.atomic
def refuse_extension(*, extension: Extension, actor: User, at: datetime, note: str) -> Extension:
    """不同意延期: with a reason; the deadline stands."""
    require_reason(note)
    extension = _decide(extension, actor, at, ExtensionStatus.REFUSED, note)
    record(actor=actor, act="refuse-extension", act_label="不同意延期", target=extension.order, at=at, note=note)
    _tell(extension, at, "不同意延期")
    return extension
