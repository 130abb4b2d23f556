"""办结、恢复报送、撤销: the clocks stop and run with the request, nobody is left waiting."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import DomainError
from core.notices.models import Deadline, Message
from submissions.actions.ending import cancel_request, close_request, reopen_request
from submissions.actions.handing_in import hand_in
from submissions.actions.review import accept, ask_correction
from submissions.integrity import check
from submissions.workflow import RequestStatus, SubmissionStatus
from tests.factories.accounts import UnitFactory
from tests.factories.submissions import answer_of, drafted, filled, opened, reported


def running() -> int:
    return Deadline.objects.open().filter(kind="submission").count()


def test_a_request_does_not_end_while_an_answer_waits(request_open, answer, people, at):
    reported(answer, people.liaison, people.leader, at)
    with pytest.raises(DomainError, match="还有 1 件待审核"):
        close_request(request=request_open, actor=people.staff, at=at)
    request_open.refresh_from_db()
    assert request_open.is_open


def test_whoever_did_not_answer_stays_so_and_is_reminded_no_more(request_open, answer, people, at):
    closed = close_request(request=request_open, actor=people.staff, at=at)
    answer.refresh_from_db()
    assert (closed.status, closed.ended_by, answer.status, running()) == (RequestStatus.CLOSED, people.staff, SubmissionStatus.DUE, 0)
    assert check() == []


def test_reopened_it_asks_again_by_the_same_day(request_open, people, at):
    close_request(request=request_open, actor=people.staff, at=at)
    again = reopen_request(request=request_open, actor=people.staff, at=at)
    assert (again.is_open, again.ended_by, running()) == (True, None, 2)
    assert {str(deadline.due_on) for deadline in Deadline.objects.open().filter(kind="submission")} == {"2026-03-15"}
    assert check() == []


def test_a_cancelled_request_is_owed_by_nobody_and_the_units_are_told(request_open, answer, county, people, at):
    reported(answer_of(request_open, county.unit), people.liaison, people.leader, at)
    cancelled = cancel_request(request=request_open, actor=people.staff, at=at + timedelta(days=1), reason="省里已有数据")
    stands = dict(cancelled.submissions.values_list("unit__short_name", "status"))
    assert (cancelled.status, cancelled.end_reason, running()) == (RequestStatus.CANCELLED, "省里已有数据", 0)
    assert stands == {"水利局": "reported", "林业局": "cancelled"}
    told = Message.objects.filter(title__startswith="已撤销：", channel="in_app")
    assert {people.liaison, people.outsider} <= {message.recipient for message in told}
    assert check() == []


def test_a_unit_reads_what_became_of_a_cancelled_request(request_open, answer, people, client_for, at):
    reported(answer, people.liaison, people.leader, at)
    cancel_request(request=request_open, actor=people.staff, at=at, reason="省里已有数据")
    page = client_for(people.liaison).get(Message.objects.get(recipient=people.liaison, channel="in_app", title__startswith="已撤销：").url, follow=True)
    assert page.redirect_chain[-1][0] == answer.get_absolute_url()
    assert "任务已撤销，不用再报送。理由：省里已有数据" in page.content.decode()


def test_a_draft_is_cancelled_without_anyone_being_told(county, people, at):
    cancel_request(request=drafted(people.staff, at, [county.unit]), actor=people.staff, at=at, reason="不报了")
    assert not Message.objects.exists()


@pytest.mark.parametrize("act", [close_request, lambda **given: cancel_request(reason="不报了", **given)])
def test_units_end_nothing(request_open, people, at, act):
    with pytest.raises(PermissionDenied):
        act(request=request_open, actor=people.liaison, at=at)


def test_nothing_is_handed_in_after_the_end(request_open, answer, people, at):
    filled(answer, people.liaison, at)
    close_request(request=request_open, actor=people.staff, at=at)
    with pytest.raises(DomainError, match="已办结，不能"):
        hand_in(submission=answer, actor=people.liaison, at=at)


def test_ending_costs_the_same_for_three_units_and_for_thirty(people, at):
    def cost(count: int) -> list[int]:
        request, costs = opened(people.staff, at, UnitFactory.create_batch(count)), []
        for act in (close_request, reopen_request, partial(cancel_request, reason="不报了")):
            with CaptureQueriesContext(connection) as asked:
                act(request=request, actor=people.staff, at=at)
            costs.append(len(asked))
        return costs

    assert cost(3) == cost(30)
    assert running() == 0
    assert check() == []


def test_a_request_does_not_end_over_a_correction_that_was_asked_for(answer, people, at):
    accepted = accept(submission=reported(answer, people.liaison, people.leader, at), actor=people.staff, at=at)
    ask_correction(submission=accepted, actor=people.liaison, at=at, reason="人数填错")

    with pytest.raises(DomainError, match="还有 1 个单位申请更正，答复后才能办结。"):
        close_request(request=answer.request, actor=people.staff, at=at)
