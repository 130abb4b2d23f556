"""An order with two problems, issued to the supervised unit, and the people who handle it."""

import io

import pikepdf
import pytest

from core.files.actions import store
from rectification import actions
from rectification.actions import ProblemText


def one_page_pdf() -> bytes:
    """The smallest honest PDF."""
    pdf, out = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.save(out)
    return out.getvalue()


@pytest.fixture
def unit_leader(make_person, unit):
    """分管领导 of the supervised unit."""
    return make_person("白景行", "unit_leader", "dept_leader", unit)


@pytest.fixture
def order(inspector, unit, unit_member, at):
    return actions.issue_order(
        unit=unit,
        title="三件普通程序处罚未经法制审核",
        problems=[
            ProblemText("决定前无法制审核意见", "行政处罚法第五十八条", "CF-V18", "明市监罚决〔2026〕112号"),
            ProblemText("审核意见日期晚于决定日期", item="CF-304"),
        ],
        source_kind="manual",
        source_label="2026 年第三批案卷评查",
        basis="行政执法监督条例第二十八条",
        actor=inspector,
        at=at,
    )


@pytest.fixture
def answered(order, unit_member, at):
    """Signed for, planned, every problem answered and proven; the report has not left."""
    actions.acknowledge(order=order, actor=unit_member, at=at)
    actions.submit_plan(order=order, actor=unit_member, at=at, responsible="王海棠", plan="补作审核，月底前完成。")
    actions.answer_problems(order=order, actor=unit_member, at=at, answers=dict.fromkeys(order.problems.values_list("pk", flat=True), "已补正。"))
    for problem in order.problems.all():
        store(purpose="evidence", name="意见书.pdf", stream_or_bytes=one_page_pdf(), actor=unit_member, at=at, unit=order.unit, owner=problem)
    order.refresh_from_db()
    return order


@pytest.fixture
def reported(answered, unit_member, unit_leader, at):
    """待验收: approved by the unit's leader."""
    actions.submit_report(order=answered, actor=unit_member, at=at)
    return actions.approve_report(order=answered, actor=unit_leader, at=at)
