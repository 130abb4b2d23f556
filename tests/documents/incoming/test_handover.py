"""交接 of papers received: they go on with the taker, their day with them, and the record says so."""

import pytest

from accounts.actions import hand_over
from accounts.handover import left_behind
from core.notices.actions import deadlines_for
from documents.incoming import actions
from documents.incoming.integrity import check
from documents.models import Incoming
from tests.documents.incoming.conftest import paper


@pytest.fixture
def security(make_person, bureau):
    return make_person("钱安", "security", "security_admin", bureau)


def _leave(giver, taker, security, at):
    return hand_over(post=giver.posts.get(), taker=taker, reason="调离", actor=security, at=at)


def test_papers_go_on_with_the_taker(assigned, confidential, colleague, third, security, at):
    made = _leave(colleague, third, security, at)

    rows = Incoming.objects.order_by("pk")
    assert [(row.handler, deadlines_for(row).get().assignee) for row in rows] == [(third, third), (third, third)]
    assert {row.steps.last().note for row in rows} == {"承办人程远。理由：许静文工作交接"}
    assert {item.label for item in made.items.filter(source="承办的收文")} == {assigned.spoken_title, "收文〔2026〕2号"}
    assert left_behind() == []
    assert check() == []


def test_what_is_ended_stays_as_it_was(closed, colleague, third, security, at):
    _leave(colleague, third, security, at)

    assert Incoming.objects.get().handler == colleague


def test_who_helps_is_followed_by_the_taker_once(inspector, colleague, third, security, at):
    alone = actions.register(paper=paper(), actor=inspector, at=at, handler=inspector, co_handlers=[colleague])
    beside = actions.register(paper=paper(sender_number=""), actor=inspector, at=at, handler=inspector, co_handlers=[colleague, third])
    under = actions.register(paper=paper(sender_number=""), actor=inspector, at=at, handler=third, co_handlers=[colleague])

    _leave(colleague, third, security, at)

    assert [list(row.co_handlers.all()) for row in (alone, beside, under)] == [[third], [third], []]


def test_a_taker_who_helped_handles_now(inspector, colleague, third, security, at):
    made = actions.register(paper=paper(), actor=inspector, at=at, handler=colleague, co_handlers=[third])

    _leave(colleague, third, security, at)

    row = Incoming.objects.get(pk=made.pk)
    assert (row.handler, list(row.co_handlers.all())) == (third, [])
