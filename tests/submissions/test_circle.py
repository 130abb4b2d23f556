"""报送的全过程: from the request to an accepted answer, with everything that is left behind."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.errors import DomainError
from core.notices.models import Deadline
from submissions.actions.handing_in import hand_in
from submissions.actions.review import accept, reopen_for_correction, return_submission
from submissions.integrity import check
from submissions.workflow import SubmissionStatus
from tests.factories.submissions import ROW, filled, reported


def clocks() -> list[tuple[str, str, bool]]:
    return sorted((deadline.unit.short_name, str(deadline.due_on), deadline.is_open) for deadline in Deadline.objects.filter(kind="submission"))


def test_every_unit_gets_its_answer_its_deadline_and_its_first_step(request_open, county):
    rows = request_open.submissions.order_by("unit__code")
    assert [(row.unit, row.status, str(row.due_on), row.asked, row.answer) for row in rows] == [
        (county.unit, "due", "2026-03-15", 4, {"rows": []}),
        (county.other_unit, "due", "2026-03-15", 4, {"rows": []}),
    ]
    assert clocks() == [("林业局", "2026-03-15", True), ("水利局", "2026-03-15", True)]
    assert [step.label for row in rows for step in row.steps.all()] == ["下发", "下发"]
    assert check() == []


def test_an_answer_goes_through_the_unit_to_the_bureau_and_is_accepted(answer, people, at):
    later = at + timedelta(days=1)
    handed = reported(answer, people.liaison, people.leader, later)
    assert (handed.status, handed.is_late, handed.approved_by) == (SubmissionStatus.REPORTED, False, people.leader)

    accepted = accept(submission=handed, actor=people.staff, at=later)

    assert accepted.state_words == "审核通过"
    assert [(one.number, one.rows, one.accepted_at) for one in accepted.hand_ins.all()] == [(1, [ROW], later)]
    assert [step.label for step in accepted.steps.all()] == ["下发", "提交单位审核", "单位审核通过", "审核通过"]
    assert clocks() == [("林业局", "2026-03-15", True), ("水利局", "2026-03-15", False)]
    assert check() == []


def test_an_incomplete_answer_stays_with_the_unit_and_names_every_gap(answer, people, at):
    wrong = {"name": "", "held_on": "三月五日", "people": "很多", "mode": "面授"}
    with pytest.raises(DomainError) as refused:
        hand_in(submission=filled(answer, people.liaison, at, wrong), actor=people.liaison, at=at)
    assert str(refused.value).startswith("还缺 4 项：第 1 行：")
    answer.refresh_from_db()
    assert (answer.status, answer.rows) == (SubmissionStatus.DUE, [wrong])


def test_a_returned_answer_comes_again_without_having_become_late(answer, people, at):
    handed = reported(answer, people.liaison, people.leader, at)
    again = at + timedelta(days=20)
    returned = return_submission(submission=handed, actor=people.staff, at=again, reason="人数与花名册不符", due_on=again.date() + timedelta(days=3))
    assert (returned.state_words, returned.reason, str(returned.due_on)) == ("退回", "人数与花名册不符", "2026-03-28")

    second = reported(returned, people.liaison, people.leader, again, {**ROW, "people": "40"})

    assert (second.is_late, [one.rows[0]["people"] for one in second.hand_ins.all()]) == (False, ["42", "40"])
    assert check() == []


def test_a_correction_after_acceptance_keeps_the_accepted_version(answer, people, at):
    accepted = accept(submission=reported(answer, people.liaison, people.leader, at), actor=people.staff, at=at)

    opened = reopen_for_correction(submission=accepted, actor=people.staff, at=at, reason="单位申请更正", due_on=at.date())

    assert opened.status == SubmissionStatus.RETURNED
    assert [one.rows for one in opened.hand_ins.filter(accepted_at__isnull=False)] == [[ROW]]
    assert check() == []
