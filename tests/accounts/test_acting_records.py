"""代理留痕: what a deputy does in a lent post says in whose place, on the page, in 办理记录 and on paper; in his own post nothing is added."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts import actions
from accounts.models import User
from accounts.models.acting import LONGEST_SIGNED, in_words
from core.look import Event
from documents.actions import review, sign, submit_for_review
from documents.contexts import context_for
from documents.incoming.actions import register
from documents.incoming.models import Incoming
from documents.incoming.story import story_of as paper_story
from documents.models import Document
from documents.render import house
from documents.story import story_of as document_story
from rectification import actions as rectification
from rectification.models import Order
from rectification.story import story_of as order_story
from submissions.actions.review import exempt
from submissions.story import story_of as answer_story
from supervision.plans.actions import submit_progress
from supervision.plans.models import Assignment
from supervision.plans.views.share import _event
from tests.documents.incoming.conftest import paper
from tests.factories.accounts import UserFactory
from tests.factories.submissions import answer_of
from tests.factories.world import build_world
from tests.url_samples import World
from tests.url_samples import documents as of_documents
from tests.url_samples import rectification as of_rectification
from tests.url_samples import submissions as of_submissions
from tests.url_samples import supervision as of_supervision

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def deputy_of(principal: User, name: str = "贺兰亭") -> User:
    """Somebody of the unit who acts in the post of `principal`, named 许静文, today."""
    User.objects.filter(pk=principal.pk).update(name="许静文")
    principal.refresh_from_db()
    made, today = UserFactory(name=name, unit=principal.unit), timezone.localdate()
    actions.name_deputy(post=principal.posts.get(), deputy=made, first_on=today, last_on=today, reason="出差", actor=principal, at=timezone.now())
    person = User.objects.get(pk=made.pk)
    assert person.post is not None
    return person


def says(events: Sequence[Event]) -> bool:
    return any("贺兰亭（代许静文）" in f"{event.title}{event.note}" for event in events)


def test_a_document_signed_in_anothers_place_says_so(world: World) -> None:
    staff, at = world.people["bureau_staff"], timezone.now()
    document = Document.objects.get(pk=of_documents.draft(world)["pk"])
    submit_for_review(document=document, actor=staff, at=at)
    review(document=document, actor=UserFactory(role="bureau_staff", unit=world.bureau), at=at)

    sign(document=document, actor=deputy_of(world.people["bureau_leader"]), at=at)

    document.refresh_from_db()
    assert (document.signer_name, document.opinions.get(role="sign").author_name) == ("贺兰亭（代许静文）", "贺兰亭（代许静文）")
    assert says(document_story(document))
    document.kind.shows_signer = True
    assert context_for(document, house(), year=2026)["signer"] == "贺兰亭（代许静文）"


def test_a_paper_received_handled_in_anothers_place_says_so(world: World) -> None:
    acting = deputy_of(world.people["bureau_staff"])

    made = register(paper=paper(received_on=timezone.localdate()), actor=acting, at=timezone.now())

    assert says(paper_story(Incoming.objects.get(pk=made.pk), {}))


def test_an_order_handled_in_anothers_place_says_so(world: World) -> None:
    order = of_rectification.issued_order(world)
    acting, at = deputy_of(world.people["dept_liaison"]), timezone.now()

    rectification.acknowledge(order=order, actor=acting, at=at)
    assert says(order_story(Order.objects.get(pk=order.pk)))


def test_an_extension_asked_and_decided_in_anothers_place_says_so(world: World) -> None:
    address = of_rectification.extension(world)
    order = Order.objects.get(pk=address["pk"])
    assert not says(order_story(order))
    asked = order.extensions.get()

    leader = next(
        person for name, person in world.people.items() if name in ("bureau_leader", "bureau_staff") and person.has_perm("rectification.extend_order")
    )
    rectification.refuse_extension(extension=asked, actor=deputy_of(leader), at=timezone.now(), note="不符合条件")

    assert says(order_story(Order.objects.get(pk=order.pk)))


def test_an_answer_handled_in_anothers_place_says_so(world: World) -> None:
    answer = answer_of(of_submissions.open_one(world), world.unit)
    assert not says(answer_story(answer))

    exempt(submission=answer, actor=deputy_of(world.people["bureau_staff"]), at=timezone.now(), reason="没有此项职责")

    assert says(answer_story(answer))


def test_progress_reported_in_anothers_place_says_so(world: World) -> None:
    share = Assignment.objects.get(pk=of_supervision.share(world)["pk"])

    submit_progress(share=share, actor=deputy_of(world.people["dept_liaison"]), at=timezone.now(), text="已开展")

    assert says([_event(share.progress.get())])


def test_in_ones_own_post_nothing_is_added(world: World) -> None:
    staff = world.people["bureau_staff"]

    assert (staff.has_perm("documents.draft_document"), staff.signed_name) == (True, staff.name)


def test_two_long_names_fit() -> None:
    assert len(in_words("名" * 40, "名" * 40)) == LONGEST_SIGNED


def test_the_lent_days_are_over_tomorrow(world: World) -> None:
    """The name of whose place was taken stays with what was done, whatever becomes of the post."""
    order = of_rectification.issued_order(world)
    acting = deputy_of(world.people["dept_liaison"])
    rectification.acknowledge(order=order, actor=acting, at=timezone.now())

    acting.posts.update(until=date(2020, 1, 1) + timedelta(days=1), since=date(2020, 1, 1))

    assert says(order_story(Order.objects.get(pk=order.pk)))
