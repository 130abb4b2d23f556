"""关联: what a paper concerns, from both sides, within the sight of whoever looks."""

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied

from core.errors import DomainError
from documents.actions import draft
from documents.incoming import actions, targets
from documents.incoming.story import story_of
from documents.models import Incoming
from tests.documents.conftest import TEXT


@pytest.fixture
def letter(inspector, unit, at):
    """A draft of the bureau."""
    return draft(kind="opinion", title="行政执法监督意见书", to_unit=unit, content=TEXT, actor=inspector, at=at)


def test_a_paper_is_linked_to_what_was_found(registered, letter, inspector, at):
    found = targets.find(inspector, "document", "监督意见书")

    made = actions.link(incoming=registered, actor=inspector, at=at, kind="document", target_id=found[0].pk)

    assert (made.kind, made.target_id, made.label, made.url) == ("document", str(letter.pk), "行政执法监督意见书", letter.get_absolute_url())
    assert [(step.kind, step.target_id, step.note) for step in [registered.steps.last()]] == [("document", str(letter.pk), "")]
    assert list(Incoming.objects.linked_to("document", letter.pk).visible_to(inspector)) == [registered]


def test_a_link_stands_once(registered, letter, inspector, at):
    actions.link(incoming=registered, actor=inspector, at=at, kind="document", target_id=str(letter.pk))

    with pytest.raises(DomainError, match="已经关联过行政执法监督意见书"):
        actions.link(incoming=registered, actor=inspector, at=at, kind="document", target_id=str(letter.pk))


@pytest.mark.parametrize(("kind", "key"), [("document", "999999"), ("document", "x"), ("document", "9" * 30), ("unknown", "1")])
def test_what_is_not_there_is_not_linked(registered, inspector, at, kind, key):
    with pytest.raises(DomainError, match="没有找到"):
        actions.link(incoming=registered, actor=inspector, at=at, kind=kind, target_id=key)


def test_leaders_link_nothing(registered, letter, leader, at):
    with pytest.raises(PermissionDenied):
        actions.link(incoming=registered, actor=leader, at=at, kind="document", target_id=str(letter.pk))


def test_a_wrong_link_is_taken_off_and_the_record_keeps_it(registered, letter, inspector, at):
    made = actions.link(incoming=registered, actor=inspector, at=at, kind="document", target_id=str(letter.pk))

    actions.unlink(incoming=registered, link=made, actor=inspector, at=at)

    assert not registered.links.exists()
    assert [(step.kind, step.target_id, step.note) for step in [registered.steps.last()]] == [("document", str(letter.pk), "取消关联")]


def test_the_record_names_what_was_linked_to_those_who_see_it(registered, letter, inspector, at):
    made = actions.link(incoming=registered, actor=inspector, at=at, kind="document", target_id=str(letter.pk))
    actions.unlink(incoming=registered, link=made, actor=inspector, at=at)
    steps = list(registered.steps.all())

    told = [[event.note for event in story_of(registered, places)][:2] for places in (targets.seen_by(inspector, steps), {})]

    assert [text.split("　")[2:] for text in told[0]] == [["取消关联", "文书：行政执法监督意见书"], ["文书：行政执法监督意见书"]]
    assert [text.split("　")[2:] for text in told[1]] == [["取消关联", "文书（不在您的查看范围内）"], ["文书（不在您的查看范围内）"]]


def test_the_page_names_every_kind_that_can_be_linked(registered, inspector, client_for):
    page = client_for(inspector).get(registered.get_absolute_url()).content.decode()

    assert "、".join(row.label for row in settings.INCOMING_TARGETS.values()) in page


@pytest.mark.parametrize("kind", settings.INCOMING_TARGETS)
def test_no_kind_shows_a_unit_what_is_not_its_own(outsider, kind):
    """Every kind starts at `visible_to`: a stranger finds nothing, and a key gives nothing away."""
    assert targets.find(outsider, kind, "行政") == []
    assert targets.place_of(outsider, kind, "1") is None


def test_a_closed_paper_is_not_shown_beside_what_it_is_linked_to(confidential, letter, inspector, colleague, leader, third, unit_member, at):
    actions.link(incoming=confidential, actor=inspector, at=at, kind="document", target_id=str(letter.pk))

    seen = {
        person.username: Incoming.objects.linked_to("document", letter.pk).visible_to(person).exists()
        for person in (inspector, colleague, leader, third, unit_member)
    }

    assert seen == {"inspector": True, "colleague": True, "leader": True, "third": False, "unit_member": False}
