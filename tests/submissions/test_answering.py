"""填报: who writes, what is kept of it, and that nobody's words are written over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import IllegalTransition, StaleForm
from submissions.actions.answering import lacking, save_answer
from submissions.actions.ending import close_request
from submissions.models import Shape, Submission
from tests.factories.submissions import ROW, answer_of, filled, opened, reported


def test_the_liaison_writes_and_it_is_said_who_and_when(answer, people, at):
    saved = save_answer(submission=answer, actor=people.liaison, at=at, seen=1, rows=[ROW])
    assert (saved.rows, saved.version, saved.saved_by, saved.saved_at) == ([ROW], 2, people.liaison, at)


def test_what_is_not_given_stays(answer, people, at):
    filled(answer, people.liaison, at)
    assert save_answer(submission=answer, actor=people.liaison, at=at, seen=None, parts={"p1": "只改说明"}).rows == [ROW]


def test_saving_what_stands_there_changes_nothing(answer, people, at):
    filled(answer, people.liaison, at)
    again = filled(answer, people.liaison, at + timedelta(hours=1))
    assert (again.version, again.saved_at) == (2, at)


def test_the_second_of_two_who_opened_the_page_together_is_told(answer, people, at):
    save_answer(submission=answer, actor=people.liaison, at=at, seen=1, rows=[ROW])
    with pytest.raises(StaleForm, match="已修改本页"):
        save_answer(submission=answer, actor=people.liaison, at=at, seen=1, rows=[{**ROW, "people": "1"}])
    answer.refresh_from_db()
    assert answer.rows == [ROW]


@pytest.mark.parametrize("role", ["staff", "boss", "leader"])
def test_whoever_does_not_fill_in_may_not_save(answer, people, at, role):
    with pytest.raises(PermissionDenied):
        filled(answer, getattr(people, role), at)


def test_another_units_liaison_does_not_find_it(answer, people, at):
    with pytest.raises(Submission.DoesNotExist):
        filled(answer, people.outsider, at)


def test_nothing_is_written_while_the_bureau_has_it_or_the_request_is_over(answer, request_open, county, people, at):
    reported(answer, people.liaison, people.leader, at)
    with pytest.raises(IllegalTransition, match="现为“已报”"):
        filled(answer, people.liaison, at, {**ROW, "people": "1"})
    other = answer_of(opened(people.staff, at, [county.unit]), county.unit)
    close_request(request=other.request, actor=people.staff, at=at)
    with pytest.raises(IllegalTransition, match="现为“已办结”"):
        filled(other, people.liaison, at)


def test_a_report_lacks_its_parts_and_the_sealed_scan(county, people, at):
    parts = [{"key": "done", "heading": "主要做法"}, {"key": "next", "heading": "下一步"}]
    report = answer_of(opened(people.staff, at, [county.unit], shape=Shape.REPORT, parts=parts, needs_scan=True), county.unit)
    save_answer(submission=report, actor=people.liaison, at=at, seen=None, parts={"done": "开展培训。", "next": "  "})
    report.refresh_from_db()
    assert lacking(report) == ["报告的“下一步”部分", "盖章扫描件"]


def test_materials_asked_for_are_missed(county, people, at):
    asked = opened(people.staff, at, [county.unit], shape=Shape.FILES)
    assert lacking(answer_of(asked, county.unit)) == ["报送材料"]


def test_a_table_of_blank_rows_is_empty(answer, people, at):
    saved = filled(answer, people.liaison, at, {"name": " ", "people": ""})
    assert lacking(saved) == ["填报内容"]
