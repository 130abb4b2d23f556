"""整改, 文书 and 期限 of a unit."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, reduce
from operator import or_

from django.conf import settings
from django.db.models import CharField, Model, Q
from django.db.models.functions import Cast

from accounts.models import Scope, Unit
from cases.models import BatchUnit
from core.lists.desk import Tally
from core.notices.models import Deadline, DeadlineQuerySet
from core.workdays.calendar import calendar_around
from documents.lists import DOCUMENTS, RECEIVED
from documents.models import Document, Service
from documents.models.service import ServiceQuerySet
from documents.workflow import ServiceState
from documents.workflow import Status as DocumentStatus
from rectification.lists import ORDERS
from rectification.models import Order
from rectification.workflow import Status
from reports.units.asked import Asked, Cell, Head, Part, day, due
from submissions.models import Submission
from supervision.plans.actions import DEADLINE as PLAN_TASK
from supervision.plans.models import Assignment

SERVED = (DocumentStatus.SERVED, DocumentStatus.RESPONDED, DocumentStatus.ARCHIVED)
CHIP_TONES = {"late": "red", "today": "amber", "soon": "amber", "paused": "grey"}


# --- 整改 ------------------------------------------------------------------------------------------------------------
def _orders(asked: Asked) -> list[Tally]:
    url, own = "rectification:order-list", Order.objects.visible_to(asked.user).filter(unit=asked.unit)
    return [
        Tally("未销号", asked.of_tab(ORDERS, "open"), asked.listed(url, tab="open")),
        Tally("逾期", asked.of_tab(ORDERS, "overdue"), asked.listed(url, tab="overdue"), is_alarm=True),
        Tally("待验收", asked.of_tab(ORDERS, "waiting"), asked.listed(url, tab="waiting")),
        Tally("已销号", own.filter(status=Status.CLOSED), asked.listed(url, tab="all", status=Status.CLOSED.value)),
        Tally("复发", own.filter(is_recurring=True), asked.listed(url, tab="all", is_recurring="true")),
        Tally("被催办", own.filter(urged__gt=0), asked.listed(url, tab="all", is_urged="true")),
    ]


def _order_lines(asked: Asked, most: int) -> list[list[Cell]]:
    rows = Order.objects.visible_to(asked.user).open().filter(unit=asked.unit).order_by("due_on", "pk")
    return [
        [
            Cell(order.number, order.get_absolute_url()),
            Cell(order.title),
            due(day(order.due_on), order.is_overdue(asked.on)),
            Cell(marks_of(order) or "—"),
            Cell(order.get_status_display(), tone=order.tone_for(asked.user)),
        ]
        for order in rows[:most]
    ]


def marks_of(order: Order) -> str:
    """复发、督办、已延期、催办 2 次."""
    marks = (("复发", order.is_recurring), ("督办", order.is_supervised), ("已延期", order.is_extended), (f"催办 {order.urged} 次", order.urged))
    return "、".join(words for words, holds in marks if holds)


RECTIFICATION = Part(
    "orders", "整改", "rectification.view_orders", "rectification:order-list",
    (Head("整改编号"), Head("问题", fills=True), Head("整改期限"), Head("标记"), Head("状态")), _orders, _order_lines,
    "没有未销号的整改。", listed="未销号的整改，先到期的在前", params={"tab": "open"},
)  # fmt: skip


# --- 文书 ------------------------------------------------------------------------------------------------------------
def standing_services(asked: Asked) -> ServiceQuerySet:
    """Services on the unit that were made, of documents that were not revoked."""
    return Service.objects.visible_to(asked.user).filter(unit=asked.unit, served_at__isnull=False).standing()


def _documents(asked: Asked) -> list[Tally]:
    url, own = "documents:document-list", Document.objects.visible_to(asked.user).filter(to_unit=asked.unit)
    is_bureau = asked.user.unit_ids() is None
    waiting = asked.of_tab(DOCUMENTS if is_bureau else RECEIVED, "reply", "to_unit")
    late = waiting.filter(reply_due_on__lt=asked.on)
    return [
        Tally("送达文书", own.filter(status__in=SERVED), asked.listed(url, tab="all", status=[status.value for status in SERVED])),
        Tally("待签收", standing_services(asked).to_receive(), "" if is_bureau else asked.listed(url, tab="receive")),
        Tally("待回复", waiting, asked.listed(url, tab="reply")),
        Tally("逾期未回复", late, asked.listed(url, tab="reply", reply_to=asked.day_before()), is_alarm=True),
    ]


def _service_lines(asked: Asked, most: int) -> list[list[Cell]]:
    """The last ones served."""
    rows = Service.objects.visible_to(asked.user).filter(unit=asked.unit, served_at__isnull=False).select_related("document__kind")
    return [
        [
            Cell(service.document.number, service.document.get_absolute_url()),
            Cell(service.document.title),
            Cell(day(service.served_on)),
            due(day(service.reply_due_on), service.is_late(asked.on)),
            Cell(*_state(service)),
        ]
        for service in rows.order_by("-served_on", "-pk")[:most]
    ]


def _state(service: Service) -> tuple[str, str, str]:
    """Words, no link, colour."""
    if service.document.status == DocumentStatus.REVOKED:
        return service.document.get_status_display(), "", "ink"
    tones = {ServiceState.SERVED: "amber", ServiceState.RECEIVED: "blue", ServiceState.RESPONDED: "green"}
    return service.get_state_display(), "", tones.get(ServiceState(service.state), "grey")


PAPERS = Part(
    "documents", "文书", "documents.view_documents", "documents:document-list",
    (Head("文号"), Head("文书名称", fills=True), Head("送达日期"), Head("回复期限"), Head("状态")), _documents, _service_lines,
    "没有送达过文书。", listed="最近送达的文书", params={"tab": "all"},
)  # fmt: skip


# --- 期限 ------------------------------------------------------------------------------------------------------------
@cache
def owed_kinds() -> tuple[str, ...]:
    """Kinds of deadlines that people of a unit are reminded of; the days of the bureau's own work are not the unit's delay."""
    powers = {power for role in settings.ROLES.values() if role.scope == Scope.SUBTREE for power in role.permissions}
    return tuple(code for code, kind in settings.DEADLINE_KINDS.items() if kind.recipient_permission in powers)


OWED: tuple[type[Model], ...] = (Order, Assignment, Submission, BatchUnit, Service)  # rows of a unit with a day of their own


def owed_deadlines(asked: Asked) -> DeadlineQuerySet:
    """Open deadlines of what stands under the unit, as the other parts count it: what stayed with a merged unit stays here on its page, though
    its successor is reminded."""
    labels = [model._meta.label_lower for model in OWED]
    own = reduce(or_, (_days_of(model, asked.unit) for model in OWED), Q(unit=asked.unit) & ~Q(target_kind__in=labels))
    return Deadline.objects.visible_to(asked.user).filter(own, kind__in=owed_kinds()).open()


def _days_of(model: type[Model], unit: Unit) -> Q:
    rows = model._default_manager.filter(unit=unit).annotate(key=Cast("pk", CharField())).values("key")
    return Q(target_kind=model._meta.label_lower, target_id__in=rows)


def matters_of(rows: Sequence[Deadline]) -> dict[int, str]:
    """Deadline id → its matter in full; the clock of a task of a plan carries the first words of the task alone."""
    tasks = {row.target_id: row.pk for row in rows if row.kind == PLAN_TASK}
    shares = Assignment.objects.filter(pk__in=tasks).select_related("item") if tasks else ()
    return {row.pk: row.title for row in rows} | {tasks[str(share.pk)]: f"台账{share.item.ordinal}：{share.item.bare_text}" for share in shares}


def _deadlines(asked: Asked) -> list[Tally]:
    own = owed_deadlines(asked)
    return [Tally("未办结期限", own, ""), Tally("已过期", own.overdue(asked.on), "", is_alarm=True)]


def _deadline_lines(asked: Asked, most: int) -> list[list[Cell]]:
    rows = list(owed_deadlines(asked).order_by("due_on", "pk")[:most])
    if not rows:
        return []
    calendar, names = calendar_around(asked.on), matters_of(rows)
    return [
        [
            Cell(names[row.pk], row.url or row.get_absolute_url()),
            Cell(day(row.due_on), row.get_absolute_url()),
            Cell(chip.text.split(" · ")[0], tone=CHIP_TONES.get(chip.tone, "blue")),
        ]
        for row, chip in ((row, row.chip(asked.on, calendar)) for row in rows)
    ]


DEADLINES = Part(
    "deadlines", "期限", "documents.view_documents", "", (Head("事项", fills=True), Head("到期日"), Head("剩余")), _deadlines, _deadline_lines,
    "没有未办结的期限。", listed="未办结的期限，先到期的在前",
)  # fmt: skip
