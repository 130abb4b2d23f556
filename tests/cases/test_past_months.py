"""异议与月报: a grade changed on objection leaves the month in which it was given as it was."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from accounts.models import User
from cases.models import DrawnFile, Objection, ReviewBatch
from cases.workflow import Grade, ReviewState
from reports.models import Report
from reports.monthly.periods import Month
from tests.factories.reports import frozen_month

MARCH = Month(2026, 3)
APRIL_1, MAY_1 = datetime(2026, 4, 1, 1, tzinfo=UTC), datetime(2026, 5, 1, 1, tzinfo=UTC)


@pytest.fixture
def graded(received: ReviewBatch, inspector: User, at: datetime) -> DrawnFile:
    """One file of the round, failed by a veto in March."""
    file = DrawnFile.objects.order_by("position")[0]
    grade = {"final_score": Decimal("0.00"), "final_grade": Grade.FAIL, "is_vetoed": True}
    DrawnFile.objects.filter(pk=file.pk).update(review_state=ReviewState.CONFIRMED, confirmed_at=at, confirmed_by=inspector, **grade)
    return DrawnFile.objects.get(pk=file.pk)


def grades(report: Report) -> list[tuple[object, ...]]:
    return [(row.cells[4], row.cells[5], row.cells[6]) for row in report.rows.filter(section="reviews")]


def uphold(file: DrawnFile, unit_member: User, inspector: User, answered_at: datetime | None) -> None:
    """The unit objected; with `answered_at` the objection was upheld then."""
    answer = {"answer": "材料齐全。", "answered_at": answered_at, "answered_by": inspector} if answered_at else {}
    Objection.objects.create(
        file=file, text="卷内有审核意见。", filed_at=APRIL_1, filed_by=unit_member, old_score=0, old_grade=Grade.FAIL, was_vetoed=True, **answer
    )
    if answered_at:
        DrawnFile.objects.filter(pk=file.pk).update(
            review_state=ReviewState.REVIEWED, final_score=Decimal("95.00"), final_grade=Grade.EXCELLENT, is_vetoed=False
        )


@pytest.mark.parametrize("answered_at", [None, datetime(2026, 4, 20, tzinfo=UTC)])
def test_an_objection_leaves_the_past_month_as_it_was(graded: DrawnFile, unit_member: User, inspector: User, answered_at: datetime | None) -> None:
    march = frozen_month(MARCH, inspector, APRIL_1)
    uphold(graded, unit_member, inspector, answered_at)

    again = frozen_month(MARCH, inspector, MAY_1)

    assert grades(march) == [(0.0, "不合格", "是")]
    assert again.sha256 == march.sha256


def test_an_objection_upheld_within_the_month_counts_in_it(graded: DrawnFile, unit_member: User, inspector: User) -> None:
    uphold(graded, unit_member, inspector, datetime(2026, 3, 20, tzinfo=UTC))

    assert grades(frozen_month(MARCH, inspector, APRIL_1)) == [(95.0, "优秀", "")]
