"""A running plan with one task that three units share."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime

import pikepdf
import pytest

from accounts.models import Unit, User
from core.files.actions import store
from supervision.plans import actions
from supervision.plans.models import Assignment, Plan, PlanItem
from supervision.plans.reading.shares import Part
from supervision.plans.reading.terms import TermKind
from supervision.plans.workflow import PlanAct, PlanStatus


@pytest.fixture
def plan(inspector: User, at: datetime) -> Plan:
    """草拟中, with one task due at the end of June 2026."""
    plan = Plan.objects.create(name="明川县2026年度行政执法监督工作计划", first_year=2026, last_year=2026, created_by=inspector, created_at=at)
    PlanItem.objects.create(
        plan=plan,
        number=1,
        group="日常监督",
        text="1.行政执法案卷评查",
        units_text="市监局",
        term_text="6月底前",
        term_kind=TermKind.DATE,
        due_on=date(2026, 6, 30),
    )
    return plan


@pytest.fixture
def item(plan: Plan) -> PlanItem:
    return plan.items.get()


@pytest.fixture
def share(item: PlanItem, unit: Unit) -> Assignment:
    """The supervised unit's share, in a plan that is not issued yet."""
    return Assignment.objects.create(item=item, unit=unit, unit_text="市监局", part=Part.LEAD, due_on=item.due_on)


@pytest.fixture
def issue(plan: Plan, inspector: User, leader: User, at: datetime) -> Callable[[], Plan]:
    """送审, 审定 and 印发."""

    def do() -> Plan:
        plan.refresh_from_db()
        if plan.status != PlanStatus.DRAFT:
            return plan
        actions.advance_plan(plan=plan, act=PlanAct.SUBMIT, actor=inspector, at=at)
        actions.advance_plan(plan=plan, act=PlanAct.APPROVE, actor=leader, at=at)
        return actions.advance_plan(plan=plan, act=PlanAct.ISSUE, actor=inspector, at=at)

    return do


@pytest.fixture
def running(share: Assignment, issue: Callable[[], Plan]) -> Assignment:
    """The share of an issued plan."""
    issue()
    return Assignment.objects.select_related("item__plan", "unit").get(pk=share.pk)


def one_page_pdf() -> bytes:
    """The smallest honest PDF."""
    pdf, out = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.save(out)
    return out.getvalue()


@pytest.fixture
def prove(unit_member: User, at: datetime) -> Callable[[Assignment], None]:
    """Evidence for a share."""

    def do(share: Assignment) -> None:
        store(purpose="progress", name="总结.pdf", stream_or_bytes=one_page_pdf(), actor=unit_member, at=at, unit=share.unit, owner=share)

    return do


@pytest.fixture
def submitted(running: Assignment, unit_member: User, prove: Callable[[Assignment], None], at: datetime) -> Assignment:
    """待确认, with evidence."""
    prove(running)
    return actions.submit_progress(share=running, actor=unit_member, at=at, text="已评查 20 卷。", is_done=True)


@pytest.fixture
def pending(item: PlanItem, issue: Callable[[], Plan]) -> Assignment:
    """Words of an issued plan that no unit is called by."""
    issue()
    return Assignment.objects.create(item=item, unit_text="县生态环境局", is_pending=True, due_on=item.due_on)
