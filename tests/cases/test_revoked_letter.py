"""反馈函撤销: orders and terms fall away, the unit waits for a corrected letter, which starts them anew."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import Unit, User
from cases.actions.feedback import draft_feedback
from cases.actions.objection import answer_objection, object_to_grade
from cases.actions.verdict import edit_finding
from cases.documents import NO_PROBLEM
from cases.integrity import check
from cases.models import BatchUnit, DrawnFile, Finding, ReviewBatch
from cases.workflow import BatchState, UnitState
from core.errors import DomainError
from core.notices.actions import deadline_of
from core.notices.models import Deadline, Message
from documents import actions
from documents.models import Document
from rectification.models import Order
from rectification.workflow import Status


@pytest.fixture
def letter(rated: BatchUnit, serve: Callable[[BatchUnit], Document]) -> Document:
    return serve(rated)


def test_dropped_letter_frees_the_findings_and_makes_room_for_another(rated: BatchUnit, inspector: User, at: datetime) -> None:
    first = draft_feedback(row=rated, actor=inspector, at=at)
    actions.drop_draft(document=first, actor=inspector, at=at, reason="问题写错案卷。")
    finding = Finding.objects.filter(file__row=rated, is_dropped=False).earliest("pk")
    edit_finding(finding=finding, actor=inspector, at=at, text=finding.text, drop_reason="不是问题。")

    second = draft_feedback(row=rated, actor=inspector, at=at)
    assert (len(first.content["problems"]), second.content["problems"]) == (1, [NO_PROBLEM])


def test_problems_of_a_letter_are_those_of_the_findings(rated: BatchUnit, inspector: User, at: datetime) -> None:
    letter = draft_feedback(row=rated, actor=inspector, at=at)
    told = letter.content["problems"]

    edited = actions.edit_document(document=letter, actor=inspector, at=at, content={"problems": ["另一个问题。"], "requirements": ["按期改正。"]})
    assert (edited.content["problems"], edited.content["requirements"]) == (told, ["按期改正。"])


def test_figures_of_a_letter_are_those_of_the_grades(rated: BatchUnit, inspector: User, client_for: Callable[..., Client], at: datetime) -> None:
    letter = draft_feedback(row=rated, actor=inspector, at=at)
    told = letter.content["scores"]

    edited = actions.edit_document(document=letter, actor=inspector, at=at, content={"scores": "合格率 100.00%。"})
    page = client_for(inspector).get(letter.get_absolute_url()).content.decode()
    assert (edited.content["scores"], "part_scores" in page, told in page) == (told, False, True)


def test_a_letter_about_one_unit_is_served_on_nobody_else(
    rated: BatchUnit, inspector: User, other_unit: Unit, client_for: Callable[..., Client], at: datetime
) -> None:
    letter = draft_feedback(row=rated, actor=inspector, at=at)

    with pytest.raises(DomainError, match=f"只送达{rated.unit}"):
        actions.edit_document(document=letter, actor=inspector, at=at, units=[other_unit])
    assert "同时送达" not in client_for(inspector).get(letter.get_absolute_url()).content.decode()


def revoke(letter: Document, leader: User, at: datetime) -> BatchUnit:
    actions.revoke(document=letter, actor=leader, at=at, reason="案卷张冠李戴")
    return BatchUnit.objects.get()


def test_orders_and_the_term_for_objections_fall_away(letter: Document, leader: User, at: datetime) -> None:
    row = revoke(letter, leader, at)

    order = Order.objects.get()
    assert (order.status, order.cancel_reason, Finding.objects.get().order) == (Status.CANCELLED, f"{letter.number}已撤销：案卷张冠李戴", None)
    term = deadline_of(row, "review_objection")
    assert term is not None
    assert term.cancelled_on is not None
    assert not Deadline.objects.open().filter(kind__in=("rectification", "review_objection")).exists()


def test_unit_and_batch_go_back_to_before_the_letter(letter: Document, reported: Callable[[BatchUnit], BatchUnit], leader: User, at: datetime) -> None:
    Order.objects.update(status=Status.REPORT_SUBMITTED)
    reported(BatchUnit.objects.get())

    row = revoke(letter, leader, at)

    assert (row.state, row.feedback, row.feedback_at, row.report_filed_at, row.report_at) == (UnitState.SCORED, None, None, None, None)
    assert ReviewBatch.objects.get().state == BatchState.RATED


def test_corrected_letter_starts_the_orders_anew(
    letter: Document, serve: Callable[[BatchUnit], Document], unit_member: User, leader: User, at: datetime
) -> None:
    second = serve(revoke(letter, leader, at))

    standing = Order.objects.open().get()
    row = BatchUnit.objects.get()
    assert (row.state, row.feedback, standing.document, Finding.objects.get().order) == (UnitState.RECTIFYING, second, second, standing)
    assert not standing.is_recurring
    assert Message.objects.filter(recipient=unit_member, channel="in_app", title="案卷评查反馈函已送达").count() == 2


def test_what_was_put_right_is_not_ordered_again(letter: Document, serve: Callable[[BatchUnit], Document], leader: User, at: datetime) -> None:
    Order.objects.update(status=Status.CLOSED, closed_at=at, accepted_by=leader)

    serve(revoke(letter, leader, at))

    assert Order.objects.get().status == Status.CLOSED


def test_an_open_objection_is_answered_before_the_next_letter_which_may_be_objected_to_again(
    letter: Document, serve: Callable[[BatchUnit], Document], unit_member: User, inspector: User, leader: User, at: datetime
) -> None:
    file = DrawnFile.objects.order_by("position")[0]
    object_to_grade(file=file, actor=unit_member, at=at, text="不服。")
    row = revoke(letter, leader, at)

    with pytest.raises(DomainError, match="还有 1 卷异议没有答复，答复后才能拟制反馈函"):
        draft_feedback(row=row, actor=inspector, at=at)
    answer_objection(file=file, actor=inspector, at=at + timedelta(hours=1), answer="变更。", score=Decimal(70), fallen=file.findings.all())
    second = serve(row)

    assert second.content["attachments"][0]["rows"][0][3] == "70.00"
    assert second.content["problems"] == [NO_PROBLEM]
    object_to_grade(file=file, actor=unit_member, at=at + timedelta(hours=2), text="仍然不服。")
    answer_objection(file=file, actor=inspector, at=at + timedelta(hours=3), answer="再变更。", score=Decimal(85))
    file = DrawnFile.objects.get(pk=file.pk)
    assert [str(file.grade_as_of(at + timedelta(hours=hours))[0]) for hours in (0, 2, 4)] == ["98.00", "70.00", "85.00"]
    assert check() == []


def test_letter_that_was_not_served_only_leaves_the_row(rated: BatchUnit, letter: Document, leader: User, at: datetime) -> None:
    BatchUnit.objects.update(feedback_at=None, state=UnitState.SCORED)

    row = revoke(letter, leader, at)

    assert (row.state, row.feedback) == (UnitState.SCORED, None)


def test_letter_of_an_ended_batch_stays(letter: Document, leader: User, at: datetime) -> None:
    ReviewBatch.objects.update(state=BatchState.CLOSED)

    with pytest.raises(DomainError, match="已办结，反馈函不能撤销"):
        actions.revoke(document=letter, actor=leader, at=at, reason="误发")
    letter.refresh_from_db()
    assert letter.status == "served"
