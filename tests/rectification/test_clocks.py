"""两只钟: the unit's stops when its report is in, the accepter's starts; a return gives the day back."""

from datetime import timedelta

import pytest
from django.db import connection

from core.notices.actions import deadline_of
from core.notices.models import Deadline
from documents.actions import draft
from rectification import actions
from rectification.actions import ProblemText
from rectification.deadlines import clock_of, clocks_of
from rectification.integrity import check
from rectification.models import Order, OrderCounter, OrderState

pytestmark = pytest.mark.django_db


def running(order):
    return {row.kind: row.due_on for row in Deadline.objects.open().filter(target_kind="rectification.order", target_id=str(order.pk))}


def test_open_order_has_the_units_clock(order):
    assert running(order) == {"rectification": order.due_on}
    assert check() == []


def test_reported_order_has_the_accepters_clock_of_ten_working_days(reported):
    clocks = running(reported)

    assert list(clocks) == ["acceptance"]
    assert str(clocks["acceptance"]) == "2026-03-19"
    assert deadline_of(reported, "acceptance").unit == reported.issued_by.unit
    assert check() == []


def test_returned_order_has_its_old_day_again(reported, inspector, at):
    due_on = reported.due_on

    actions.return_order(order=reported, actor=inspector, at=at, reason="缺原件", verdicts={p.pk: ("return", "") for p in reported.problems.all()})

    assert running(reported) == {"rectification": due_on}
    assert check() == []


@pytest.mark.parametrize(("reported_late", "days"), [(False, "2026-04-27"), (True, "")])
def test_a_report_in_time_is_not_made_late_by_a_return_after_the_day(reported, inspector, at, reported_late, days):
    due_on = reported.due_on  # 7 April
    if reported_late:
        Order.objects.filter(pk=reported.pk).update(reported_at=at + timedelta(days=40))

    order = actions.return_order(
        order=reported, actor=inspector, at=at + timedelta(days=46), reason="缺原件", verdicts={p.pk: ("return", "") for p in reported.problems.all()}
    )

    assert str(order.due_on) == (days or str(due_on))  # Monday 20 April, five working days on
    assert running(order) == {"rectification": order.due_on}
    assert order.states.last().due_on == order.due_on
    assert check() == []


def test_withdrawn_report_gives_the_clock_back(reported, unit_member, at):
    actions.withdraw(order=reported, actor=unit_member, at=at)

    assert running(reported) == {"rectification": reported.due_on}


def test_closed_order_has_no_clock(reported, inspector, at):
    actions.accept_order(order=reported, actor=inspector, at=at, verdicts={p.pk: ("pass", "") for p in reported.problems.all()})

    assert running(reported) == {}
    assert check() == []


def test_integrity_names_a_gap_and_a_lost_clock(order):
    Order.objects.filter(pk=order.pk).update(number="明司整〔2026〕2号")
    OrderCounter.objects.update(last=2)
    Deadline.objects.filter(target_id=str(order.pk)).update(cancelled_on=order.issued_on)

    assert check() == ["整改编号 2026 年不连续：1", "明司整〔2026〕2号（已下达）的期限与状态不符"]


def test_integrity_names_an_order_without_history(order):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no trigger keeps the rows here
        OrderState.objects.all().delete()
        cursor.execute("SET session_replication_role = DEFAULT")

    assert check() == [f"{order.number}的沿革与现状不符"]


def test_days_for_accepting_are_not_shown_to_the_unit(reported, inspector, unit_member):
    assert clock_of(reported, inspector).kind == "acceptance"
    assert (clock_of(reported, unit_member), clocks_of([reported], unit_member)) == (None, {})


def test_day_rests_on_the_document_that_names_it(inspector, unit, at, order):
    letter = draft(kind="opinion", title="x", to_unit=unit, content={}, actor=inspector, at=at)
    letter.number = "明司执监意〔2026〕1号"
    facts = {"unit": unit, "title": "x", "problems": [ProblemText("x")], "source_kind": "manual", "source_label": "x", "actor": inspector, "at": at}
    named = actions.issue_order(**facts, document=letter, basis="行政处罚法第五十八条")

    assert deadline_of(named, "rectification").basis == "明司执监意〔2026〕1号载明"
    assert deadline_of(order, "rectification").basis.startswith("整改通知载明")
