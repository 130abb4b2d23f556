"""延期: asked in time, decided by another person, and the deadline moves with its version."""

from datetime import timedelta

import pytest

from core.errors import DomainError
from core.notices.actions import deadline_of
from rectification import actions
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


def test_second_request_waits_for_the_first(asked, order, unit_member, at):
    with pytest.raises(DomainError, match="已有待审批的延期申请"):
        actions.request_extension(order=order, actor=unit_member, at=at, new_due_on=asked.new_due_on, reason="再要")


def test_request_after_the_day_is_refused(order, unit_member, at):
    with pytest.raises(DomainError, match="期限已过"):
        actions.request_extension(order=order, actor=unit_member, at=at + timedelta(days=60), new_due_on=order.due_on + timedelta(days=90), reason="晚了")


def test_decided_request_is_not_decided_again(asked, leader, at):
    actions.approve_extension(extension=asked, actor=leader, at=at)

    with pytest.raises(DomainError, match="已同意延期"):
        actions.refuse_extension(extension=asked, actor=leader, at=at, note="改主意")
