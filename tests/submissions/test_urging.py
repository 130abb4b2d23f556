"""催办: all who have not answered, once a day, with proof, at a cost that does not grow beyond the proof of each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.audit.models import AuditEntry
from core.errors import DomainError
from core.notices.models import Message
from submissions.actions.urging import foreseen, note_phone_urging, urge_missing
from tests.factories.accounts import UnitFactory, UserFactory
from tests.factories.submissions import answer_of, opened, reported


def urged_people() -> list[str]:
    return sorted(Message.objects.filter(title__contains="催办", channel="in_app").values_list("recipient__username", flat=True))


def test_only_those_who_have_not_answered_are_urged(request_open, answer, people, at):
    reported(answer, people.liaison, people.leader, at)
    said = urge_missing(request=request_open, actor=people.staff, at=at)
    assert (said.told, said.sentence) == (["林业局"], "已提醒 1 个单位。")
    assert request_open.submissions.get(unit__short_name="林业局").urged == 1
    assert AuditEntry.objects.filter(act="urge", target_kind="submissions.submissionrequest", note="林业局").count() == 1


def test_a_second_click_on_the_same_day_tells_nobody_again(request_open, people, at):
    urge_missing(request=request_open, actor=people.staff, at=at)
    said = urge_missing(request=request_open, actor=people.staff, at=at + timedelta(hours=1))
    assert said.sentence == "2 个今天已提醒过，本次跳过。"
    assert set(request_open.submissions.values_list("urged", flat=True)) == {1}


def test_before_the_click_it_is_said_whom_it_reaches(request_open, answer, county, people, client_for, at):
    day = at.date()
    assert foreseen(request_open, 2, day) == "将提醒 2 个单位的联络员。"
    urge_missing(request=request_open, actor=people.staff, at=at, only=[answer.pk])
    assert foreseen(request_open, 2, day) == "将提醒 2 个单位的联络员；其中 1 个今天已提醒过，本次跳过。"
    page = client_for(people.staff).get(request_open.get_absolute_url()).content.decode()
    assert "将提醒 2 个单位的联络员。" in page
    assert "还有 2 个单位未报，办结后不再提醒，不能再报；需要时可以恢复报送。" in page


def test_the_next_day_they_are_told_again(request_open, people, at):
    for day in (0, 1):
        urge_missing(request=request_open, actor=people.staff, at=at + timedelta(days=day))
    assert set(request_open.submissions.values_list("urged", flat=True)) == {2}


def test_one_unit_alone_can_be_urged(request_open, answer, people, at):
    assert urge_missing(request=request_open, actor=people.staff, at=at, only=[answer.pk]).told == ["水利局"]


def test_a_unit_without_anybody_is_named_to_be_called(people, at):
    request = opened(people.staff, at, [UnitFactory(short_name="档案局")])
    assert urge_missing(request=request, actor=people.staff, at=at).sentence == "档案局没有在岗的联络员，请电话催办并登记。"


def test_units_urge_nobody(request_open, people, at):
    with pytest.raises(PermissionDenied):
        urge_missing(request=request_open, actor=people.liaison, at=at)


def test_a_call_is_kept_as_proof_and_counted(answer, people, at):
    note_phone_urging(submission=answer, actor=people.staff, at=at, person="陈联络", note="答应周五前报")
    answer.refresh_from_db()
    assert answer.urged == 1
    with pytest.raises(PermissionDenied):
        note_phone_urging(submission=answer, actor=people.leader, at=at, person="陈联络", note="")


def test_nobody_is_called_about_what_was_handed_in(answer, people, at):
    reported(answer, people.liaison, people.leader, at)
    with pytest.raises(DomainError, match="不需要催办"):
        note_phone_urging(submission=answer, actor=people.staff, at=at, person="陈联络", note="")


def test_nobody_is_urged_when_all_have_answered(request_open, county, people, at):
    request_open.submissions.exclude(unit=county.unit).update(status="exempt", reason="免报")
    reported(answer_of(request_open, county.unit), people.liaison, people.leader, at)
    assert urge_missing(request=request_open, actor=people.staff, at=at).sentence == "没有未报的单位，不用催办。"


def test_urging_costs_the_same_for_ten_units_and_for_a_hundred(people, at):
    def cost(count: int) -> int:
        units = UnitFactory.create_batch(count)
        for unit in units:
            UserFactory(role="dept_liaison", unit=unit)
        request = opened(people.staff, at, units)
        with CaptureQueriesContext(connection) as asked:
            assert len(urge_missing(request=request, actor=people.staff, at=at).told) == count
        return len(asked)

    assert cost(10) == cost(100)
