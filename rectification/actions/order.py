"""下达整改: one order per finding group of a unit, numbered, with its deadline counted by rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.in_use import refuse_gone
from accounts.models import Unit, User
from core.audit.trail import record
from core.errors import DomainError, StaleForm
from core.look.numbers import moment_in_words
from core.notices.actions import open_deadline
from core.notices.texts import full_day
from core.parameters import value_of
from core.workflow import next_status
from rectification import models
from rectification.actions.numbers import take_number
from rectification.actions.states import keep_state
from rectification.notices import tell_unit
from rectification.parameters import RECURRENCE_DAYS
from rectification.workflow import ISSUE, TRANSITIONS, Act, Status

if TYPE_CHECKING:
    from documents.models import Document

DEADLINE, ACCEPTANCE = "rectification", "acceptance"


@dataclass(frozen=True)
class Problem:
    """One finding to be put right: its words, basis, rubric item and the case it was found in."""

    text: str
    basis: str = ""
    item: str = ""
    case_text: str = ""


def advance(order: models.Order, act: Act, actor: User, seen: int | None = None) -> models.Order:
    """Lock the row within the actor's sight and move it through TRANSITIONS; every act on an order starts here.

    `seen` is the last act the actor's page told of (None outside a page): StaleForm when others followed it.
    """
    if not actor.has_perm(TRANSITIONS[act].permission):
        raise PermissionDenied
    order = models.Order.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=order.pk)
    order.status = next_status(TRANSITIONS, act, order.status, lambda: _last_hand(order))
    if seen is not None:
        _refuse_overtaken(order, seen)
    return order


def _refuse_overtaken(order: models.Order, seen: int) -> None:
    """The report that was read must be the one that stands: it may have been taken back, rewritten and filed again meanwhile."""
    since = order.states.exclude(act="").filter(pk__gt=seen).select_related("actor").order_by("pk")
    told = "，".join(f"{state.actor}于{moment_in_words(state.at)}{state.get_act_display()}" for state in since)
    if told:
        raise StaleForm(f"您打开本页后，{told}。您的内容没有保存但仍在下方，请核对后再办。")


def _last_hand(order: models.Order) -> str:
    """Who brought the order to where it stands."""
    latest = order.states.select_related("actor").last()
    return latest.actor.name if latest is not None and latest.actor is not None else ""


def require_reason(reason: str) -> None:
    """退回、重新整改、不同意、撤销 are always told why."""
    if not reason.strip():
        raise DomainError("请填写理由。")


def _recurs(unit: Unit, issue_type: str, on: date) -> bool:
    """复发: the unit had an order of the same type, not cancelled since, in the period before (twelve months unless set otherwise). Basis: W21."""
    if not issue_type:
        return False
    since = on - timedelta(days=int(value_of(RECURRENCE_DAYS.code, on)))
    return models.Order.objects.filter(unit=unit, issue_type=issue_type, issued_on__gte=since, issued_on__lt=on).exclude(status=Status.CANCELLED).exists()


@transaction.atomic
def issue_order(
    *,
    unit: Unit,
    title: str,
    problems: Sequence[Problem],
    source_kind: str,
    source_label: str,
    source_id: str = "",
    source_url: str = "",
    basis: str = "",
    standard: str = "",
    issue_type: str = "",
    rule_code: str = "rectification",
    start_on: date | None = None,
    due_on: date | None = None,
    actor: User,
    at: datetime,
    document: Document | None = None,
) -> models.Order:
    """下达整改: number the order, open its deadline by rule (or with `due_on` set in the document) and tell the unit.

    Basis: REG825-27, REG825-28. Raises DomainError without a problem or for a unit that is gone, PermissionDenied without the power.
    """
    if not actor.has_perm(ISSUE):
        raise PermissionDenied
    if not problems:
        raise DomainError("整改至少要写明一个问题。")
    refuse_gone([unit], "下达整改")
    on = start_on or timezone.localdate(at)
    order = models.Order(
        unit=unit, title=title[:200], basis=basis[:300], standard=standard, source_kind=source_kind, source_id=source_id, source_label=source_label[:120],
        source_url=source_url, document=document, issue_type=issue_type, issued_on=on, issued_by=actor, is_recurring=_recurs(unit, issue_type, on),
        number=take_number(on), due_on=due_on or on,
    )  # fmt: skip
    order.save(force_insert=True)
    rows = [models.Problem(order=order, number=n, text=p.text, basis=p.basis, item=p.item, case_text=p.case_text) for n, p in enumerate(problems, 1)]
    models.Problem.objects.bulk_create(rows)
    record(actor=actor, act="issue", act_label="下达整改", target=order, at=at, note=order.number)
    _start_clock(order, on, rule_code, due_on, actor, at)
    return order


def basis_of_day(order: models.Order) -> str:
    """文书载明: what set the day of an order, which is the document it was issued by, not the law that was broken."""
    return f"{order.document.number}载明" if order.document else "整改通知载明"


def _start_clock(order: models.Order, on: date, rule_code: str, due_on: date | None, actor: User, at: datetime) -> None:
    """The unit's deadline by rule or by the day of the document, and the word to its liaisons."""
    deadline = open_deadline(
        kind=DEADLINE, target=order, title=f"{order.number} {order.title}"[:200], unit=order.unit, actor=actor, at=at, start_on=on, rule_code=rule_code,
        due_on=due_on, start_event="整改通知下达", basis=basis_of_day(order) if order.document or due_on else "", verb="报送整改报告", url=order.get_absolute_url(),
    )  # fmt: skip
    order.due_on = deadline.due_on
    order.save(update_fields=["due_on"])
    keep_state(order, at)
    title = f"新任务：{order.number} {order.title}"[:200]
    body = f"{order.unit}：请于{full_day(deadline.due_on)}前报送整改报告《{order.title}》。依据：{deadline.basis}。"
    tell_unit(order, title, body, at)
