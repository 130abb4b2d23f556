"""整改沿革: what happens to an order later leaves the months before as they were."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from accounts.models import User
from rectification import actions
from rectification.actions import ProblemText, issue_order
from rectification.integrity import check
from rectification.models import Order, Verdict
from reports.models import Report
from reports.monthly.build import canonical_csv
from reports.monthly.periods import Month
from tests.factories.reports import frozen_month

MARCH, APRIL = Month(2026, 3), Month(2026, 4)
MARCH_20, APRIL_1, APRIL_9, MAY_1 = (datetime(2026, *day, 1, tzinfo=UTC) for day in ((3, 20), (4, 1), (4, 9), (5, 1)))
Later = Callable[[Order, User, User, User], None]


def words(report: Report) -> list[tuple[object, ...]]:
    return [(*row.cells[5:10], sorted(row.flags)) for row in report.rows.filter(section="orders")]


def accept(order: Order, inspector: User, at: datetime) -> None:
    verdicts = {problem.pk: (Verdict.PASS, "") for problem in order.problems.all()}
    actions.accept_order(order=order, actor=inspector, at=at, opinion="整改到位。", verdicts=verdicts)


def accepted(order: Order, inspector: User, unit_member: User, leader: User) -> None:
    accept(order, inspector, APRIL_9)


def returned(order: Order, inspector: User, unit_member: User, leader: User) -> None:
    actions.return_order(order=order, actor=inspector, at=APRIL_9, reason="补清单")


def withdrawn(order: Order, inspector: User, unit_member: User, leader: User) -> None:
    actions.withdraw(order=order, actor=unit_member, at=APRIL_9)


def cancelled(order: Order, inspector: User, unit_member: User, leader: User) -> None:
    actions.cancel_order(order=order, actor=inspector, at=APRIL_9, reason="文书已撤销")


@pytest.mark.parametrize("later", [accepted, returned, withdrawn, cancelled])
def test_a_month_in_which_the_report_came_is_built_again_as_it_was(reported: Order, inspector: User, unit_member: User, leader: User, later: Later) -> None:
    march = frozen_month(MARCH, inspector, APRIL_1)
    later(reported, inspector, unit_member, leader)

    again = frozen_month(MARCH, inspector, MAY_1)

    assert words(march) == [("2026-04-07", "2026-03-05", None, None, "待验收", ["issued"])]
    assert (canonical_csv(again), again.sha256) == (canonical_csv(march), march.sha256)
    assert check() == []


def test_a_closed_order_opened_again_stays_closed_in_its_month(reported: Order, inspector: User) -> None:
    accept(reported, inspector, MARCH_20)
    march = frozen_month(MARCH, inspector, APRIL_1)
    actions.reopen_order(order=Order.objects.get(), actor=inspector, at=APRIL_9, reason="同类问题再现")

    again = frozen_month(MARCH, inspector, MAY_1)

    assert words(march) == [("2026-04-07", "2026-03-05", "2026-03-20", None, "已销号", ["closed", "issued"])]
    assert again.sha256 == march.sha256
    assert words(frozen_month(APRIL, inspector, MAY_1))[0][4] == "整改中"


def test_an_extension_leaves_the_month_in_which_the_order_was_due(order: Order, other_unit: object, inspector: User, unit_member: User, leader: User) -> None:
    extension = actions.request_extension(order=order, actor=unit_member, at=APRIL_1, new_due_on=date(2026, 5, 6), reason="等待评审")
    actions.approve_extension(extension=extension, actor=leader, at=APRIL_9)

    march, april = frozen_month(MARCH, inspector, MAY_1), frozen_month(APRIL, inspector, MAY_1)

    assert [line[0] for line in words(march)] == ["2026-04-07"]
    assert words(april) == [("2026-05-06", None, None, None, "已下达", [])]


def test_an_order_entered_after_its_day_counts_as_issued_in_the_month_of_entry(inspector: User, unit: object) -> None:
    frozen_month(MARCH, inspector, APRIL_1)
    issue_order(
        unit=unit, title="补登", problems=[ProblemText("缺签名")], source_kind="manual", source_label="检查", actor=inspector, at=APRIL_9, start_on=date(2026, 3, 30)
    )  # fmt: skip

    assert words(frozen_month(MARCH, inspector, MAY_1)) == []
    assert "issued" in words(frozen_month(APRIL, inspector, MAY_1))[0][5]


def test_a_history_that_ends_elsewhere_is_named(order: Order) -> None:
    Order.objects.update(due_on=date(2026, 7, 31))

    assert f"{order.number}的沿革与现状不符" in check()
