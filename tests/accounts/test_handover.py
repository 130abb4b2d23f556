"""工作交接: after it nothing open stays with the person who left; what was done stays as it was done."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.actions.handover import takers_for
from accounts.handover import barred, left_behind, open_of
from accounts.models import Handover, HandoverItem, HandoverState, Outcome, Post, User
from cases.actions.assignment import assign_file
from cases.models import ReviewBatch, ReviewSheet
from cases.workflow import BatchState, ReviewState, SheetState
from core.audit.models import AuditEntry
from core.errors import DomainError, StaleForm
from core.files.models import Upload
from core.jobs.models import Job
from core.notices.actions import open_deadline
from core.notices.messages import tell
from core.notices.models import Channel, Deadline, Message, Notice
from core.sheets.models import BatchState as ImportState
from core.sheets.models import ImportBatch
from documents.incoming.actions import register
from documents.incoming.integrity import check as check_papers
from documents.models import Document, Objection
from rectification.models import Order
from tests.accounts.conftest import log_in
from tests.documents.incoming.conftest import paper
from tests.documents.papers import PDF
from tests.factories.accounts import PostFactory, UnitFactory, UserFactory
from tests.factories.files import kept_file
from tests.factories.reviews import drawn_file, review_row
from tests.factories.world import build_world
from tests.url_samples import World
from tests.url_samples import documents as of_documents
from tests.url_samples import rectification as of_rectification

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def security(world: World) -> User:
    return world.people["security_admin"]


@pytest.fixture
def taker(world: World) -> User:
    """A colleague at the bureau without a post."""
    return UserFactory(username="xinren", name="周新人", unit=world.bureau)


@pytest.fixture
def staff_things(world: World) -> dict[str, Any]:
    """One of everything that a person of the bureau may have open."""
    staff, at = world.people["bureau_staff"], world.at
    document = of_documents.served_document(world)
    service = document.services.get()
    order = of_rectification.issued_order(world)
    deadline = open_deadline(kind="acceptance", target=order, title="验收", unit=world.bureau, actor=staff, at=at, due_on=at.date(), assignee=staff)
    file = kept_file("import", "名册.xlsx", PDF, staff, at)
    shared = open_deadline(kind="document_sign", target=document, title="签发", unit=world.bureau, actor=staff, at=at, due_on=at.date())
    facts = {"deadline": shared, "version": 1, "level": "due", "channel": Channel.EMAIL, "not_before": at, "created_at": at}
    tell(recipients=[staff], title="被退回：某文书", body="请修改", at=at, key="test")
    return {
        "document": document,
        "draft": Document.objects.get(pk=of_documents.draft(world)["pk"]),
        "paper": register(paper=paper(received_on=at.date()), actor=staff, at=at, due_on=at.date(), handler=staff),
        "shared": register(
            paper=paper(title="关于报送总结的通知", sender_number="明政办函〔2026〕13号", received_on=at.date()),
            actor=staff,
            at=at,
            handler=UserFactory(role="bureau_staff", unit=world.bureau),
            co_handlers=[staff],
        ),
        "objection": Objection.objects.create(
            service=service, reason="异议", filed_at=at, filed_by=world.people["dept_liaison"], state="checking", checker=staff
        ),
        "deadline": deadline,
        "import": ImportBatch.objects.create(kind="officers", file=file, state=ImportState.CHECKED, created_by=staff, created_at=at),
        "job": Job.objects.create(kind="list_export", title="导出", requested_by=staff, post="bureau_staff", unit=world.bureau, created_at=at),
        "notice": Notice.objects.create(recipient=staff, **facts),
        "upload": Upload.objects.create(purpose="import", original_name="名册.xlsx", length=10, created_by=staff, created_at=at, touched_at=at),
    }


def hand_over(world: World, giver: User, taker: User, actor: User | None = None, **more: Any) -> Handover:
    post = giver.posts.get()
    return actions.hand_over(post=post, taker=taker, reason="调离", actor=actor or world.people["security_admin"], at=world.at, **more)


def test_nothing_open_stays_with_the_person_who_left(world: World, staff_things: dict[str, Any], taker: User) -> None:
    staff = world.people["bureau_staff"]
    before = {item.source.code for item in open_of(staff, staff.posts.get())}
    assert before == {"document", "document_objection", "import", "job", "deadline", "notice", "message", "upload", "incoming", "incoming_shared"}

    hand_over(world, staff, taker)

    post = staff.posts.get()
    Message.objects.inbox(staff).filter(title__startswith="工作交接").delete()  # what tells of it
    assert open_of(staff, post) == []
    assert left_behind() == []


def test_everything_is_the_takers_now(world: World, staff_things: dict[str, Any], taker: User) -> None:
    hand_over(world, world.people["bureau_staff"], taker)

    fresh = {name: type(row).objects.filter(pk=row.pk).first() for name, row in staff_things.items()}
    assert [fresh["document"].handler, fresh["draft"].handler, fresh["objection"].checker, fresh["deadline"].assignee] == [taker] * 4
    assert [fresh["import"].created_by, fresh["job"].requested_by, fresh["notice"].recipient] == [taker] * 3
    assert (fresh["paper"].handler, list(fresh["shared"].co_handlers.all()), fresh["upload"]) == (taker, [taker], None)
    assert check_papers() == []
    assert Message.objects.inbox(taker).get(title="被退回：某文书").body == f"{world.people['bureau_staff']}移交：请修改"


def test_who_did_what_before_stays(world: World, staff_things: dict[str, Any], taker: User) -> None:
    staff = world.people["bureau_staff"]
    hand_over(world, staff, taker)

    document = Document.objects.get(pk=staff_things["document"].pk)
    assert (document.drafted_by, Order.objects.get().issued_by) == (staff, staff)
    assert not AuditEntry.objects.filter(actor=taker).exists()
    assert AuditEntry.objects.get(act="accounts.hand_over").actor == world.people["security_admin"]


def test_the_post_goes_with_the_work_and_the_logins_end(world: World, taker: User) -> None:
    staff = world.people["bureau_staff"]
    serial = staff.login_serial

    hand_over(world, staff, taker)

    staff = User.objects.get(pk=staff.pk)
    assert (staff.held_posts, staff.login_serial > serial) == ((), True)
    assert [(post.role_id, post.unit) for post in User.objects.get(pk=taker.pk).held_posts] == [("bureau_staff", world.bureau)]


def test_a_taker_who_holds_the_post_already_holds_it_once(world: World) -> None:
    other = UserFactory(role="bureau_staff", unit=world.bureau)

    hand_over(world, world.people["bureau_staff"], other)

    assert other.posts.count() == 1


def test_a_second_click_is_told(world: World, taker: User) -> None:
    staff = world.people["bureau_staff"]
    hand_over(world, staff, taker)

    with pytest.raises(StaleForm, match=r"已由.*办理交接"):
        hand_over(world, staff, taker)
    assert Handover.objects.count() == 1


def test_what_another_post_still_allows_stays(world: World, staff_things: dict[str, Any], taker: User) -> None:
    staff = world.people["bureau_staff"]
    post = staff.posts.get()
    PostFactory(user=staff, role="certificate_manager", unit=world.bureau)

    actions.hand_over(post=post, taker=taker, reason="调岗", actor=world.people["security_admin"], at=world.at)

    kept = {name: type(staff_things[name]).objects.get(pk=staff_things[name].pk) for name in ("document", "import", "job", "deadline")}
    assert (kept["document"].handler, kept["job"].requested_by) == (taker, taker)
    assert (kept["import"].created_by, kept["deadline"].assignee) == (staff, staff)  # certificate managers import officers as well


def test_a_document_that_comes_back_goes_to_the_taker(world: World, taker: User) -> None:
    from_documents = Document.objects.get(pk=of_documents.draft(world)["pk"])
    hand_over(world, world.people["bureau_staff"], taker)
    Document.objects.filter(pk=from_documents.pk).update(submitted_at=world.at)
    from documents.actions import return_to_drafter  # noqa: PLC0415 - stands beside what it is about

    return_to_drafter(document=from_documents, actor=world.people["bureau_leader"], at=world.at, reason="请补充")

    assert Message.objects.inbox(taker).filter(title__startswith="被退回").exists()
    assert not Message.objects.inbox(world.people["bureau_staff"]).filter(title__startswith="被退回").exists()


# --- 评查员 ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def reviewers(world: World) -> tuple[User, User]:
    """Two who review for units that have nothing to do with the file."""
    return tuple(UserFactory(username=name, role="reviewer", unit=UnitFactory(parent=world.unit.parent)) for name in ("pa", "pb"))  # type: ignore[return-value]


@pytest.fixture
def sheet(world: World, reviewers: tuple[User, User]) -> ReviewSheet:
    """Assigned to the first of them, begun."""
    staff = world.people["bureau_staff"]
    row = review_row(world.unit, staff, world.at)
    row.batch.reviewers.set(reviewers)
    file = drawn_file(row, staff, world.at)
    third = UserFactory(username="pc", role="reviewer", unit=UnitFactory(parent=world.unit.parent))
    assign_file(file=file, first=reviewers[0], second=third, actor=staff, at=world.at)
    ReviewSheet.objects.filter(reviewer=reviewers[0]).update(state=SheetState.SCORING)
    return ReviewSheet.objects.get(reviewer=reviewers[0])


def test_a_sheet_is_scored_anew_by_the_taker(world: World, sheet: ReviewSheet, reviewers: tuple[User, User]) -> None:
    giver, taker = reviewers
    ReviewBatch.objects.update(state=BatchState.SCORING)

    hand_over(world, giver, taker)

    sheet.refresh_from_db()
    fresh = ReviewSheet.objects.get(reviewer=taker)
    assert (sheet.state, sheet.recuse_reason, sheet.reviewer) == (SheetState.RECUSED, "工作交接", giver)
    assert (fresh.state, fresh.seat, fresh.file.review_state) == (SheetState.ASSIGNED, sheet.seat, ReviewState.ASSIGNED)
    assert Deadline.objects.open().filter(kind="score_file", assignee=taker).count() == 1
    assert not Deadline.objects.open().filter(assignee=giver).exists()
    assert giver not in ReviewBatch.objects.get().reviewers.all()


def test_a_reviewer_of_the_reviewed_unit_cannot_take_the_sheet(world: World, sheet: ReviewSheet, reviewers: tuple[User, User]) -> None:
    giver, able = reviewers
    insider = world.people["reviewer"]  # of the unit whose file it is

    with pytest.raises(DomainError, match="是被评查单位的人员"):
        hand_over(world, giver, insider)

    post = giver.posts.get()
    told = barred(open_of(giver, post), giver, insider, post)
    assert [(one.item.row, one.others) for one in told] == [(sheet, [able])]
    assert Post.objects.get(pk=post.pk).until is None


def test_what_the_taker_cannot_have_goes_to_another(world: World, sheet: ReviewSheet, reviewers: tuple[User, User]) -> None:
    giver, able = reviewers

    made = hand_over(world, giver, world.people["reviewer"], choices={f"review_sheet:{sheet.pk}": able.pk})

    assert ReviewSheet.objects.standing().get(seat=sheet.seat).reviewer == able
    assert made.items.get(source="没有提交的评查表").taker == able
    assert world.people["reviewer"] in ReviewBatch.objects.get().reviewers.all()


def test_an_objection_is_not_checked_by_who_drafted_the_document(world: World, staff_things: dict[str, Any]) -> None:
    """The staff drafted it; a leader hands his objection over to him."""
    leader, staff = world.people["bureau_leader"], world.people["bureau_staff"]
    Objection.objects.update(checker=leader)

    with pytest.raises(DomainError, match="不能复查"):
        hand_over(world, leader, staff)


# --- 联络员 ---------------------------------------------------------------------------------------------------------
def test_a_liaison_leaves_the_desk_of_the_post_on_the_list(world: World) -> None:
    order = of_rectification.issued_order(world)
    taker = UserFactory(unit=world.unit)

    made = hand_over(world, world.people["dept_liaison"], taker)

    item = made.items.get(outcome=Outcome.WITH_POST, source="整改")
    assert (item.label, item.url, item.due_on) == (f"{order.number}　{order.title}（水利局，已下达）", order.get_absolute_url(), order.due_on)


def test_an_order_names_the_taker_as_responsible(world: World) -> None:
    giver, taker = world.people["dept_liaison"], UserFactory(unit=world.unit, name="孙接手")
    order = of_rectification.issued_order(world)
    Order.objects.filter(pk=order.pk).update(responsible=giver.name)

    hand_over(world, giver, taker)

    assert Order.objects.get(pk=order.pk).responsible == "孙接手"


def test_the_units_leader_asks_and_the_security_administrator_does(world: World, security: User) -> None:
    giver, taker, leader = world.people["dept_liaison"], UserFactory(unit=world.unit), world.people["dept_leader"]

    asked = actions.propose_handover(post=giver.posts.get(), taker=taker, reason="轮岗", actor=leader, at=world.at)
    assert (asked.state, giver.posts.get().until) == (HandoverState.PROPOSED, None)
    assert Message.objects.inbox(security).get().title == "待办理工作交接：部门联络员（水利局）"

    done = actions.carry_out_handover(handover=asked, actor=security, at=world.at)

    assert (done.state, done.done_by) == (HandoverState.DONE, security)
    told = {user.pk for user in User.objects.filter(messages__title__startswith="工作交接：")}
    assert told == {giver.pk, taker.pk, leader.pk}


def test_a_unit_leader_asks_only_for_the_own_work_of_the_unit(world: World) -> None:
    leader = world.people["dept_leader"]
    reviewer, sibling = world.people["reviewer"].posts.get(), world.people["sibling"].posts.get()

    for post in (reviewer, sibling):
        with pytest.raises(PermissionDenied):
            actions.propose_handover(post=post, taker=UserFactory(unit=world.unit), reason="轮岗", actor=leader, at=world.at)


@pytest.mark.parametrize("role", ["system_admin", "bureau_staff", "dept_leader", "audit_admin"])
def test_powers_change_by_the_security_administrator_alone(world: World, taker: User, role: str) -> None:
    with pytest.raises(PermissionDenied):
        hand_over(world, world.people["bureau_staff"], taker, actor=world.people[role])


def test_nobody_takes_over_from_himself(world: World) -> None:
    staff = world.people["bureau_staff"]
    twin = UserFactory(unit=world.bureau, person_key=staff.person_key)

    with pytest.raises(DomainError, match="本人"):
        hand_over(world, staff, twin)


def test_a_stranger_to_the_unit_takes_nothing(world: World) -> None:
    with pytest.raises(DomainError, match="不在可选的接手人里"):
        hand_over(world, world.people["dept_liaison"], world.people["sibling"])


def test_nobody_grants_himself_a_post_by_it(world: World, security: User) -> None:
    with pytest.raises(DomainError, match="不能兼任"):
        hand_over(world, world.people["bureau_staff"], security)


def test_nobody_is_offered_a_post_that_the_rule_of_the_three_administrators_keeps_from_him(world: World, security: User, taker: User) -> None:
    post, colleague = world.people["bureau_staff"].posts.get(), world.people["bureau_leader"]
    twin = UserFactory(unit=world.bureau, person_key="one")
    UserFactory(role="audit_admin", unit=world.unit, person_key="one")

    offered = set(takers_for(post))
    assert {taker, colleague} <= offered
    assert not offered & {security, world.people["system_admin"], world.people["audit_admin"], twin}
    assert set(takers_for(security.posts.get())) & {colleague, world.people["audit_admin"], taker} == {taker}
    with pytest.raises(DomainError, match="不能兼任"):
        actions.propose_handover(post=post, taker=world.people["audit_admin"], reason="轮岗", actor=colleague, at=world.at)


def test_withdrawn_is_not_carried_out(world: World, security: User, taker: User) -> None:
    leader = world.people["bureau_leader"]
    asked = actions.propose_handover(post=world.people["bureau_staff"].posts.get(), taker=taker, reason="调离", actor=leader, at=world.at)

    actions.withdraw_handover(handover=asked, actor=leader, at=world.at)

    with pytest.raises(StaleForm, match="已经撤回"):
        actions.carry_out_handover(handover=asked, actor=security, at=world.at)


def test_integrity_names_what_was_left(world: World, staff_things: dict[str, Any], taker: User) -> None:
    staff = world.people["bureau_staff"]
    hand_over(world, staff, taker)
    Document.objects.filter(pk=staff_things["draft"].pk).update(handled_by=None)

    assert left_behind() == ["承办的文书 1 件还在已交接或者停用的人名下"]


def test_what_a_disabled_account_leaves_open_is_named_and_can_be_handed_over(world: World, staff_things: dict[str, Any], taker: User) -> None:
    staff, client = world.people["bureau_staff"], Client()
    log_in(client, world.people["system_admin"].username)

    answer = client.post(reverse("accounts:user-disable", args=[staff.pk]), {"reason": "调离"}, follow=True)

    assert ("承办的文书" in answer.content.decode(), "请安全管理员办理工作交接" in answer.content.decode()) == (True, True)
    assert any("停用的人名下" in line for line in left_behind())
    hand_over(world, staff, taker)
    assert left_behind() == []


def test_who_stands_in_for_a_disabled_account_does_so_no_longer(world: World, taker: User) -> None:
    staff, today = world.people["bureau_staff"], timezone.localdate()
    actions.name_deputy(post=staff.posts.get(), deputy=taker, first_on=today, last_on=today, reason="出差", actor=staff, at=timezone.now())

    actions.disable_account(user=staff, actor=world.people["system_admin"], at=timezone.now(), reason="调离")

    assert User.objects.get(pk=taker.pk).held_posts == ()


def test_hand_overs_are_seen_by_those_concerned(world: World, taker: User) -> None:
    made = hand_over(world, world.people["dept_liaison"], UserFactory(unit=world.unit, username="jieshou"))
    people = {**world.people, "taker": User.objects.get(username="jieshou")}

    seen = {name for name, user in people.items() if Handover.objects.visible_to(User.objects.get(pk=user.pk)).filter(pk=made.pk).exists()}

    assert seen == {"bureau_staff", "bureau_leader", "dept_leader", "dept_liaison", "taker", "security_admin"}


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("handover_state_known", {"state": "lost"}),
        ("handover_done_fields_together", {"state": "done"}),
        ("handover_to_another", {"taker": None}),
    ],
)
def test_constraints(world: World, taker: User, name: str, facts: dict[str, Any]) -> None:
    staff = world.people["bureau_staff"]
    row = {"giver": staff, "taker": taker, "role_id": "bureau_staff", "unit": world.bureau, "reason": "x", "proposed_at": world.at, "proposed_by": staff}
    if "taker" in facts:
        facts = {"taker": staff}

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Handover.objects.create(post=staff.posts.get(), **{**row, **facts})


def test_one_hand_over_of_a_post_waits(world: World, taker: User) -> None:
    staff = world.people["bureau_staff"]
    row = {"giver": staff, "taker": taker, "role_id": "bureau_staff", "unit": world.bureau, "reason": "x", "proposed_at": world.at, "proposed_by": staff}
    Handover.objects.create(post=staff.posts.get(), **row)

    with pytest.raises(IntegrityError, match="handover_one_proposed"), transaction.atomic():
        Handover.objects.create(post=staff.posts.get(), **row)
    assert not HandoverItem.objects.exists()
