"""工作交接的页面: what each sees before, what is printed after, and who may press the button."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts import actions
from accounts.desk import tasks
from accounts.models import Handover, HandoverState, Unit, User
from cases.models import ReviewBatch
from cases.workflow import SheetState
from core.jobs.models import Job
from tests.accounts.conftest import log_in
from tests.factories.accounts import UnitFactory, UserFactory
from tests.factories.reviews import drawn_file, review_row, seat

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)


@pytest.fixture
def unit(db: None) -> Unit:
    return UnitFactory(name="明川县水利局", short_name="水利局")


@pytest.fixture
def giver(unit: Unit) -> User:
    person = UserFactory(username="jiu", name="李旧", role="dept_liaison", unit=unit)
    Job.objects.create(kind="list_export", title="导出整改台账", requested_by=person, post="dept_liaison", unit=unit, created_at=AT)
    return person


@pytest.fixture
def taker(unit: Unit) -> User:
    return UserFactory(username="xin", name="周新", unit=unit)


@pytest.fixture
def leader(unit: Unit) -> User:
    return UserFactory(username="fenguan", role="dept_leader", unit=unit)


def as_person(user: User) -> Client:
    client = Client()
    log_in(client, user.username)
    return client


def address(giver: User) -> str:
    return reverse("accounts:post-handover", args=[giver.posts.get().pk])


def test_the_units_leader_sees_the_matters_and_asks(giver: User, taker: User, leader: User) -> None:
    client = as_person(leader)

    assert "导出整改台账" in client.get(address(giver)).content.decode()
    assert client.post(address(giver), {"taker": taker.pk, "reason": "轮岗"}).status_code == 302

    assert Handover.objects.get().state == HandoverState.PROPOSED


def test_the_security_administrator_sees_how_many_and_does_it(giver: User, taker: User, security_admin: User) -> None:
    client = as_person(security_admin)
    page = client.get(address(giver), {"taker": taker.pk}).content.decode()
    assert "进行中的后台任务" in page
    assert "导出整改台账" not in page

    assert client.post(address(giver), {"taker": taker.pk, "reason": "轮岗"}).status_code == 302

    made = Handover.objects.get()
    assert made.state == HandoverState.DONE
    assert "导出整改台账" not in client.get(made.get_absolute_url()).content.decode()


def test_the_list_on_paper_names_everything_and_has_room_to_sign(giver: User, taker: User, security_admin: User) -> None:
    made = actions.hand_over(post=giver.posts.get(), taker=taker, reason="轮岗", actor=security_admin, at=AT)

    page = as_person(taker).get(reverse("accounts:handover-print", args=[made.pk])).content.decode()

    assert all(words in page for words in ("工作交接清单", "导出整改台账", "移交人（签名）", "监交人（签名）"))


def test_what_was_asked_for_is_carried_out_from_its_page(giver: User, taker: User, leader: User, security_admin: User) -> None:
    asked = actions.propose_handover(post=giver.posts.get(), taker=taker, reason="轮岗", actor=leader, at=AT)

    answer = as_person(security_admin).post(reverse("accounts:handover-carry-out", args=[asked.pk]), {"go": "1"})

    asked.refresh_from_db()
    assert (answer.status_code, asked.state, asked.done_by) == (302, HandoverState.DONE, security_admin)


def test_carried_out_twice_is_409(giver: User, taker: User, leader: User, security_admin: User) -> None:
    asked = actions.propose_handover(post=giver.posts.get(), taker=taker, reason="轮岗", actor=leader, at=AT)
    actions.carry_out_handover(handover=asked, actor=security_admin, at=AT)

    client = as_person(security_admin)
    assert client.post(reverse("accounts:handover-carry-out", args=[asked.pk]), {"go": "1"}).status_code == 409
    assert "这次交接已经办理，不能撤回。" in client.post(reverse("accounts:handover-withdraw", args=[asked.pk])).content.decode()


def test_a_post_out_of_reach_is_not_found(giver: User, staff: User) -> None:
    stranger = UserFactory(username="fenguan2", role="dept_leader", unit=UnitFactory())

    assert [as_person(user).get(address(giver)).status_code for user in (stranger, giver, staff)] == [404, 404, 200]


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_needs_the_same_queries_for_any_number(
    giver: User, taker: User, security_admin: User, django_assert_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    actions.hand_over(post=giver.posts.get(), taker=taker, reason="轮岗", actor=security_admin, at=AT)
    for number in range(more):
        other = UserFactory(username=f"o{number}", role="dept_liaison", unit=giver.unit)
        actions.hand_over(post=other.posts.get(), taker=taker, reason="轮岗", actor=security_admin, at=AT)
    client = as_person(security_admin)
    client.get(reverse("accounts:handover-list"))

    with django_assert_num_queries(6):
        assert client.get(reverse("accounts:handover-list")).status_code == 200


@pytest.mark.parametrize("more", [0, 2])
def test_what_the_taker_may_not_have_costs_the_same_for_any_number(
    unit: Unit, security_admin: User, django_assert_num_queries: DjangoAssertNumQueries, more: int
) -> None:
    giver, *others = (UserFactory(role="reviewer", unit=UnitFactory(parent=unit.parent)) for _ in range(4 + more))
    insider = UserFactory(role="reviewer", unit=unit)
    for number in range(1 + more):
        file = drawn_file(review_row(unit, security_admin, AT), security_admin, AT)
        ReviewBatch.objects.filter(pk=file.row.batch_id).update(name=f"2025年第{number}批")
        seat(file, giver, 1, AT, state=SheetState.SCORING)
        seat(file, others[0], 2, AT, state=SheetState.SCORING)
    client, asked = as_person(security_admin), {"taker": insider.pk}
    client.get(address(giver), asked)

    with django_assert_num_queries(28):
        page = client.get(address(giver), asked).content.decode()
    assert page.count("是被评查单位的人员，不能评这份案卷") == 1 + more
    assert page.count(f"（{others[1].username}，") == 1 + 1 + more  # among the takers, and for each of the sheets
    proposed = actions.propose_handover(post=giver.posts.get(), taker=insider, reason="轮岗", actor=UserFactory(role="bureau_staff"), at=AT)
    with django_assert_num_queries(28):
        assert client.get(proposed.get_absolute_url()).content.decode().count("不能评这份案卷") == 1 + more


def test_what_was_asked_for_waits_on_the_desk_of_who_carries_it_out(giver: User, taker: User, leader: User, security_admin: User) -> None:
    asked = actions.propose_handover(post=giver.posts.get(), taker=taker, reason="轮岗", actor=leader, at=AT)

    on = timezone.localdate()
    (task,) = [task for task in tasks(security_admin, on) if task.kind == "工作交接"]
    assert (task.title, task.url, task.verb) == ("办理工作交接：李旧→周新", asked.get_absolute_url(), "办理")
    assert not [task for task in tasks(leader, on) if task.kind == "工作交接"]

    actions.carry_out_handover(handover=asked, actor=security_admin, at=AT)
    assert not [task for task in tasks(security_admin, on) if task.kind == "工作交接"]
