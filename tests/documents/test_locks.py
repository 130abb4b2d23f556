"""加锁次序: the document first, then its service or objection, in every act; two of them never wait for each other."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from documents import actions
from documents.models import Objection
from documents.workflow import ObjectionAct

NAMES = {"documents_document": "document", "documents_service": "service", "documents_objection": "objection"}


def locked_by(act: Callable[[], object]) -> list[str]:
    """The tables of this app of which `act` locks rows, in its order, each at its first time."""
    with CaptureQueriesContext(connection) as ran:
        act()
    asked = [query["sql"] for query in ran.captured_queries if " FOR UPDATE OF " in query["sql"] or query["sql"].endswith("FOR UPDATE")]
    tables = [sql.split(' FROM "')[1].split('"')[0] for sql in asked]
    return list(dict.fromkeys(NAMES[table] for table in tables if table in NAMES))


@pytest.fixture
def filed(served, unit_member, at):
    return actions.object_to(service=served.services.get(), actor=unit_member, at=at, reason="事实不清。")


@pytest.fixture
def checking(filed, second_inspector, at):
    return actions.check_objection(objection=filed, actor=second_inspector, at=at)


def test_acts_of_the_unit_lock_the_document_before_the_service(served, unit_member, at):
    service = served.services.get()

    assert locked_by(lambda: actions.object_to(service=service, actor=unit_member, at=at, reason="事实不清。")) == ["document", "service"]
    assert locked_by(lambda: actions.record_reply(service=service, actor=unit_member, at=at, note="已改正。")) == ["document", "service"]


def test_check_of_an_objection_locks_the_document_first(filed, second_inspector, at):
    assert locked_by(lambda: actions.check_objection(objection=filed, actor=second_inspector, at=at)) == ["document", "objection"]


@pytest.mark.parametrize("act", [ObjectionAct.UPHOLD, ObjectionAct.WITHDRAW])
def test_decision_on_an_objection_locks_the_document_first(checking, second_leader, at, act):
    assert locked_by(lambda: actions.decide_objection(objection=checking, act=act, actor=second_leader, at=at, opinion="意见。")) == [
        "document",
        "objection",
    ]


def test_revoking_locks_the_objections_that_it_ends(checking, served, leader, at):
    assert locked_by(lambda: actions.revoke(document=served, actor=leader, at=at, reason="误发")) == ["document", "objection"]


def test_revoking_leaves_a_decided_objection_as_it_was_decided(checking, served, second_inspector, leader, at):
    actions.decide_objection(objection=checking, act=ObjectionAct.UPHOLD, actor=second_inspector, at=at, opinion="事实清楚。")
    actions.revoke(document=served, actor=leader, at=at, reason="误发")

    decided = Objection.objects.get()
    assert (decided.state, decided.opinion, decided.decided_by) == ("upheld", "事实清楚。", second_inspector)
