"""延期: asked in time, decided by another person, and the deadline moves with its version."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import DomainError
from core.notices.actions import deadline_of
from core.notices.models import Message
from core.workdays.calendar import calendar_around
from core.workdays.counting import due_by_rule
from core.workdays.models import DeadlineRule
from rectification import actions
from rectification.forms import ExtensionForm
from rectification.models.extension import ExtensionStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(order, unit_member, at):
    return actions.request_extension(order=order, actor=unit_member, at=at, new_due_on=order.due_on + timedelta(days=10), reason="设备采购周期")


def test_approved_extension_moves_order_and_deadline(asked, order, leader, at):
    version = deadline_of(order, "rectification").version

    actions.approve_extension(extension=asked, actor=leader, at=at)

    order.refresh_from_db()
    deadline = deadline_of(order, "rectification")
    assert (order.due_on, order.is_extended, deadline.due_on, deadline.version) == (asked.new_due_on, True, asked.new_due_on, version + 1)


def test_refused_extension_leaves_the_day(asked, order, leader, at):
    due_on = order.due_on

    actions.refuse_extension(extension=asked, actor=leader, at=at, note="不属客观原因")

    order.refresh_from_db()
    asked.refresh_from_db()
    assert (order.due_on, asked.status, asked.decision_note) == (due_on, ExtensionStatus.REFUSED, "不属客观原因")


def test_a_long_answer_to_a_request_is_kept_whole(asked, leader, at):
    why = "不属客观原因。" * 100

    actions.refuse_extension(extension=asked, actor=leader, at=at, note=why)

    asked.refresh_from_db()
    assert asked.decision_note == why


def test_request_asks_the_bureau_until_it_is_decided(inspector, leader, asked, order, at):
    waiting = [Message.objects.inbox(person).about(order).unread() for person in (inspector, leader)]
    assert all(messages.exists() for messages in waiting)

    actions.refuse_extension(extension=asked, actor=leader, at=at + timedelta(hours=1), note="不属客观原因")

    assert not any(messages.exists() for messages in waiting)


def test_second_request_waits_for_the_first(asked, order, unit_member, at):
    with pytest.raises(DomainError, match="已有待审批的延期申请"):
        actions.request_extension(order=order, actor=unit_member, at=at, new_due_on=asked.new_due_on, reason="再要")


def test_extension_is_no_longer_than_the_rule(order, unit_member, at):
    last = due_by_rule(DeadlineRule.objects.get(code="rectification_extension"), order.due_on, calendar_around(order.due_on)).due_on
    with pytest.raises(DomainError, match="延期最长 30 日"):
        actions.request_extension(order=order, actor=unit_member, at=at, new_due_on=last + timedelta(days=1), reason="太长")

    assert actions.request_extension(order=order, actor=unit_member, at=at, new_due_on=last, reason="设备采购周期").new_due_on == last


def test_order_is_extended_once(asked, order, unit_member, leader, at):
    actions.approve_extension(extension=asked, actor=leader, at=at)

    with pytest.raises(DomainError, match="已经延期一次"):
        actions.request_extension(order=order, actor=unit_member, at=at, new_due_on=asked.new_due_on + timedelta(days=1), reason="再要")


def test_acceptance_settles_a_request_and_a_reopened_order_may_ask_again(answered, unit_member, unit_leader, inspector, leader, at):
    asked = actions.request_extension(order=answered, actor=unit_member, at=at, new_due_on=answered.due_on + timedelta(days=2), reason="备用")
    actions.submit_report(order=answered, actor=unit_member, at=at)
    actions.approve_report(order=answered, actor=unit_leader, at=at)
    actions.accept_order(order=answered, actor=inspector, at=at, verdicts={p.pk: ("pass", "") for p in answered.problems.all()})

    asked.refresh_from_db()
    assert (asked.status, asked.decided_by) == (ExtensionStatus.REFUSED, inspector)
    order = actions.reopen_order(order=answered, actor=inspector, at=at, reason="反弹")
    again = actions.request_extension(order=order, actor=unit_member, at=at, new_due_on=order.due_on + timedelta(days=6), reason="需要")
    assert actions.approve_extension(extension=again, actor=leader, at=at).status == ExtensionStatus.APPROVED


def test_an_extension_ends_on_a_working_day(order, unit_member, at):
    """Saturday 18 April 2026: the form says so at the field, the act refuses whoever comes another way."""
    with pytest.raises(DomainError, match="4月18日（周六）是休息日，请改为工作日，最近的是4月20日（周一）。"):
        actions.request_extension(order=order, actor=unit_member, at=at, new_due_on=date(2026, 4, 18), reason="设备采购周期")
    form = ExtensionForm({"new_due_on": "2026-04-18", "reason": "设备采购周期"})

    assert form.errors == {"new_due_on": ["4月18日（周六）是休息日，请改为工作日，最近的是4月20日（周一）。"]}


def test_request_after_the_day_is_refused(order, unit_member, at):
    with pytest.raises(DomainError, match="期限已过"):
        actions.request_extension(order=order, actor=unit_member, at=at + timedelta(days=60), new_due_on=order.due_on + timedelta(days=90), reason="晚了")


def test_a_decision_locks_the_order_as_every_act_on_it_does(asked, leader, at):
    """An acceptance holds the order and ends its requests; a decision that held its request first would wait for it in a circle."""
    with CaptureQueriesContext(connection) as queries:
        actions.refuse_extension(extension=asked, actor=leader, at=at, note="不属客观原因")

    locks = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]
    assert 'FROM "rectification_order"' in locks[0]
    assert not any("rectification_extension" in lock for lock in locks)


def test_decided_request_is_not_decided_again(asked, leader, at):
    actions.approve_extension(extension=asked, actor=leader, at=at)

    with pytest.raises(DomainError, match="已同意延期"):
        actions.refuse_extension(extension=asked, actor=leader, at=at, note="改主意")
