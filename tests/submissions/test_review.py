"""审核报送件: accept, return, open again for a correction, exempt, demand, extend."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import DomainError, IllegalTransition
from core.notices.actions import deadline_of
from core.notices.models import Message
from submissions.actions import review
from submissions.actions.ending import close_request
from submissions.integrity import check
from submissions.workflow import SubmissionStatus
from tests.factories.accounts import UserFactory
from tests.factories.submissions import ROW, reported


@pytest.fixture
def handed(answer, people, at):
    return reported(answer, people.liaison, people.leader, at)


@pytest.fixture
def accepted(handed, people, at):
    return review.accept(submission=handed, actor=people.staff, at=at)


@pytest.mark.parametrize("role", ["boss", "liaison", "leader"])
def test_only_the_supervising_staff_judge(handed, people, at, role):
    with pytest.raises(PermissionDenied):
        review.accept(submission=handed, actor=getattr(people, role), at=at)
    with pytest.raises(PermissionDenied):
        review.return_submission(submission=handed, actor=getattr(people, role), at=at, reason="不符", due_on=at.date())


@pytest.mark.parametrize("part", ["filed_by", "saved_by", "approved_by"])
def test_whoever_wrote_it_or_let_it_leave_does_not_judge_it(handed, county, people, at, part):
    writer = UserFactory(unit=county.unit)
    type(handed).objects.filter(pk=handed.pk).update(**{part: writer})
    twin = UserFactory(role="bureau_staff", unit=county.bureau, person_key=writer.person_key)

    with pytest.raises(DomainError, match="填报人不能审核"):
        review.accept(submission=handed, actor=twin, at=at)


def test_whoever_filled_it_in_under_another_account_does_not_judge_it(handed, county, people, at):
    twin = UserFactory(role="bureau_staff", unit=county.bureau, person_key=people.liaison.person_key)
    with pytest.raises(DomainError, match="填报人不能审核"):
        review.accept(submission=handed, actor=twin, at=at)
    assert handed.acts_for(twin) == []


def test_an_answer_is_judged_once(accepted, people, at):
    with pytest.raises(IllegalTransition, match="已由"):
        review.accept(submission=accepted, actor=people.staff, at=at)


def test_accepting_tells_the_unit_and_settles_what_was_said_before(handed, people, at):
    earlier = Message.objects.filter(recipient=people.leader, title__startswith="待审核：")
    review.accept(submission=handed, actor=people.staff, at=at + timedelta(minutes=1), opinion="数据清楚")
    assert not earlier.filter(settled_at=None, read_at=None).exists()
    assert Message.objects.filter(recipient=people.liaison, title__startswith="审核通过：", settled_at=None).exists()


def test_a_return_needs_a_day_to_come_and_runs_a_new_clock(handed, people, at):
    with pytest.raises(DomainError, match="不能早于今天"):
        review.return_submission(submission=handed, actor=people.staff, at=at, reason="不符", due_on=at.date() - timedelta(days=1))
    returned = review.return_submission(submission=handed, actor=people.staff, at=at, reason="不符", due_on=at.date() + timedelta(days=4))
    clock = deadline_of(returned, "submission")
    assert (clock.is_open, str(clock.due_on), clock.start_event) == (True, "2026-03-09", "退回")
    assert Message.objects.filter(recipient=people.liaison, body__contains="退回理由：不符。").exists()


def test_the_unit_asks_for_a_correction_and_keeps_what_was_accepted(accepted, people, at):
    asked = review.ask_correction(submission=accepted, actor=people.liaison, at=at, reason="人数多填 2 人")
    assert (asked.status, asked.correction, asked.steps.last().label) == (SubmissionStatus.ACCEPTED, "人数多填 2 人", "申请更正")
    opened = review.reopen_for_correction(submission=asked, actor=people.staff, at=at, reason="同意更正", due_on=at.date())
    again = reported(opened, people.liaison, people.leader, at, {**ROW, "people": "40"})
    review.accept(submission=again, actor=people.staff, at=at)
    assert [one.rows[0]["people"] for one in again.hand_ins.filter(accepted_at__isnull=False)] == ["42", "40"]
    assert check() == []


def test_no_correction_is_asked_of_what_is_not_accepted_or_is_over(handed, people, at):
    with pytest.raises(IllegalTransition, match="现为“已报”"):
        review.ask_correction(submission=handed, actor=people.liaison, at=at, reason="更正")
    with pytest.raises(PermissionDenied):
        review.ask_correction(submission=handed, actor=people.staff, at=at, reason="更正")
    done = review.accept(submission=handed, actor=people.staff, at=at)
    done.request.submissions.exclude(pk=done.pk).get()
    close_request(request=done.request, actor=people.staff, at=at)
    with pytest.raises(IllegalTransition, match="已经办结"):
        review.ask_correction(submission=done, actor=people.liaison, at=at, reason="更正")


def test_an_exempt_unit_owes_nothing_until_it_is_asked_again(answer, people, at):
    exempt = review.exempt(submission=answer, actor=people.staff, at=at, reason="本年未办班")
    assert (exempt.state_words, deadline_of(exempt, "submission").is_open) == ("免报", False)
    assert check() == []
    asked = review.demand(submission=exempt, actor=people.staff, at=at, due_on=at.date() + timedelta(days=2))
    assert (asked.state_words, asked.reason, str(deadline_of(asked, "submission").due_on)) == ("未报", "", "2026-03-07")
    assert check() == []


def test_what_was_handed_in_is_not_exempt(handed, people, at):
    with pytest.raises(IllegalTransition):
        review.exempt(submission=handed, actor=people.staff, at=at, reason="免报")


def test_an_extension_moves_this_units_day_alone(answer, request_open, people, at):
    moved = review.extend(submission=answer, actor=people.staff, at=at, due_on=at.date() + timedelta(days=20), reason="系统切换")
    assert (str(moved.due_on), str(deadline_of(moved, "submission").due_on)) == ("2026-03-25", "2026-03-25")
    assert {str(row.due_on) for row in request_open.submissions.exclude(pk=moved.pk)} == {"2026-03-15"}
    assert not reported(moved, people.liaison, people.leader, at + timedelta(days=15)).is_late
    assert check() == []


def test_an_extension_is_for_those_who_owe_and_goes_forward(handed, answer, people, at):
    with pytest.raises(IllegalTransition, match="不需要延期"):
        review.extend(submission=handed, actor=people.staff, at=at, due_on=at.date() + timedelta(days=20), reason="延期")
    with pytest.raises(PermissionDenied):
        review.extend(submission=answer, actor=people.liaison, at=at, due_on=at.date() + timedelta(days=20), reason="延期")


def test_who_judges_reads_what_changed_since_the_version_before(answer, handed, people, client_for, at):
    assert client_for(people.staff).get(answer.get_absolute_url()).context["since"] is None
    accepted = review.accept(submission=handed, actor=people.staff, at=at)
    opened_again = review.reopen_for_correction(submission=accepted, actor=people.staff, at=at, reason="误", due_on=at.date() + timedelta(days=9))
    reported(opened_again, people.liaison, people.leader, at, {**ROW, "people": "43"})

    page = client_for(people.staff).get(answer.get_absolute_url())

    before, changes, count = page.context["since"]
    assert (before.number, [(change.before, change.after) for change in changes], count) == (1, [("42", "43")], 1)
    assert "与第 1 次报送相比" in page.content.decode()
    assert client_for(people.liaison).get(answer.get_absolute_url()).context["since"] is None


def test_what_nobody_has_handled_names_nobody(answer, people, at):
    with pytest.raises(IllegalTransition, match="该事项现为“未报”，不能审核通过"):
        review.accept(submission=answer, actor=people.staff, at=at)
