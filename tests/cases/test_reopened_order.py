"""重新整改: an order of a verified unit opens again; the unit and its batch follow, and the batch is not closed over it."""

from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cases.actions.batch import close_batch
from cases.models import BatchUnit, ReviewBatch
from cases.workflow import BatchState, UnitState
from core.errors import DomainError, IllegalTransition
from core.notices.actions import close_deadline
from rectification.actions import reopen_order
from rectification.models import Order
from rectification.workflow import Status


@pytest.fixture
def verified(served: BatchUnit, inspector: User, leader: User, at: datetime) -> BatchUnit:
    """Its order closed, the unit verified, the batch through."""
    Order.objects.update(status=Status.CLOSED, closed_at=at, accepted_by=leader)
    close_deadline(kind="rectification", target=Order.objects.get(), actor=leader, at=at)
    BatchUnit.objects.update(state=UnitState.VERIFIED, verified_at=at, report_at=at)
    ReviewBatch.objects.update(state=BatchState.VERIFIED)
    served.refresh_from_db()
    return served


def test_the_unit_and_its_batch_are_rectifying_again(verified: BatchUnit, inspector: User, at: datetime) -> None:
    reopen_order(order=Order.objects.get(), actor=inspector, at=at, reason="问题反弹")

    verified.refresh_from_db()
    assert (verified.state, verified.verified_at, verified.report_at) == (UnitState.RECTIFYING, None, None)
    assert ReviewBatch.objects.get().state == BatchState.RECTIFYING
    with pytest.raises(IllegalTransition):
        close_batch(batch=verified.batch, actor=inspector, at=at)


def test_locks_are_taken_from_the_batch_down(verified: BatchUnit, inspector: User, at: datetime) -> None:
    with CaptureQueriesContext(connection) as queries:
        reopen_order(order=Order.objects.get(), actor=inspector, at=at, reason="问题反弹")

    tables = (ReviewBatch._meta.db_table, BatchUnit._meta.db_table, Order._meta.db_table)
    locked = [table for query in queries for table in tables if f'FOR UPDATE OF "{table}"' in query["sql"]]
    assert locked[:3] == list(tables)


def test_an_order_that_may_not_be_reopened_leaves_its_unit_verified(verified: BatchUnit, unit_member: User, inspector: User, at: datetime) -> None:
    with pytest.raises(PermissionDenied):
        reopen_order(order=Order.objects.get(), actor=unit_member, at=at, reason="问题反弹")
    with pytest.raises(DomainError):
        reopen_order(order=Order.objects.get(), actor=inspector, at=at, reason=" ")

    verified.refresh_from_db()
    assert (verified.state, ReviewBatch.objects.get().state) == (UnitState.VERIFIED, BatchState.VERIFIED)


def test_a_batch_is_not_closed_over_an_open_order(verified: BatchUnit, inspector: User, at: datetime) -> None:
    Order.objects.update(status=Status.IN_PROGRESS, closed_at=None, accepted_by=None)

    with pytest.raises(DomainError, match="还有 1 个问题正在整改"):
        close_batch(batch=verified.batch, actor=inspector, at=at)


def test_an_ended_batch_stays_ended(verified: BatchUnit, inspector: User, at: datetime) -> None:
    close_batch(batch=verified.batch, actor=inspector, at=at)

    reopen_order(order=Order.objects.get(), actor=inspector, at=at, reason="问题反弹")

    verified.refresh_from_db()
    assert (verified.state, ReviewBatch.objects.get().state) == (UnitState.VERIFIED, BatchState.CLOSED)
