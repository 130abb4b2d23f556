"""反馈、整改、异议、复核."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.actions import succeed_unit
from accounts.models import Unit, User
from accounts.succession import left_under_gone
from cases.actions.batch import bulletin_batch, close_batch
from cases.actions.feedback import draft_feedback, feedback_served, verify_row
from cases.documents import KEEP_ON, NO_PROBLEM
from cases.integrity import check
from cases.models import BatchUnit, DrawnFile, Finding, ReviewBatch
from cases.workflow import BatchState, UnitState
from core.errors import DomainError, IllegalTransition
from core.models import AuditEntry
from core.notices.actions import deadline_of
from core.notices.models import Message
from documents import actions
from documents.checks import checks_of
from documents.contexts import period_text
from documents.models import Document
from rectification.models import Order
from rectification.workflow import Status
from tests.factories.accounts import UnitFactory
from tests.factories.calendar import rest_and_recount

TERM_OVER = timedelta(days=16)  # the term for objections ends on 20 March


def test_the_letter_is_drafted_from_the_findings(rated: BatchUnit, inspector: User, at: datetime) -> None:
    document = draft_feedback(row=rated, actor=inspector, at=at)

    first = DrawnFile.objects.order_by("position")[0]
    assert (document.kind_id, document.to_unit, document.drafted_by) == ("feedback", rated.unit, inspector)
    assert document.content["scores"] == "评查你单位案卷 2 卷，平均得分 99.00 分，合格 2 卷，合格率 100.00%（2/2）。各卷得分和等次见附表。"
    assert document.content["problems"] == [
        f"{first}：“事先告知书要素齐全”一项，缺内容。CF-301 的事实（卷第 2 页）。评查标准 CF-301，依据 行政处罚法第四十四条。"
    ]
    assert not any("异议" in line for line in document.content["requirements"])  # the letter says it once, with its days
    assert [line[3] for line in document.content["attachments"][0]["rows"]] == ["98.00", "100.00"]


def test_a_letter_without_problems_asks_for_no_report(rated: BatchUnit, inspector: User, at: datetime) -> None:
    Finding.objects.update(is_dropped=True, drop_reason="不成立")

    document = draft_feedback(row=rated, actor=inspector, at=at)

    assert (document.content["problems"], document.content["requirements"]) == ([NO_PROBLEM], [KEEP_ON])
    assert (document.reply_rule, document.reply_days, period_text(document)) == ("", None, "")
    assert {check.label: (check.is_met, check.words) for check in checks_of(document, inspector)}["期限"] == (True, "不要求回复")


def test_there_is_one_letter_per_unit(rated: BatchUnit, inspector: User, at: datetime) -> None:
    draft_feedback(row=rated, actor=inspector, at=at)

    with pytest.raises(IllegalTransition):
        draft_feedback(row=rated, actor=inspector, at=at)
    assert Document.objects.filter(kind="feedback").count() == 1


def test_service_opens_the_orders_and_the_time_for_objections(served: BatchUnit, unit_member: User) -> None:
    order = Order.objects.get()
    finding = Finding.objects.get()

    assert (served.state, ReviewBatch.objects.get().state) == (UnitState.RECTIFYING, BatchState.RECTIFYING)
    assert (finding.order, order.unit, order.source_kind, order.due_on) == (order, served.unit, "review", date(2026, 4, 7))
    assert deadline_of(served, "review_objection").due_on == date(2026, 3, 20)
    assert Message.objects.filter(recipient=unit_member, channel="in_app", title="案卷评查反馈函已送达").exists()


def test_of_a_row_that_stayed_in_a_merger_letter_and_orders_go_to_the_successor(
    rated: BatchUnit, make_person: Callable[..., User], bureau: Unit, inspector: User, at: datetime
) -> None:
    second_unit = UnitFactory()
    BatchUnit.objects.create(batch=rated.batch, unit=second_unit)
    admin = make_person("系统", "merger", "system_admin", bureau)
    succeed_unit(unit=rated.unit, successor=second_unit, kind="merge", on=at.date(), basis="文件", actor=admin, at=at)

    document = draft_feedback(row=rated, actor=inspector, at=at)
    feedback_served(document, document.services.get(), inspector, at)

    rated.refresh_from_db()
    assert (rated.unit.is_active, document.to_unit, Order.objects.get().unit) == (False, second_unit, second_unit)
    assert left_under_gone() == []


@pytest.mark.parametrize(("term", "due_on"), [({"reply_days": 10}, date(2026, 3, 16)), ({"reply_on": date(2026, 3, 27)}, date(2026, 3, 27))])
def test_letter_service_and_order_name_the_same_day(
    term: dict[str, Any], due_on: date, rated: BatchUnit, issue: Callable[..., Document], inspector: User, unit_member: User, at: datetime
) -> None:
    draft = actions.edit_document(document=draft_feedback(row=rated, actor=inspector, at=at), actor=inspector, at=at, **term)

    letter = actions.serve(document=issue(draft), actor=inspector, at=at)

    order = Order.objects.get()
    clock = deadline_of(order, "rectification")
    assert (letter.reply_due_on, letter.services.get().reply_due_on, order.due_on, clock.due_on) == (due_on,) * 4
    assert clock.basis == f"{letter.number}载明"
    told = Message.objects.get(recipient=unit_member, channel="in_app", title="案卷评查反馈函已送达")
    assert f"请于2026年3月{due_on.day}日前整改" in told.body


def test_a_letter_of_something_else_moves_nothing(rated: BatchUnit, inspector: User, at: datetime) -> None:
    document = draft_feedback(row=rated, actor=inspector, at=at)
    BatchUnit.objects.update(feedback=None)

    feedback_served(document, document.services.get(), inspector, at)

    rated.refresh_from_db()
    assert rated.state == UnitState.SCORED


def test_a_unit_without_findings_has_nothing_to_rectify(rated: BatchUnit, inspector: User, at: datetime) -> None:
    Finding.objects.update(is_dropped=True, drop_reason="不成立")
    document = draft_feedback(row=rated, actor=inspector, at=at)

    feedback_served(document, document.services.get(), inspector, at)

    rated.refresh_from_db()
    assert (rated.state, Order.objects.count()) == (UnitState.FEEDBACK_ISSUED, 0)
    assert verify_row(row=rated, actor=inspector, at=at + TERM_OVER).state == UnitState.VERIFIED


def test_verification_waits_for_every_order(served: BatchUnit, reported: Callable[[BatchUnit], BatchUnit], inspector: User, at: datetime) -> None:
    Order.objects.update(status=Status.REPORT_SUBMITTED)
    reported(served)

    with pytest.raises(DomainError, match="还有 1 个问题没有销号"):
        verify_row(row=served, actor=inspector, at=at)


def test_the_batch_ends_with_its_last_unit(served: BatchUnit, reported: Callable[[BatchUnit], BatchUnit], inspector: User, leader: User, at: datetime) -> None:
    Order.objects.update(status=Status.CLOSED, closed_at=at, accepted_by=leader)
    reported(served)

    verify_row(row=served, actor=inspector, at=at + TERM_OVER)
    close_batch(batch=served.batch, actor=inspector, at=at)
    batch = bulletin_batch(batch=served.batch, actor=inspector, at=at, text="总体合格。")

    assert (batch.state, batch.bulletin) == (BatchState.BULLETINED, "总体合格。")
    assert check() == []


def test_terms_of_a_letter_count_from_its_day_of_service(rated: BatchUnit, inspector: User, at: datetime) -> None:
    document = draft_feedback(row=rated, actor=inspector, at=at)
    service = document.services.get()
    service.served_on = date(2026, 3, 2)

    feedback_served(document, service, inspector, at)

    order = Order.objects.get()
    assert (order.issued_on, order.due_on) == (date(2026, 3, 2), date(2026, 4, 1))
    assert deadline_of(rated, "review_objection").due_on == date(2026, 3, 17)


@pytest.fixture
def letter(rated: BatchUnit, issue: Callable[..., Document], inspector: User, at: datetime) -> Document:
    """The 反馈函 as it reached the unit, by which its order was issued."""
    return actions.serve(document=issue(draft_feedback(row=rated, actor=inspector, at=at)), actor=inspector, at=at)


def test_a_recount_carries_the_new_days_to_the_order_and_the_letter(letter: Document, inspector: User, at: datetime) -> None:
    order = Order.objects.get()
    assert (order.due_on, order.states.count()) == (date(2026, 4, 7), 1)

    rest_and_recount(inspector, at + timedelta(days=1), date(2026, 4, 7))

    order.refresh_from_db()
    letter, service = Document.objects.get(pk=letter.pk), letter.services.get()
    assert (deadline_of(order, "rectification").due_on, order.due_on, order.states.last().due_on) == (date(2026, 4, 8),) * 3
    assert (service.reply_due_on, letter.reply_due_on) == (order.due_on, order.due_on)
    assert AuditEntry.objects.get(act="recount_day").changes == {"due_on": ["2026-04-07", "2026-04-08"]}


def test_a_recount_of_an_order_that_began_anew_leaves_the_letter(letter: Document, inspector: User, at: datetime) -> None:
    Order.objects.update(reopened=1)

    rest_and_recount(inspector, at + timedelta(days=1), date(2026, 4, 7))

    assert (Order.objects.get().due_on, Document.objects.get(pk=letter.pk).reply_due_on) == (date(2026, 4, 8), date(2026, 4, 7))
