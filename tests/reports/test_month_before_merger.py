"""监督月报 of a month before units were merged: built after the mergers it says what it said before them."""

from datetime import UTC, date, datetime

import pytest

from accounts.actions import succeed_unit
from accounts.models import ChangeKind, Unit, User
from cases.models import DrawnFile
from cases.workflow import ReviewState, UnitState
from core.jobs.run import run_job
from rectification.actions import ProblemText, issue_order
from rectification.models import Order
from reports.models import Report
from reports.monthly.build import canonical_csv, request_report
from reports.monthly.periods import Month
from supervision.plans.actions.states import keep_state as keep_share
from supervision.plans.models import Assignment, Plan, PlanItem
from supervision.plans.workflow import PlanStatus
from tests.factories.accounts import UnitFactory, UserFactory
from tests.factories.reviews import drawn_file, review_row

pytestmark = pytest.mark.django_db
MARCH, BASIS = Month(2026, 3), "明编发〔2026〕4号"
FEBRUARY_2, MARCH_10, APRIL_1 = (datetime(2026, month, day, 2, tzinfo=UTC) for month, day in ((2, 2), (3, 10), (4, 1)))


@pytest.fixture
def matters(unit: Unit, inspector: User) -> tuple[Order, Assignment, DrawnFile]:
    """Of one unit, open when April begins: an order overdue, a task late, a file graded in a round that still runs."""
    order = issue_order(
        unit=unit,
        title="整改",
        problems=[ProblemText("x")],
        source_kind="manual",
        source_label="评查",
        actor=inspector,
        at=FEBRUARY_2,
        due_on=date(2026, 3, 10),
    )
    stand = {"status": PlanStatus.IN_PROGRESS, "created_by": inspector, "created_at": FEBRUARY_2}
    plan = Plan.objects.create(name="2026年度计划", first_year=2026, last_year=2026, **stand)
    item = PlanItem.objects.create(plan=plan, number=1, text="案卷评查", units_text="市监局", term_text="3月1日", term_kind="date", due_on=date(2026, 3, 1))
    share = Assignment.objects.create(item=item, unit=unit, unit_text="市监局", due_on=item.due_on)
    keep_share(share=share, at=FEBRUARY_2)
    row = review_row(unit, inspector, FEBRUARY_2, UnitState.SCORED)
    graded = {"final_score": 88, "final_grade": "good", "confirmed_at": MARCH_10, "confirmed_by": inspector}
    return order, share, drawn_file(row, inspector, FEBRUARY_2, review=ReviewState.CONFIRMED, **graded)


def march(actor: User, at: datetime, unit: Unit | None = None) -> Report:
    job = request_report(month=MARCH, unit=unit, actor=actor, at=at, reason="重新生成", key=f"{at}{unit}")
    run_job(job.pk)
    return Report.objects.get(job=job)


def merge(unit: Unit, successor: Unit, actor: User, day: int) -> None:
    at = datetime(2026, 4, day, 2, tzinfo=UTC)
    succeed_unit(unit=unit, successor=successor, kind=ChangeKind.MERGE, on=at.date(), basis=BASIS, actor=actor, at=at)


def test_past_month_says_the_same_after_two_mergers(matters: tuple[Order, Assignment, DrawnFile], unit: Unit, bureau: Unit, inspector: User) -> None:
    before = march(inspector, APRIL_1)
    first, second = UnitFactory(sort_key="aa"), UnitFactory(sort_key="zz")
    administrator = UserFactory(role="system_admin", unit=bureau)

    merge(unit, first, administrator, 10)
    merge(first, second, administrator, 20)

    order, share, file = matters
    for row in (order, share, file.row):
        row.refresh_from_db()
        assert row.unit == second
    after = march(inspector, datetime(2026, 5, 1, 2, tzinfo=UTC))
    assert [row.unit for row in before.rows.order_by("section")] == [unit] * 3
    assert canonical_csv(after) == canonical_csv(before)


def test_month_of_the_merger_counts_under_the_successor(matters: tuple[Order, Assignment, DrawnFile], unit: Unit, bureau: Unit, inspector: User) -> None:
    successor = UnitFactory()
    merge(unit, successor, UserFactory(role="system_admin", unit=bureau), 10)

    job = request_report(month=Month(2026, 4), unit=None, actor=inspector, at=datetime(2026, 5, 1, 2, tzinfo=UTC))
    run_job(job.pk)

    rows = Report.objects.get(job=job).rows
    assert {row.section: (row.unit, row.cells[1]) for row in rows.all()} == dict.fromkeys(("orders", "plans"), (successor, successor.name))


def test_past_month_of_the_former_unit_keeps_its_rows(matters: tuple[Order, Assignment, DrawnFile], unit: Unit, bureau: Unit, inspector: User) -> None:
    before = march(inspector, APRIL_1, unit)
    merge(unit, UnitFactory(), UserFactory(role="system_admin", unit=bureau), 10)

    after = march(inspector, datetime(2026, 5, 1, 2, tzinfo=UTC), unit)

    assert before.row_count == 3
    assert canonical_csv(after) == canonical_csv(before)
