"""完整性: what the check names when somebody has been at the rows."""

from __future__ import annotations

from core.notices.models import Deadline
from submissions.actions.review import accept
from submissions.integrity import check
from submissions.models import HandIn, Submission, SubmissionStep
from tests.factories.submissions import reported


def test_an_honest_request_has_nothing_to_say(request_open):
    assert check() == []


def test_an_answer_owed_without_a_clock_is_named(answer):
    Deadline.objects.filter(target_id=str(answer.pk)).delete()
    assert check() == [f"报送件 {answer.pk} 应报而没有期限"]


def test_a_clock_that_runs_on_is_named(answer, people, at):
    handed = reported(answer, people.liaison, people.leader, at)
    Deadline.objects.filter(target_id=str(answer.pk)).update(done_on=None)
    assert check() == [f"报送件 {handed.pk} 不应报而期限未办结"]


def test_a_state_that_no_act_brought_is_named(answer):
    Submission.objects.filter(pk=answer.pk).update(due_on="2026-04-01")
    assert check() == [f"报送件 {answer.pk} 的沿革与现状不符"]
    SubmissionStep.objects.filter(submission=answer).delete()
    assert check() == [f"报送件 {answer.pk} 的沿革与现状不符"]


def test_an_accepted_answer_without_a_version_is_named(answer, people, at):
    accept(submission=reported(answer, people.liaison, people.leader, at), actor=people.staff, at=at)
    HandIn.objects.update(accepted_at=None)
    assert check() == [f"报送件 {answer.pk} 审核通过而没有报送版本"]
