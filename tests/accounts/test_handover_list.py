"""交接清单: what a person signs names every matter that is open, under its kind, before and after it is carried out; reminders are no lines of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import actions
from accounts.handover import lines_of, open_of
from accounts.models import Handover, HandoverState, UnitGroup, User
from accounts.with_post import with_post
from cases.models import ReviewBatch
from cases.workflow import UnitState
from core.notices.actions import open_deadline
from core.notices.messages import tell
from core.notices.models import Channel, Message, Notice
from documents.models import Service
from rectification.models import Order
from rectification.workflow import Status
from submissions.workflow import SubmissionStatus
from supervision.plans.models import Assignment
from tests.accounts.conftest import log_in
from tests.factories.accounts import UserFactory
from tests.factories.submissions import answer_of
from tests.factories.world import build_world
from tests.url_samples import World
from tests.url_samples import cases as of_cases
from tests.url_samples import documents as of_documents
from tests.url_samples import rectification as of_rectification
from tests.url_samples import submissions as of_submissions
from tests.url_samples import supervision as of_supervision

pytestmark = pytest.mark.django_db
LATER = timedelta(days=3650)


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def matters(world: World) -> list[tuple[str, str]]:
    """One of everything that is open with a unit, of which nothing waits for its liaison today; with what is closed and with reminders beside it."""
    liaison, staff, at = world.people["dept_liaison"], world.people["bureau_staff"], world.at
    order, closed = of_rectification.issued_order(world), of_rectification.issued_order(world)
    Order.objects.filter(pk=order.pk).update(status=Status.UNIT_REVIEW)
    Order.objects.filter(pk=closed.pk).update(status=Status.CANCELLED, cancel_reason="重复", cancelled_at=at, cancelled_by=staff)
    share = Assignment.objects.get(pk=of_supervision.share(world)["pk"])
    row = of_cases.row_in(world, UnitState.CATALOGUE_CHECKED)
    answer = answer_of(of_submissions.open_one(world), world.unit)
    type(answer).objects.filter(pk=answer.pk).update(status=SubmissionStatus.UNIT_REVIEW)
    document = of_documents.served_document(world)
    waits = Service.objects.to_receive() | Service.objects.to_answer()
    deadline = open_deadline(kind="document_sign", target=document, title="签发", unit=world.unit, actor=staff, at=at, due_on=at.date())
    facts = {"deadline": deadline, "version": 1, "level": "due", "channel": Channel.EMAIL, "not_before": at, "created_at": at}
    Notice.objects.create(recipient=liaison, **facts)
    tell(recipients=[liaison], title="请报送三月目录", body="请报送", at=at, key="old")
    assert waits.filter(document=document).exists()
    return [
        ("整改", order.get_absolute_url()),
        ("案卷评查", row.get_absolute_url()),
        ("台账任务", share.get_absolute_url()),
        ("报送", answer.get_absolute_url()),
        ("收到的文书", document.get_absolute_url()),
    ]


def named(giver: User, world: World) -> list[tuple[str, str]]:
    post = giver.posts.get()
    return [(line.kind, line.named.url) for line in lines_of(open_of(giver, post), with_post(giver, post, world.at.date()))]


def test_the_list_names_every_open_matter_and_no_reminder(world: World, matters: list[tuple[str, str]]) -> None:
    assert named(world.people["dept_liaison"], world) == matters


def test_what_is_signed_is_what_was_shown_before(world: World, matters: list[tuple[str, str]]) -> None:
    giver, taker = world.people["dept_liaison"], UserFactory(unit=world.unit)

    made = actions.hand_over(post=giver.posts.get(), taker=taker, reason="轮岗", actor=world.people["security_admin"], at=world.at)

    assert [(item.source, item.url) for item in made.items.order_by("pk")] == matters
    told = Message.objects.inbox(taker).get(title__startswith="工作交接：")
    assert f"交接事项 {len(matters)} 件。" in told.body
    assert Message.objects.inbox(taker).filter(title="请报送三月目录").exists()  # reminders go along all the same


def test_lines_tell_matters_apart(world: World, matters: list[tuple[str, str]]) -> None:
    giver = world.people["dept_liaison"]
    lines = {line.kind: line.named for line in lines_of([], with_post(giver, giver.posts.get(), world.at.date()))}
    order = Order.objects.get(status=Status.UNIT_REVIEW)

    assert (lines["整改"].label, lines["整改"].due_on) == (f"{order.number}　未经法制审核（水利局，单位审核中）", order.due_on)
    assert lines["台账任务"].label == "2026年度计划　第 1 项：案卷评查（水利局，已分解）"
    assert lines["案卷评查"].due_on == ReviewBatch.objects.get().self_report_due_on


def test_a_document_in_hand_has_its_number_or_its_day(world: World) -> None:
    staff = world.people["bureau_staff"]
    of_documents.draft(world)
    document = of_documents.served_document(world)

    labels = [item.label for item in open_of(staff, staff.posts.get()) if item.source.code == "document"]

    assert [words in label for words, label in zip(("2026-03-05拟制", document.number), labels, strict=True)] == [True, True]


def as_person(user: User) -> Client:
    client = Client()
    log_in(client, user.username)
    return client


def asked(world: World) -> Handover:
    giver = world.people["dept_liaison"]
    return actions.propose_handover(
        post=giver.posts.get(), taker=UserFactory(unit=world.unit, username="jieshou"), reason="轮岗", actor=world.people["dept_leader"], at=world.at
    )


@pytest.mark.parametrize(("who", "sees"), [("dept_leader", True), ("dept_liaison", True), ("security_admin", False)])
def test_the_page_shows_the_list_before_it_is_carried_out(world: World, matters: list[tuple[str, str]], who: str, sees: bool) -> None:
    page = as_person(world.people[who]).get(asked(world).get_absolute_url()).content.decode()

    assert "共 5 件，以办理时为准" in page
    assert {url in page for _, url in matters} == {sees}


def test_who_asks_sees_the_list_before_he_asks(world: World, matters: list[tuple[str, str]]) -> None:
    address = reverse("accounts:post-handover", args=[world.people["dept_liaison"].posts.get().pk])

    page = as_person(world.people["dept_leader"]).get(address).content.decode()

    assert ("共 5 件" in page, {url in page for _, url in matters}) == (True, {True})


@pytest.mark.parametrize(("who", "status"), [("dept_leader", 200), ("dept_liaison", 200), ("security_admin", 403)])
def test_only_who_reads_the_list_prints_it_to_be_signed(world: World, matters: list[tuple[str, str]], who: str, status: int) -> None:
    made = asked(world)
    actions.carry_out_handover(handover=made, actor=world.people["security_admin"], at=world.at)
    address = reverse("accounts:handover-print", args=[made.pk])
    client = as_person(User.objects.get(pk=world.people["dept_leader"].pk) if who == "dept_leader" else world.people[who])

    answer = client.get(address)

    assert (answer.status_code, address in client.get(made.get_absolute_url()).content.decode()) == (status, status == 200)
    if status == 200:
        assert "共 5 件" in answer.content.decode()


def test_a_withdrawn_one_does_not_say_that_nothing_was_open(world: World, matters: list[tuple[str, str]]) -> None:
    made = asked(world)
    actions.withdraw_handover(handover=made, actor=world.people["dept_leader"], at=world.at)

    page = as_person(world.people["dept_leader"]).get(made.get_absolute_url()).content.decode()

    assert (made.refresh_from_db(), made.state) == (None, HandoverState.WITHDRAWN)
    assert ("这次交接已撤回" in page, "没有未办结" in page) == (True, False)


def test_who_took_a_single_matter_sees_it(world: World) -> None:
    made = asked(world)
    other: Any = UserFactory(unit=world.unit)
    made.items.create(source="整改", label="x", outcome="moved", taker=other)

    assert list(Handover.objects.visible_to(other)) == [made]


def test_groups_of_units_go_along_and_are_named(world: World) -> None:
    giver, taker = world.people["bureau_staff"], UserFactory(role="bureau_staff", unit=world.bureau)
    own = actions.create_group(name="涉企检查单位", units=[world.unit], is_shared=False, actor=giver, at=world.at)
    shared = actions.create_group(name="乡镇", units=[world.unit, world.other_unit], is_shared=True, actor=giver, at=world.at)
    actions.create_group(name="涉企检查单位", units=[world.other_unit], is_shared=False, actor=taker, at=world.at)

    made = actions.hand_over(post=giver.posts.get(), taker=taker, reason="轮岗", actor=world.people["security_admin"], at=world.at)

    assert [(row.label, row.url) for row in made.items.filter(source="建立的单位组")] == [
        ("单位组：涉企检查单位（本人使用）", own.get_absolute_url()),
        ("单位组：乡镇（共用）", shared.get_absolute_url()),
    ]
    groups = UnitGroup.objects.filter(owner=taker).order_by("pk")
    assert [(group.name, list(group.units.order_by("pk"))) for group in groups] == [
        (f"涉企检查单位（{giver}）", [world.unit]),
        ("乡镇", [world.unit, world.other_unit]),
        ("涉企检查单位", [world.other_unit]),
    ]
    assert not UnitGroup.objects.filter(owner=giver).exists()


def test_a_long_name_of_a_group_makes_room_for_whose_it_was(world: World) -> None:
    giver, taker = world.people["bureau_staff"], UserFactory(role="bureau_staff", unit=world.bureau)
    for person in (giver, taker):
        actions.create_group(name="单" * 40, units=[world.unit], is_shared=False, actor=person, at=world.at)

    actions.hand_over(post=giver.posts.get(), taker=taker, reason="轮岗", actor=world.people["security_admin"], at=world.at)

    end = f"（{giver}）"
    assert {group.name for group in UnitGroup.objects.filter(owner=taker)} == {"单" * 40, "单" * (40 - len(end)) + end}
