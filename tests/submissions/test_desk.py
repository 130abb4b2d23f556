"""工作台: what waits for each of them."""

from __future__ import annotations

from datetime import timedelta

from submissions.actions.handing_in import hand_in
from submissions.actions.review import accept, ask_correction, return_submission
from submissions.desk import figures, tasks
from tests.factories.accounts import UserFactory
from tests.factories.submissions import answer_of, drafted, filled, opened, reported


def titles(user, on) -> list[str]:
    return [task.title for task in tasks(user, on)]


def test_the_bureau_sends_out_reviews_and_urges_by_request(request_open, answer, county, people, at):
    drafted(people.staff, at, [county.unit], title="季度表")
    reported(answer, people.liaison, people.leader, at)
    assert titles(people.staff, at.date()) == ["审核报送件 1 件：培训情况统计表", "下发报送任务：季度表"]
    late = at.date() + timedelta(days=11)
    assert titles(people.staff, late)[:2] == ["审核报送件 1 件：培训情况统计表", "催办未报单位 1 个：培训情况统计表"]


def test_a_correction_asked_for_waits_on_the_bureaus_desk(request_open, answer, people, at):
    accepted = accept(submission=reported(answer, people.liaison, people.leader, at), actor=people.staff, at=at)
    ask_correction(submission=accepted, actor=people.liaison, at=at, reason="多填")
    assert titles(people.staff, at.date()) == ["处理更正申请 1 件：培训情况统计表"]


def test_the_unit_fills_in_the_leader_approves_and_the_filer_waits(answer, county, people, at):
    assert titles(people.liaison, at.date()) == ["报送：培训情况统计表"]
    assert titles(people.leader, at.date()) == []
    hand_in(submission=filled(answer, people.liaison, at), actor=people.liaison, at=at)
    twin = UserFactory(role="dept_leader", unit=county.unit, person_key=people.liaison.person_key)
    assert (titles(people.liaison, at.date()), titles(twin, at.date()), titles(people.leader, at.date())) == ([], [], ["审核报送件：培训情况统计表"])


def test_what_was_returned_says_so(answer, people, at):
    handed = reported(answer, people.liaison, people.leader, at)
    return_submission(submission=handed, actor=people.staff, at=at, reason="不符", due_on=at.date())
    assert titles(people.liaison, at.date()) == ["补正报送件：培训情况统计表"]


def test_a_desk_costs_the_same_with_more_answers(request_open, county, people, at, django_assert_num_queries):
    for _ in range(3):
        reported(answer_of(opened(people.staff, at, [county.unit]), county.unit), people.liaison, people.leader, at)
        opened(people.staff, at, [county.unit])
    with django_assert_num_queries(1):
        tasks(people.staff, at.date())
    people.liaison.unit_ids()
    with django_assert_num_queries(1):
        tasks(people.liaison, at.date())


def test_figures_count_what_waits(request_open, answer, county, people, at):
    reported(answer, people.liaison, people.leader, at)
    assert [(tally.label, tally.rows.count()) for tally in figures(people.staff, at.date())] == [("待审核报送件", 1)]
    assert [(tally.label, tally.rows.count()) for tally in figures(people.outsider, at.date())] == [("应报未报", 1)]
    assert figures(county.people["reviewer"], at.date()) == []
