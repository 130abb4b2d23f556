"""异议与复核: within its term, answered by somebody else; what falls away is rectified no more, and verification waits for all of it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import User
from cases.actions.feedback import draft_feedback, verify_row
from cases.actions.objection import answer_objection, declare_no_objection, may_object, object_to_grade
from cases.desk import tasks
from cases.integrity import check
from cases.models import BatchUnit, DrawnFile, Finding
from cases.workflow import Grade, ReviewState, UnitState
from core.errors import DomainError, IllegalTransition
from core.lists.desk import timed
from core.notices.actions import deadline_of
from core.notices.models import Deadline, Message
from documents.actions import object_to
from documents.actions import serve as serve_document
from documents.models import Document
from rectification.models import Order
from rectification.workflow import Status
from tests.fixtures.cast import HouseClient


@pytest.fixture
def objected(served: BatchUnit, unit_member: User, at: datetime) -> DrawnFile:
    """The file with the one finding, objected to."""
    file = DrawnFile.objects.order_by("position")[0]
    object_to_grade(file=file, actor=unit_member, at=at, text="联系方式在背面。")
    return DrawnFile.objects.get(pk=file.pk)


def test_the_unit_objects_within_fifteen_days_and_is_answered_by_somebody_else(served: BatchUnit, unit_member: User, inspector: User, at: datetime) -> None:
    file = DrawnFile.objects.order_by("position")[0]
    objection = object_to_grade(file=file, actor=unit_member, at=at, text="联系方式在背面。")

    file = answer_objection(file=file, actor=inspector, at=at + timedelta(days=1), answer="经核对属实。", score=Decimal(100))

    objection.refresh_from_db()
    assert (file.review_state, file.final_score, file.final_grade) == (ReviewState.REVIEWED, Decimal("100.00"), Grade.EXCELLENT)
    assert (objection.old_score, objection.answer, objection.answered_by) == (Decimal("98.00"), "经核对属实。", inspector)
    assert check() == []


def test_an_objection_starts_the_offices_days_and_tells_who_decides(objected: DrawnFile, inspector: User, leader: User, at: datetime) -> None:
    clock = deadline_of(objected, "grade_objection")

    assert (clock.rule.code, clock.due_on, clock.is_open) == ("objection_answer", date(2026, 3, 20), True)
    assert Message.objects.filter(recipient=inspector, channel="in_app", title=f"待复核异议：{objected}").exists()
    waiting = [task for task in timed(tasks(inspector, at.date())) if task.title == f"复核异议：{objected}"]
    assert [task.due_on for task in waiting] == [clock.due_on]

    answer_objection(file=objected, actor=inspector, at=at, answer="维持。")
    assert deadline_of(objected, "grade_objection").done_on is not None


def test_one_letter_is_objected_to_once(objected: DrawnFile, unit_member: User, inspector: User, at: datetime) -> None:
    answer_objection(file=objected, actor=inspector, at=at, answer="维持。")

    assert not may_object(DrawnFile.objects.get(pk=objected.pk), at.date())
    with pytest.raises(IllegalTransition, match="已提过异议"):
        object_to_grade(file=objected, actor=unit_member, at=at, text="还是不服。")


def test_the_letter_itself_leads_to_the_files(
    rated: BatchUnit, inspector: User, issue: Callable[..., Document], unit_member: User, client_for: Callable[[User], HouseClient]
) -> None:
    now = timezone.now()
    letter = serve_document(document=issue(draft_feedback(row=rated, actor=inspector, at=now), now), actor=inspector, at=now)

    with pytest.raises(DomainError, match="逐卷提出"):
        object_to(service=letter.services.get(), actor=unit_member, at=now, reason="同一事")
    page = client_for(unit_member).get(letter.get_absolute_url())
    assertContains(page, f'<a href="{rated.get_absolute_url()}#files">逐卷提出异议</a>', html=True)
    assertNotContains(page, "提出异议…")


def test_an_objection_after_its_time_is_refused(served: BatchUnit, unit_member: User, at: datetime) -> None:
    with pytest.raises(DomainError, match="异议期限已届满"):
        object_to_grade(file=DrawnFile.objects.first(), actor=unit_member, at=at + timedelta(days=16), text="迟了")


def test_nobody_objects_before_the_letter_is_served(rated: BatchUnit, unit_member: User, at: datetime) -> None:
    with pytest.raises(IllegalTransition, match="送达后"):
        object_to_grade(file=DrawnFile.objects.first(), actor=unit_member, at=at, text="早了")


def test_what_does_not_stand_is_rectified_no_more(objected: DrawnFile, inspector: User, at: datetime) -> None:
    answer_objection(file=objected, actor=inspector, at=at, answer="属实。", score=Decimal(100), fallen=objected.findings.all())

    finding, order = Finding.objects.get(), Order.objects.get()
    assert (finding.is_dropped, finding.drop_reason) == (True, f"{objected} 的异议成立，复核后这一问题不再列入。")
    assert (order.status, order.cancel_reason, deadline_of(order, "rectification").is_open) == (Status.CANCELLED, finding.drop_reason, False)


def test_a_grade_that_stands_leaves_the_order_open(objected: DrawnFile, inspector: User, at: datetime) -> None:
    answer_objection(file=objected, actor=inspector, at=at, answer="背面没有。")

    assert (Finding.objects.get().is_dropped, Order.objects.get().status) == (False, Status.ISSUED)


def test_an_objection_keeps_the_veto_it_was_raised_against(served: BatchUnit, unit_member: User, at: datetime) -> None:
    DrawnFile.objects.update(is_vetoed=True)

    assert object_to_grade(file=DrawnFile.objects.first(), actor=unit_member, at=at, text="不成立").was_vetoed


def test_a_veto_falls_with_the_score_that_replaces_it(objected: DrawnFile, inspector: User, at: datetime) -> None:
    veto = objected.rubric.items.filter(is_veto=True).first()
    Finding.objects.update(item=veto)
    DrawnFile.objects.filter(pk=objected.pk).update(is_vetoed=True)

    file = answer_objection(file=objected, actor=inspector, at=at, answer="当日持证。", score=Decimal(88))

    assert (file.is_vetoed, file.final_grade, Finding.objects.get().is_dropped, Order.objects.get().status) == (False, Grade.GOOD, True, Status.CANCELLED)


def test_verification_waits_for_the_answer(
    objected: DrawnFile, reported: Callable[[BatchUnit], BatchUnit], inspector: User, leader: User, at: datetime
) -> None:
    Order.objects.update(status=Status.CLOSED, closed_at=at, accepted_by=leader)
    reported(objected.row)
    later = at + timedelta(days=20)

    with pytest.raises(DomainError, match="还有 1 卷异议没有答复"):
        verify_row(row=objected.row, actor=inspector, at=later)

    answer_objection(file=objected, actor=inspector, at=later, answer="维持。")
    assert verify_row(row=objected.row, actor=inspector, at=later).state == UnitState.VERIFIED
    assert not deadline_of(objected.row, "review_objection").is_open


def test_verification_waits_for_the_term_or_the_units_word(
    served: BatchUnit, reported: Callable[[BatchUnit], BatchUnit], unit_member: User, inspector: User, leader: User, at: datetime
) -> None:
    Order.objects.update(status=Status.CLOSED, closed_at=at, accepted_by=leader)
    reported(served)

    with pytest.raises(DomainError, match="异议期限2026年3月20日届满"):
        verify_row(row=served, actor=inspector, at=at)

    declare_no_objection(row=served, actor=unit_member, at=at)
    assert verify_row(row=served, actor=inspector, at=at).state == UnitState.VERIFIED


def test_a_cancelled_order_does_not_hold_up_verification(
    objected: DrawnFile, reported: Callable[[BatchUnit], BatchUnit], inspector: User, at: datetime
) -> None:
    answer_objection(file=objected, actor=inspector, at=at, answer="属实。", score=Decimal(100), fallen=objected.findings.all())
    reported(objected.row)

    assert verify_row(row=objected.row, actor=inspector, at=at + timedelta(days=16)).state == UnitState.VERIFIED


def test_no_objection_is_the_units_own_word_and_its_last(served: BatchUnit, unit_member: User, inspector: User, at: datetime) -> None:
    with pytest.raises(PermissionDenied):
        declare_no_objection(row=served, actor=inspector, at=at)

    declare_no_objection(row=served, actor=unit_member, at=at)

    assert deadline_of(served, "review_objection").done_on is not None
    with pytest.raises(IllegalTransition, match="没有进行中的异议期限"):
        declare_no_objection(row=served, actor=unit_member, at=at)
    with pytest.raises(DomainError, match="已声明无异议"):
        object_to_grade(file=DrawnFile.objects.first(), actor=unit_member, at=at, text="又想起来")


def test_both_sides_act_from_their_pages(
    served: BatchUnit, client_for: Callable[[User], HouseClient], unit_member: User, inspector: User, outsider: User
) -> None:
    file, finding = DrawnFile.objects.order_by("position")[0], Finding.objects.get()
    home, row = file.get_absolute_url(), served.get_absolute_url()
    Deadline.objects.filter(kind="review_objection").update(due_on=timezone.localdate() + timedelta(days=3))

    assert client_for(unit_member).post(f"{home}object/", {"text": "联系方式在背面。"}).url == home
    assertContains(client_for(inspector).get(home), "不成立的问题")
    assert client_for(inspector).post(f"{home}answer/", {"answer": "属实。", "score": "100", "fallen": [finding.pk]}).url == home
    assert Order.objects.get().status == Status.CANCELLED

    page = client_for(unit_member).get(row).text
    assert ("声明无异议" in page, "<span>异议剩 " in page) == (True, True)
    assert client_for(outsider).post(f"{row}no-objection/").status_code == 404
    assert client_for(unit_member).post(f"{row}no-objection/").url == row
    assertNotContains(client_for(unit_member).get(row), "声明无异议")
