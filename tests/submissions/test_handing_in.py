"""报送: through the unit's leader where asked, late or in time, and back again before it is judged."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import DomainError, IllegalTransition, StaleForm
from core.notices.actions import deadline_of
from core.notices.models import Message
from submissions.actions.handing_in import approve_hand_in, hand_in, send_back, withdraw
from submissions.actions.review import return_submission
from submissions.integrity import check
from submissions.models import Submission
from submissions.workflow import SubmissionAct, SubmissionStatus
from tests.factories.accounts import UserFactory
from tests.factories.submissions import ROW, answer_of, filled, opened, reported


@pytest.fixture
def direct(county, people, at):
    """An answer that needs no approval inside the unit."""
    return answer_of(opened(people.staff, at, [county.unit], needs_approval=False), county.unit)


def test_it_waits_for_the_leader_who_is_told(answer, people, at):
    handed = hand_in(submission=filled(answer, people.liaison, at), actor=people.liaison, at=at)
    assert (handed.status, handed.filed_by, handed.reported_at, handed.hand_ins.count()) == (SubmissionStatus.UNIT_REVIEW, people.liaison, None, 0)
    assert deadline_of(handed, "submission").is_open
    assert Message.objects.filter(recipient=people.leader, title__startswith="待审核：").exists()


def test_without_approval_it_goes_straight_to_the_bureau(direct, people, at):
    handed = hand_in(submission=filled(direct, people.liaison, at), actor=people.liaison, at=at)
    assert (handed.status, handed.reported_at, handed.approved_by) == (SubmissionStatus.REPORTED, at, None)
    assert not deadline_of(handed, "submission").is_open


@pytest.mark.parametrize("role", ["staff", "leader"])
def test_only_those_who_fill_in_hand_in(answer, people, at, role):
    filled(answer, people.liaison, at)
    with pytest.raises(PermissionDenied):
        hand_in(submission=answer, actor=getattr(people, role), at=at)


def test_an_old_page_hands_nothing_in(direct, people, at):
    filled(direct, people.liaison, at)
    with pytest.raises(StaleForm):
        hand_in(submission=direct, actor=people.liaison, at=at, seen=1)


def test_whoever_wrote_it_before_a_hand_over_does_not_approve(answer, county, people, at):
    colleague = UserFactory(role="dept_liaison", unit=county.unit)
    twin = UserFactory(role="dept_leader", unit=county.unit, person_key=people.liaison.person_key)
    handed = hand_in(submission=filled(answer, people.liaison, at), actor=colleague, at=at)

    with pytest.raises(DomainError, match="填报人不能审核"):
        approve_hand_in(submission=handed, actor=twin, at=at)
    assert SubmissionAct.APPROVE not in handed.acts_for(twin)


def test_the_same_person_under_another_account_does_not_approve(answer, county, people, at):
    twin = UserFactory(role="dept_leader", unit=county.unit, person_key=people.liaison.person_key)
    handed = hand_in(submission=filled(answer, people.liaison, at), actor=people.liaison, at=at)
    with pytest.raises(DomainError, match="填报人不能审核"):
        approve_hand_in(submission=handed, actor=twin, at=at)
    handed.refresh_from_db()
    assert handed.status == SubmissionStatus.UNIT_REVIEW
    assert "approve" not in handed.acts_for(twin)
    assert "approve" in handed.acts_for(people.leader)


@pytest.mark.parametrize(("days", "is_late"), [(10, False), (11, True)])
def test_the_day_itself_is_in_time_and_the_next_one_late(direct, people, at, days, is_late):
    handed = reported(direct, people.liaison, people.leader, at + timedelta(days=days))
    assert (handed.is_late, handed.hand_ins.get().is_late, "迟报" in handed.state_words) == (is_late, is_late, is_late)


def test_lateness_is_that_of_the_day_it_leaves_the_unit(answer, people, at):
    handed = hand_in(submission=filled(answer, people.liaison, at), actor=people.liaison, at=at)
    assert approve_hand_in(submission=handed, actor=people.leader, at=at + timedelta(days=11)).is_late


def test_late_once_is_late_however_often_it_is_handed_in_again(direct, people, at):
    late = at + timedelta(days=12)
    handed = reported(direct, people.liaison, people.leader, late)
    returned = return_submission(submission=handed, actor=people.staff, at=late, reason="合计不符", due_on=late.date() + timedelta(days=3))
    assert reported(returned, people.liaison, people.leader, late, {**ROW, "people": "1"}).is_late


def test_a_late_version_withdrawn_leaves_no_lateness_when_it_never_counted(direct, people, at):
    handed = reported(direct, people.liaison, people.leader, at + timedelta(days=11))
    back = withdraw(submission=handed, actor=people.liaison, at=at + timedelta(days=11))
    assert (back.is_late, back.reported_at, back.first_reported_at, back.filed_by) == (False, None, None, None)
    assert back.hand_ins.get().withdrawn_at is not None
    assert str(deadline_of(back, "submission").due_on) == "2026-03-15"
    assert check() == []


def test_taking_it_back_from_the_leader_leaves_what_the_bureau_returned(answer, people, at):
    handed = reported(answer, people.liaison, people.leader, at)
    later = at + timedelta(days=1)
    returned = return_submission(submission=handed, actor=people.staff, at=later, reason="合计不符", due_on=later.date() + timedelta(days=9))
    hand_in(submission=returned, actor=people.liaison, at=later)

    back = withdraw(submission=returned, actor=people.liaison, at=later)

    assert (back.status, back.reason, back.first_reported_at) == (SubmissionStatus.RETURNED, "合计不符", at)
    assert back.hand_ins.get().withdrawn_at is None
    assert check() == []


def test_taking_it_back_from_the_bureau_leaves_what_the_bureau_returned(direct, people, at):
    handed = reported(direct, people.liaison, people.leader, at)
    returned = return_submission(submission=handed, actor=people.staff, at=at, reason="合计不符", due_on=at.date() + timedelta(days=9))
    again = hand_in(submission=returned, actor=people.liaison, at=at)
    assert (again.status, again.reason) == (SubmissionStatus.REPORTED, "")

    back = withdraw(submission=again, actor=people.liaison, at=at)

    assert (back.status, back.reason, back.is_sent_back) == (SubmissionStatus.RETURNED, "合计不符", True)


def test_what_the_leader_sends_back_is_no_return_of_the_bureau(answer, people, at):
    handed = hand_in(submission=filled(answer, people.liaison, at), actor=people.liaison, at=at)
    sent = send_back(submission=handed, actor=people.leader, at=at, reason="人数再核一遍")
    assert (sent.status, sent.is_sent_back) == (SubmissionStatus.DUE, True)

    returned = return_submission(
        submission=reported(sent, people.liaison, people.leader, at), actor=people.staff, at=at, reason="合计不符", due_on=at.date() + timedelta(days=9)
    )
    again = hand_in(submission=returned, actor=people.liaison, at=at)
    sent = send_back(submission=again, actor=people.leader, at=at, reason="还是不对")
    assert (sent.status, sent.reason) == (SubmissionStatus.RETURNED, "还是不对")


def test_what_was_accepted_is_not_taken_back(direct, people, at):
    from_bureau = reported(direct, people.liaison, people.leader, at)
    from_bureau.status = SubmissionStatus.ACCEPTED
    from_bureau.reviewed_by, from_bureau.reviewed_at = people.staff, at
    from_bureau.save()
    with pytest.raises(IllegalTransition):
        withdraw(submission=from_bureau, actor=people.liaison, at=at)


def test_the_leader_sends_back_with_a_reason_and_the_day_stays(answer, people, at):
    handed = hand_in(submission=filled(answer, people.liaison, at), actor=people.liaison, at=at)
    sent = send_back(submission=handed, actor=people.leader, at=at, reason="人数再核一遍")
    assert (sent.status, sent.reason, str(sent.due_on), sent.hand_ins.count()) == (SubmissionStatus.DUE, "人数再核一遍", "2026-03-15", 0)
    assert Message.objects.filter(recipient=people.liaison, title__startswith="被退回：", body__contains="人数再核一遍。").exists()


def test_a_nil_report_is_a_version_of_its_own(direct, people, at):
    handed = hand_in(submission=direct, actor=people.liaison, at=at, is_nil=True)
    assert (handed.state_words, handed.hand_ins.get().is_nil, handed.steps.last().label) == ("零报告", True, "零报告")


def test_a_nil_report_is_refused_where_rows_stand_or_where_it_is_not_taken(direct, county, people, at):
    filled(direct, people.liaison, at)
    with pytest.raises(DomainError, match="不是空的"):
        hand_in(submission=direct, actor=people.liaison, at=at, is_nil=True)
    strict = answer_of(opened(people.staff, at, [county.unit], allows_nil=False), county.unit)
    with pytest.raises(DomainError, match="不接受零报告"):
        hand_in(submission=strict, actor=people.liaison, at=at, is_nil=True)


def test_another_units_liaison_cannot_hand_it_in(answer, people, at):
    with pytest.raises(Submission.DoesNotExist):
        hand_in(submission=answer, actor=people.outsider, at=at)


def test_what_was_filled_in_beforehand_does_not_hinder_a_nil_report(answer, people, at):
    Submission.objects.filter(pk=answer.pk).update(answer={"rows": [ROW]}, prefilled=4)

    handed = approve_hand_in(submission=hand_in(submission=answer, actor=people.liaison, at=at, is_nil=True), actor=people.leader, at=at)

    assert (handed.is_nil, handed.hand_ins.get().answer, handed.answer) == (True, {}, {"rows": [ROW]})
