"""整改报告: after every order was reported; approved inside the unit; the bureau may send it back."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import User
from cases.actions.report import approve_report, return_report, send_back_report, submit_report
from cases.desk import tasks
from cases.models import BatchUnit, ReviewBatch
from cases.workflow import BatchState, UnitState
from core.errors import DomainError, IllegalTransition
from core.notices.models import Message
from rectification.models import Order
from rectification.workflow import Status
from tests.fixtures.cast import HouseClient

Log = Callable[[User], HouseClient]
TEXT = "已补正告知书格式"


@pytest.fixture
def answered(served: BatchUnit) -> BatchUnit:
    """A unit whose one order is reported and waits for acceptance."""
    Order.objects.update(status=Status.REPORT_SUBMITTED)
    return served


@pytest.fixture
def filed(answered: BatchUnit, unit_member: User, at: datetime) -> BatchUnit:
    return submit_report(row=answered, actor=unit_member, at=at, text=TEXT)


def steps_of(user: User) -> list[str]:
    return [task.verb for task in tasks(user, date(2026, 3, 5)) if "整改报告" in task.title]


@pytest.mark.parametrize("status", [Status.ISSUED, Status.IN_PROGRESS, Status.UNIT_REVIEW, Status.RETURNED])
def test_no_report_while_an_order_is_with_the_unit(served: BatchUnit, unit_member: User, at: datetime, status: Status) -> None:
    Order.objects.update(status=status)

    with pytest.raises(DomainError, match="还有 1 个问题没有报送整改情况"):
        submit_report(row=served, actor=unit_member, at=at, text=TEXT)
    assert steps_of(unit_member) == []


def test_an_order_returned_meanwhile_holds_the_report_inside(filed: BatchUnit, unit_leader: User, at: datetime) -> None:
    Order.objects.update(status=Status.RETURNED)

    with pytest.raises(DomainError, match="没有报送整改情况"):
        approve_report(row=filed, actor=unit_leader, at=at)


def test_a_report_leaves_the_unit_only_when_its_leader_approved(
    filed: BatchUnit, client_for: Log, unit_member: User, unit_leader: User, inspector: User, at: datetime
) -> None:
    def readers() -> list[bool]:
        return [TEXT in client_for(user).get(filed.get_absolute_url()).text for user in (unit_member, unit_leader, inspector)]

    assert (filed.state, filed.report_at, readers()) == (UnitState.RECTIFYING, None, [True, True, False])
    assert [steps_of(user) for user in (unit_member, unit_leader, inspector)] == [[], ["审核"], []]

    row = approve_report(row=filed, actor=unit_leader, at=at)

    assert (row.state, row.report_at, row.report_filed_by, row.report_approved_by) == (UnitState.REPORT_SUBMITTED, at, filed.report_filed_by, unit_leader)
    assert readers() == [True, True, True]
    assert [steps_of(user) for user in (unit_member, unit_leader, inspector)] == [[], [], ["复核"]]
    assert ReviewBatch.objects.get().state == BatchState.REPORT_SUBMITTED


def test_whoever_submitted_cannot_approve_even_under_another_account(
    filed: BatchUnit, client_for: Log, unit_leader: User, unit_member: User, at: datetime
) -> None:
    User.objects.filter(pk=unit_leader.pk).update(person_key=unit_member.person_key)
    same = User.objects.get(pk=unit_leader.pk)

    with pytest.raises(PermissionDenied, match="本人"):
        approve_report(row=filed, actor=same, at=at)
    assert f"{filed.get_absolute_url()}report/approve/" not in client_for(same).get(filed.get_absolute_url()).text
    with pytest.raises(IntegrityError, match="batch_unit_report_two_hands"), transaction.atomic():
        BatchUnit.objects.update(report_approved_by=unit_member)


def test_a_report_under_approval_is_not_written_over_and_not_approved_twice(filed: BatchUnit, unit_member: User, unit_leader: User, at: datetime) -> None:
    with pytest.raises(IllegalTransition, match="退回后才能再改"):
        submit_report(row=filed, actor=unit_member, at=at, text="另一份")
    approve_report(row=filed, actor=unit_leader, at=at)
    with pytest.raises(IllegalTransition):
        approve_report(row=filed, actor=unit_leader, at=at)
    with pytest.raises(IllegalTransition, match="已报送司法局"):
        send_back_report(row=filed, actor=unit_leader, at=at, reason="没有逐项写")


def test_the_units_leader_sends_it_back_to_whoever_wrote_it(
    filed: BatchUnit, client_for: Log, unit_member: User, unit_leader: User, inspector: User, at: datetime
) -> None:
    row = send_back_report(row=filed, actor=unit_leader, at=at, reason="没有逐项写")

    assert [(task.kind, task.title) for task in tasks(unit_member, date(2026, 3, 5)) if "整改报告" in task.title] == [("退回件", f"补正整改报告：{row.batch}")]
    words = "整改报告被退回，请修改后再报。退回理由：没有逐项写"
    assert [words in client_for(user).get(row.get_absolute_url()).text for user in (unit_member, inspector)] == [True, False]
    assert (row.state, BatchUnit.objects.get().state, row.report_filed_at) == (UnitState.RECTIFYING, UnitState.RECTIFYING, None)
    assert "没有逐项写" in Message.objects.get(recipient=unit_member, channel="in_app", title__startswith="被退回").body
    with pytest.raises(IllegalTransition, match="还没有提交"):
        approve_report(row=row, actor=unit_leader, at=at)
    row = submit_report(row=row, actor=unit_member, at=at, text="逐项")
    assert (row.report_text, row.report_returned, steps_of(unit_member)) == ("逐项", "", [])


def test_the_bureau_returns_a_report_which_is_kept_and_made_anew(
    answered: BatchUnit, reported: Callable[[BatchUnit], BatchUnit], client_for: Log, unit_member: User, inspector: User, at: datetime
) -> None:
    row = return_report(row=reported(answered), actor=inspector, at=at, reason="没有举一反三")

    assert (row.state, row.report_at, ReviewBatch.objects.get().state) == (UnitState.RECTIFYING, None, BatchState.RECTIFYING)
    assert BatchUnit.objects.get().returned_reports == [
        {"text": "已补正告知书格式。", "reported_on": "2026-03-05", "returned_on": "2026-03-05", "reason": "没有举一反三"}
    ]
    assert "没有举一反三" in client_for(unit_member).get(row.get_absolute_url()).text
    assert (steps_of(unit_member), row.report_returned) == (["填报"], "没有举一反三")
    assert reported(row).state == UnitState.REPORT_SUBMITTED
    with pytest.raises(PermissionDenied):
        return_report(row=row, actor=unit_member, at=at, reason="x")


def test_the_acts_are_reached_from_the_page(answered: BatchUnit, client_for: Log, unit_member: User, unit_leader: User, inspector: User) -> None:
    page = answered.get_absolute_url()

    for user, step, form in (
        (unit_member, "", {"text": TEXT}),
        (unit_leader, "send-back/", {"reason": "没有逐项写"}),
        (unit_member, "", {"text": TEXT}),
        (unit_leader, "approve/", {}),
        (inspector, "return/", {"reason": "没有举一反三"}),
    ):
        client = client_for(user)
        assert f"{page}report/{step}" in client.get(page).text
        assert client.post(f"{page}report/{step}", form).url == page
    assert len(BatchUnit.objects.get().returned_reports) == 1
