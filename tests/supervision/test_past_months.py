"""分工沿革: what happens to a task later leaves the months before as they were."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Unit, User
from reports.models import Report
from reports.monthly.build import canonical_csv
from reports.monthly.periods import Month
from supervision.integrity import check
from supervision.plans import actions
from supervision.plans.models import Assignment, Plan, PlanItem, ShareState
from supervision.plans.workflow import PlanAct, PlanStatus
from tests.factories.reports import frozen_month

pytestmark = pytest.mark.django_db
JUNE, JULY = Month(2026, 6), Month(2026, 7)
JULY_1, JULY_9 = datetime(2026, 7, 1, 1, tzinfo=UTC), datetime(2026, 7, 9, 1, tzinfo=UTC)
AUGUST_1 = datetime(2026, 8, 1, 1, tzinfo=UTC)


def words(report: Report) -> list[tuple[object, ...]]:
    return [(row.cells[4], row.cells[5], row.cells[6], sorted(row.flags)) for row in report.rows.filter(section="plans")]


@pytest.fixture
def june(submitted: Assignment, inspector: User) -> Report:
    """June, in which the task is due and its report waits for an answer."""
    return frozen_month(JUNE, inspector, JULY_1)


def later_answer(share: Assignment, inspector: User, unit_member: User) -> None:
    actions.return_progress(share=share, actor=inspector, at=JULY_9, reason="补清单")
    actions.submit_progress(share=share, actor=unit_member, at=JULY_9, text="清单已补。", is_done=True)
    actions.finish_share(share=share, actor=inspector, at=JULY_9)


def later_term(share: Assignment, inspector: User, unit_member: User) -> None:
    actions.settle_term(item=share.item, actor=inspector, at=JULY_9, due_on=date(2026, 12, 31))


def later_end(share: Assignment, inspector: User, unit_member: User) -> None:
    for act in (PlanAct.START, PlanAct.EVALUATE, PlanAct.CLOSE):
        actions.advance_plan(plan=share.item.plan, act=act, actor=inspector, at=JULY_9)


@pytest.mark.parametrize("later", [later_answer, later_term, later_end])
def test_a_past_month_is_built_again_as_it_was(
    june: Report, submitted: Assignment, inspector: User, unit_member: User, later: Callable[[Assignment, User, User], None]
) -> None:
    later(submitted, inspector, unit_member)

    again = frozen_month(JUNE, inspector, AUGUST_1)

    assert words(june) == [("2026-06-30", "已评查 20 卷。", "待确认", ["due"])]
    assert (canonical_csv(again), again.sha256) == (canonical_csv(june), june.sha256)
    assert check() == []


def test_the_month_in_which_it_happened_tells_it(june: Report, submitted: Assignment, inspector: User, unit_member: User) -> None:
    later_answer(submitted, inspector, unit_member)

    assert words(frozen_month(JULY, inspector, AUGUST_1)) == [("2026-06-30", "清单已补。", "已完成", ["reported"])]


def test_a_task_is_late_in_the_month_in_which_it_was(running: Assignment, inspector: User, unit_member: User, prove: Callable[[Assignment], None]) -> None:
    prove(running)
    share = actions.submit_progress(share=running, actor=unit_member, at=AUGUST_1, text="已评查。", is_done=True)
    actions.finish_share(share=share, actor=inspector, at=AUGUST_1)

    assert words(frozen_month(JULY, inspector, AUGUST_1 + timedelta(days=40))) == [("2026-06-30", "", "已分解", ["overdue"])]


def test_a_plan_that_is_not_issued_owes_nothing(share: Assignment, inspector: User) -> None:
    assert words(frozen_month(JUNE, inspector, JULY_1)) == []


def test_a_unit_settled_later_owes_nothing_before(pending: Assignment, other_unit: Unit, inspector: User) -> None:
    actions.settle_unit(share=pending, unit=other_unit, actor=inspector, at=JULY_9)

    assert words(frozen_month(JUNE, inspector, AUGUST_1)) == []
    assert words(frozen_month(JULY, inspector, AUGUST_1)) == [("2026-06-30", "", "已分解", ["overdue"])]


def test_a_share_of_an_issued_plan_stays(running: Assignment, item: PlanItem, inspector: User, at: datetime) -> None:
    actions.share_out(item=item, units=[inspector.unit], part="assist", actor=inspector, at=at)

    assert ShareState.objects.count() == item.assignments.count() == 2


def test_a_history_that_ends_elsewhere_is_named(running: Assignment) -> None:
    Assignment.objects.update(due_on=date(2026, 7, 31))

    assert check() == [f"《{running.item.plan}》第 1 项（{running.unit_words}）的沿革与现状不符"]


def test_a_draft_plan_keeps_no_history(share: Assignment, plan: Plan) -> None:
    assert (plan.status, ShareState.objects.count(), check()) == (PlanStatus.DRAFT, 0, [])
