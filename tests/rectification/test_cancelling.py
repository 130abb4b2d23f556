"""撤销整改: ends an open order with a reason; clocks, lists, figures, months and recurrence leave it out."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.audit.models import AuditEntry
from core.errors import DomainError
from core.notices.actions import deadline_of
from core.notices.models import Deadline, Message
from rectification import actions, desk, integrity
from rectification.actions import ProblemText
from rectification.actions.cancelling import cancel_with_source
from rectification.models import Order
from rectification.models.extension import ExtensionStatus
from rectification.workflow import Status

pytestmark = pytest.mark.django_db
REASON = "异议复查撤销了这个问题。"


def cancelled(order, inspector, at):
    return actions.cancel_order(order=order, actor=inspector, at=at, reason=REASON)


def test_cancelled_order_keeps_who_when_and_why(order, inspector, at):
    cancelled(order, inspector, at)

    order.refresh_from_db()
    assert (order.status, order.cancelled_by, order.cancelled_at, order.cancel_reason) == (Status.CANCELLED, inspector, at, REASON)
    entry = AuditEntry.objects.filter(act="cancel").get()
    assert (entry.actor_id, entry.note) == (inspector.pk, REASON)


def test_cancelling_stops_the_units_clock_and_tells_its_liaison(order, inspector, unit_member, at):
    cancelled(order, inspector, at)

    assert deadline_of(order, "rectification").cancelled_on == date(2026, 3, 5)
    assert Message.objects.filter(recipient=unit_member, title=f"整改已撤销：{order.number}").exists()
    assert integrity.check() == []


def test_cancelling_stops_the_accepters_clock_too(reported, inspector, at):
    cancelled(reported, inspector, at)

    assert not Deadline.objects.open().filter(target_id=str(reported.pk)).exists()


def test_cancelling_answers_an_extension_that_waits(order, inspector, unit_member, at):
    asked = actions.request_extension(order=order, actor=unit_member, at=at, new_due_on=order.due_on + timedelta(days=9), reason="相对人外出")
    cancelled(order, inspector, at)

    asked.refresh_from_db()
    assert (asked.status, asked.decided_by) == (ExtensionStatus.REFUSED, inspector)


def test_cancelling_without_a_reason_is_refused(order, inspector, at):
    with pytest.raises(DomainError, match="请填写理由"):
        actions.cancel_order(order=order, actor=inspector, at=at, reason="  ")


def test_unit_may_not_cancel(order, unit_member, at):
    with pytest.raises(PermissionDenied):
        actions.cancel_order(order=order, actor=unit_member, at=at, reason=REASON)


def test_accepted_order_is_not_cancelled(reported, inspector, at):
    order = actions.accept_order(order=reported, actor=inspector, at=at, verdicts={problem.pk: ("pass", "") for problem in reported.problems.all()})

    with pytest.raises(DomainError, match="不能撤销整改"):
        cancelled(order, inspector, at)
    assert cancel_with_source(order=order, actor=inspector, at=at, reason=REASON).status == Status.CLOSED


def test_database_keeps_cancelling_fields_together(order):
    with pytest.raises(IntegrityError, match="order_cancelled_fields_together"), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(status=Status.CANCELLED)


def test_cancelled_order_is_neither_open_nor_late(order, inspector, unit_member, at):
    cancelled(order, inspector, at)
    on = order.due_on + timedelta(days=1)
    order.refresh_from_db()

    assert not order.is_overdue(on)
    assert not Order.objects.overdue(on).exists()
    assert [desk.tasks(person, on) for person in (inspector, unit_member)] == [[], []]
    assert [tally.rows.count() for person in (inspector, unit_member) for tally in desk.figures(person, on)] == [0] * 3


def test_list_of_open_orders_leaves_it_out_and_the_whole_list_shows_its_state(order, inspector, client_for, at):
    cancelled(order, inspector, at)
    client, url = client_for(inspector), reverse("rectification:order-list")

    assert order.number not in client.get(url).content.decode()
    assert "已撤销" in client.get(f"{url}?tab=all").content.decode()


def test_cancelled_order_does_not_make_the_next_one_recurring(inspector, unit, at):
    facts = {"unit": unit, "title": "x", "problems": [ProblemText("x")], "source_kind": "manual", "source_label": "x", "actor": inspector, "issue_type": "t"}
    cancelled(actions.issue_order(**facts, at=at), inspector, at)

    assert not actions.issue_order(**facts, at=at + timedelta(days=1)).is_recurring


def test_page_asks_for_the_reason_and_then_says_it(order, inspector, client_for):
    client, url = client_for(inspector), reverse("rectification:order-cancel", args=[order.pk])

    asked = client.post(url, {"reason": ""})
    done = client.post(url, {"reason": REASON}, follow=True).content.decode()

    assert asked.status_code == 422
    assert "data-open" in asked.content.decode()
    assert "已撤销整改" in done
    assert REASON in done
