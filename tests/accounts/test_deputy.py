"""请假与代理: for some days another may act in the post, in his own name, and judges nothing that he or the one he stands for did."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from accounts import actions
from accounts.deputy_forms import DeputyForm
from accounts.models import Post, User
from accounts.recipients import for_deadline, holders
from accounts.separation import accounts_of, same_person
from core.audit.models import AuditEntry
from core.audit.trail import record
from core.errors import DomainError
from core.jobs.queue import submit
from core.notices.actions import open_deadline
from core.notices.models import Message
from tests.accounts.conftest import log_in
from tests.factories.accounts import PostFactory, UserFactory
from tests.factories.world import build_world
from tests.url_samples import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def liaison(world: World) -> User:
    return world.people["dept_liaison"]


@pytest.fixture
def deputy(world: World) -> User:
    """A colleague in the unit without a post of the kind."""
    return UserFactory(username="daili", name="周代", unit=world.unit)


def today() -> date:
    return timezone.localdate()


def lend(world: World, principal: User, deputy: User, actor: User | None = None, days: tuple[int, int] = (0, 2), **more: Any) -> Post:
    first, last = (today() + timedelta(days=number) for number in days)
    facts = {"first_on": first, "last_on": last, "reason": "年休假", "at": timezone.now(), **more}
    facts.setdefault("post", principal.posts.first())
    return actions.name_deputy(deputy=deputy, actor=actor or principal, **facts)


def test_the_deputy_holds_the_post_for_these_days(world: World, liaison: User, deputy: User) -> None:
    acting = lend(world, liaison, deputy)

    held = Post.objects.filter(user=deputy)
    days = [today() + timedelta(days=number) for number in (-1, 0, 2, 3)]
    assert [held.held(day).exists() for day in days] == [False, True, True, False]
    person = User.objects.get(pk=deputy.pk)
    assert (person.post, person.has_perm("rectification.fill_order"), str(acting)) == (acting, True, f"部门联络员（水利局）代{liaison.name}")


def test_reminders_reach_both(world: World, liaison: User, deputy: User) -> None:
    own = open_deadline(
        kind="acceptance", target=world.unit, title="验收", unit=world.unit, actor=liaison, at=world.at, due_on=world.at.date(), assignee=liaison
    )
    lend(world, liaison, deputy)

    assert {liaison, deputy} < set(holders(world.unit, "rectification.fill_order"))
    assert for_deadline(own) == [liaison, deputy]


def test_the_trail_says_in_whose_place(world: World, liaison: User, deputy: User) -> None:
    lend(world, liaison, deputy)
    person = User.objects.get(pk=deputy.pk)
    assert person.has_perm("rectification.fill_order")

    record(actor=person, act="test", target=world.unit, at=world.at, note="填进展")

    entry = AuditEntry.objects.get(act="test")
    assert (entry.actor, entry.note) == (deputy, f"代{liaison.name}办理。填进展")


def test_a_job_runs_in_the_post_it_was_begun_in_though_the_own_one_is_alike(world: World, liaison: User, deputy: User) -> None:
    own = PostFactory(user=deputy, unit=world.unit, role=liaison.posts.get().role)
    lent = lend(world, liaison, deputy)
    taken = []
    for post in (lent, own):
        person = User.objects.get(pk=deputy.pk)
        person.take_post(Post.objects.with_powers().get(pk=post.pk))
        begun = submit(kind="list_export", title="导出", actor=person, at=world.at, params={})
        person.take_post_of(begun.post, begun.unit_id, begun.acting_for_id)
        taken.append((person.post, person.stands_in_for))

    assert taken == [(lent, liaison), (own, None)]


def test_who_acts_in_anothers_place_does_not_judge_what_he_did(world: World, deputy: User) -> None:
    """In the lent post only: with a post of his own he is nobody but himself."""
    staff = world.people["bureau_staff"]
    colleague = UserFactory(role="bureau_staff", unit=world.bureau)
    acting = lend(world, staff, colleague)
    person = User.objects.get(pk=colleague.pk)
    own = next(post for post in person.held_posts if post.acting_for is None)

    person.take_post(next(post for post in person.held_posts if post == acting))
    assert (same_person(person, staff), same_person(staff, person), set(accounts_of(person))) == (True, True, {colleague, staff})

    person.take_post(own)
    assert (same_person(person, staff), set(accounts_of(person))) == (False, {colleague})


def test_two_deputies_of_one_post_do_not_overlap(world: World, liaison: User, deputy: User) -> None:
    lend(world, liaison, deputy, days=(0, 2))
    other = UserFactory(unit=world.unit)

    with pytest.raises(DomainError, match="这几天已经有人代理"):
        lend(world, liaison, other, days=(2, 4))
    assert lend(world, liaison, other, days=(3, 4)).user == other


def test_the_database_keeps_them_apart(world: World, liaison: User, deputy: User) -> None:
    acting = lend(world, liaison, deputy)
    row = {"user": deputy, "role": acting.role, "unit": acting.unit, "since": acting.since, "named_by": liaison}

    with pytest.raises(IntegrityError, match="post_one_deputy_at_a_time"), transaction.atomic():
        Post.objects.create(acting_for=acting.acting_for, until=acting.until, **row)
    with pytest.raises(IntegrityError, match="post_acting_fields_together"), transaction.atomic():
        Post.objects.create(acting_for=None, until=acting.until, **row)


def test_both_and_the_leader_are_told(world: World, liaison: User, deputy: User) -> None:
    lend(world, liaison, deputy)

    told = set(Message.objects.filter(title=f"请假代理：周代代{liaison.name}").values_list("recipient", flat=True))
    assert told == {liaison.pk, deputy.pk, world.people["dept_leader"].pk}


@pytest.mark.parametrize("role", ["dept_leader", "security_admin"])
def test_who_leads_the_work_may_name_the_deputy(world: World, liaison: User, deputy: User, role: str) -> None:
    assert lend(world, liaison, deputy, actor=world.people[role]).named_by == world.people[role]


@pytest.mark.parametrize("role", ["sibling", "bureau_staff", "bureau_leader", "system_admin", "reviewer"])
def test_others_may_not(world: World, liaison: User, deputy: User, role: str) -> None:
    with pytest.raises(PermissionDenied):
        lend(world, liaison, deputy, actor=world.people[role])


@pytest.mark.parametrize(("principal", "actor", "may"), [
    ("bureau_leader", "bureau_staff", False),
    ("government_approver", "bureau_staff", False),
    ("government_approver", "bureau_leader", False),
    ("dept_leader", "bureau_leader", False),
    ("bureau_staff", "certificate_manager", False),
    ("bureau_staff", "bureau_leader", True),
    ("bureau_leader", "bureau_leader", True),
    ("bureau_leader", "security_admin", True),
])  # fmt: skip
def test_a_post_that_signs_is_lent_by_its_holder_or_with_the_power_to_grant(world: World, principal: str, actor: str, may: bool) -> None:
    post = world.people[principal].posts.get()
    colleague = UserFactory(unit=post.unit)

    if may:
        assert lend(world, post.user, colleague, actor=world.people[actor]).named_by == world.people[actor]
    else:
        with pytest.raises(PermissionDenied):
            lend(world, post.user, colleague, actor=world.people[actor])


def test_nobody_names_himself(world: World) -> None:
    """The head of the bureau would act as 监督岗, and its second account is the same person."""
    leader, staff = world.people["bureau_leader"], world.people["bureau_staff"]
    User.objects.filter(pk=leader.pk).update(person_key="one")
    second = UserFactory(unit=world.bureau, person_key="one")

    for deputy in (leader, second):
        with pytest.raises(DomainError, match="不能指定自己"):
            lend(world, staff, deputy, actor=User.objects.get(pk=leader.pk))


def test_a_deputy_neither_prolongs_nor_asks_for_a_hand_over(world: World, liaison: User, deputy: User) -> None:
    leader = world.people["dept_leader"]
    lend(world, leader, deputy)
    person, other = User.objects.get(pk=deputy.pk), UserFactory(unit=world.unit)
    assert person.has_perm("accounts.propose_handover")

    for principal in (leader, liaison):
        with pytest.raises(PermissionDenied):
            lend(world, principal, other, actor=person, days=(3, 4))
    with pytest.raises(PermissionDenied):
        actions.propose_handover(post=liaison.posts.get(), taker=other, reason="调动", actor=person, at=timezone.now())
    client = Client()
    log_in(client, deputy.username)
    assert client.get(reverse("accounts:deputy-new")).status_code == 403


def test_a_deputy_is_named_with_a_fresh_password(world: World, liaison: User) -> None:
    client = Client()
    log_in(client, liaison.username)
    address = reverse("accounts:post-deputy", args=[liaison.posts.get().pk])

    with freeze_time(timezone.now() + timedelta(minutes=11)):
        assert client.get(address).headers["Location"].startswith(reverse("accounts:confirm"))


@pytest.mark.parametrize("role", ["security_admin", "reviewer"])
def test_posts_of_administrators_and_assigned_work_are_not_lent(world: World, deputy: User, role: str) -> None:
    with pytest.raises(PermissionDenied):
        lend(world, world.people[role], deputy)


def test_a_lent_post_is_not_lent_again(world: World, liaison: User, deputy: User) -> None:
    lend(world, liaison, deputy)

    with pytest.raises(PermissionDenied):
        lend(world, deputy, UserFactory(unit=world.unit))


def test_an_administrator_stands_in_for_nobody(world: World, liaison: User) -> None:
    admin = UserFactory(unit=world.unit)
    PostFactory(user=admin, role="audit_admin", unit=world.bureau)

    with pytest.raises(DomainError, match="不能兼任"):
        lend(world, liaison, admin)


@pytest.mark.parametrize(("days", "sentence"), [
    ((-1, 2), "不能早于今天"), ((3, 2), "结束日期不能早于"), ((0, 90), "最多 90 天"), ((367, 368), "一年以后"),
])  # fmt: skip
def test_days_in_order(world: World, liaison: User, deputy: User, days: tuple[int, int], sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        lend(world, liaison, deputy, days=days)


def test_ninety_days_are_the_longest_leave(world: World, liaison: User, deputy: User) -> None:
    acting = lend(world, liaison, deputy, days=(0, 89))

    assert (acting.until, acting.since) == (today() + timedelta(days=90), today())


def test_a_stranger_to_the_unit_stands_in_for_nobody(world: World, liaison: User) -> None:
    with pytest.raises(DomainError, match="不是本单位人员"):
        lend(world, liaison, world.people["sibling"])


def test_administrators_are_not_offered_as_deputies(world: World, liaison: User, deputy: User) -> None:
    admin = UserFactory(unit=world.unit)
    PostFactory(user=admin, role="audit_admin", unit=world.bureau)

    offered = DeputyForm(liaison.posts.get(), today()).fields["deputy"].queryset  # type: ignore[attr-defined]

    assert (deputy in offered, admin in offered) == (True, False)


def test_who_acts_in_the_lent_post_is_not_told_to_change_into_it(world: World, liaison: User, deputy: User) -> None:
    acting = lend(world, liaison, deputy)
    words = f"代{liaison.name}办理{acting.role}（{acting.unit}）的工作"
    person = User.objects.get(pk=deputy.pk)

    before = person.lent_words if person.post != acting else []
    person.take_post(acting)

    assert (before in ([], [f"您{words}，请切换岗位办理。"]), person.lent_words) == (True, [f"您正在{words}。"])


def test_ended_before_its_day_the_powers_and_the_login_end(world: World, liaison: User, deputy: User) -> None:
    acting = lend(world, liaison, deputy)
    serial = User.objects.get(pk=deputy.pk).login_serial

    actions.end_deputy(acting=acting, actor=liaison, at=timezone.now())

    person = User.objects.get(pk=deputy.pk)
    assert (person.held_posts, person.login_serial > serial) == ((), True)
    with pytest.raises(DomainError, match="已经结束"):
        actions.end_deputy(acting=acting, actor=liaison, at=timezone.now())


def test_it_ends_with_the_post_it_was_lent_from(world: World, liaison: User, deputy: User) -> None:
    lend(world, liaison, deputy)

    actions.end_post(post=liaison.posts.get(), actor=world.people["security_admin"], at=timezone.now(), on=today())

    assert User.objects.get(pk=deputy.pk).held_posts == ()


def test_it_goes_along_when_the_unit_is_merged(world: World, liaison: User, deputy: User) -> None:
    lend(world, liaison, deputy)

    actions.succeed_unit(
        unit=world.unit, successor=world.other_unit, kind="merge", on=today(), basis="文件", actor=world.people["system_admin"], at=timezone.now()
    )

    acting = User.objects.get(pk=deputy.pk).held_posts[0]
    assert (acting.unit, acting.acting_for) == (world.other_unit, User.objects.get(pk=liaison.pk).held_posts[0])


def test_where_both_units_have_a_deputy_the_one_of_the_gone_unit_ends_and_is_told(world: World, liaison: User, deputy: User) -> None:
    there = PostFactory(user=liaison, role="dept_liaison", unit=world.other_unit)
    other = UserFactory(unit=world.other_unit)
    acting = lend(world, liaison, deputy, post=liaison.posts.get(unit=world.unit))
    kept = lend(world, liaison, other, post=there)

    actions.succeed_unit(
        unit=world.unit, successor=world.other_unit, kind="merge", on=today(), basis="文件", actor=world.people["system_admin"], at=timezone.now()
    )

    acting.refresh_from_db()
    assert (acting.is_over(), list(Post.objects.lent().held(today()))) == (True, [kept])
    assert set(Message.objects.filter(title=f"代理结束：周代代{liaison.name}").values_list("recipient", flat=True)) == {liaison.pk, deputy.pk}


def test_the_page_names_the_deputy_and_ends_it(world: World, liaison: User, deputy: User) -> None:
    client = Client()
    log_in(client, liaison.username)
    form = {"deputy": deputy.pk, "first_on": today().isoformat(), "last_on": today().isoformat(), "reason": "出差"}

    assert client.post(reverse("accounts:post-deputy", args=[liaison.posts.get().pk]), form).status_code == 302
    assert "周代" in client.get(reverse("accounts:deputy-list")).content.decode()

    acting = deputy.posts.get()
    assert client.post(reverse("accounts:deputy-end", args=[acting.pk])).status_code == 302
    acting.refresh_from_db()
    assert acting.is_over()


def test_a_day_at_the_end_of_the_calendar_is_refused_in_words(liaison: User, deputy: User) -> None:
    client = Client()
    log_in(client, liaison.username)
    form = {"deputy": deputy.pk, "first_on": today().isoformat(), "last_on": "9999-12-31", "reason": "出差"}

    answer = client.post(reverse("accounts:post-deputy", args=[liaison.posts.get().pk]), form)
    assert (answer.status_code, "结束日期不能大于 2200-12-31。" in answer.content.decode()) == (422, True)


def test_the_desk_of_both_says_so(world: World, liaison: User, deputy: User) -> None:
    lend(world, liaison, deputy)

    for person, words in ((liaison, "周代代您办理"), (deputy, f"您正在代{liaison.name}办理")):
        client = Client()
        log_in(client, person.username)
        assert words in client.get("/").content.decode()
