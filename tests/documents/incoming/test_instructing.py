"""批示: several, by leaders in person or written down from paper; none ever changed."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import DomainError
from core.notices.models import Message
from documents.incoming import actions
from documents.incoming.workflow import Act
from tests.documents.incoming.conftest import paper


@pytest.fixture
def laid_before(inspector, leader, at):
    """呈批, not handed out yet."""
    return actions.register(paper=paper(is_for_instruction=True, proposal="拟由监督科办理。"), actor=inspector, at=at)


def _titles(person):
    return [message.title for message in Message.objects.inbox(person).unread()]


def test_leaders_are_told_of_what_is_laid_before_them(laid_before, leader):
    assert _titles(leader) == ["待批示：收文〔2026〕1号 关于报送涉企行政检查整治情况的通知"]
    assert laid_before.awaits_instruction


def test_a_leader_writes_in_person(laid_before, inspector, leader, at):
    written = actions.instruct(incoming=laid_before, actor=leader, at=at, text=" 请监督科办理。 ")

    row = written.instructions.get()
    assert (row.leader, row.leader_name, row.text, row.given_on, row.is_on_paper) == (leader, "沈立诚", "请监督科办理。", date(2026, 3, 5), False)
    assert not written.awaits_instruction
    assert _titles(inspector) == ["已批示：收文〔2026〕1号 关于报送涉企行政检查整治情况的通知"]


def test_what_was_written_on_paper_is_put_down_with_its_day(laid_before, inspector, leader, at):
    written = actions.record_instruction(incoming=laid_before, actor=inspector, at=at, leader_name="县长", given_on=date(2026, 3, 4), text="请司法局牵头。")

    row = written.instructions.get()
    assert (row.leader, row.leader_name, row.given_on, row.recorded_by, row.is_on_paper) == (None, "县长", date(2026, 3, 4), inspector, True)
    assert not written.awaits_instruction


def test_several_stand_beside_one_another(laid_before, inspector, leader, at):
    actions.instruct(incoming=laid_before, actor=leader, at=at, text="请阅办。")
    actions.instruct(incoming=laid_before, actor=leader, at=at, text="并报县政府。")

    assert [row.text for row in laid_before.instructions.all()] == ["请阅办。", "并报县政府。"]


def test_staff_do_not_write_as_leaders(laid_before, inspector, leader, at):
    with pytest.raises(PermissionDenied):
        actions.instruct(incoming=laid_before, actor=inspector, at=at, text="同意。")
    with pytest.raises(PermissionDenied):
        actions.record_instruction(incoming=laid_before, actor=leader, at=at, leader_name="县长", given_on=date(2026, 3, 4), text="同意。")


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"text": " "}, "请填写批示内容"),
        ({"leader_name": " "}, "请填写批示人"),
        ({"given_on": date(2026, 3, 6)}, "不能晚于今天"),
    ],
)
def test_an_instruction_needs_words_a_name_and_a_day(laid_before, inspector, at, facts, sentence):
    whole = {"leader_name": "县长", "given_on": date(2026, 3, 4), "text": "同意。", **facts}
    with pytest.raises(DomainError, match=sentence):
        actions.record_instruction(incoming=laid_before, actor=inspector, at=at, **whole)


def test_laid_before_the_leaders_again_it_waits_again(laid_before, inspector, leader, at):
    written = actions.instruct(incoming=laid_before, actor=leader, at=at, text="请核。")
    taken = actions.edit(incoming=written, paper=paper(proposal="拟由监督科办理。"), actor=inspector, at=at)
    again = actions.edit(incoming=taken, paper=paper(is_for_instruction=True, proposal="拟复函。"), actor=inspector, at=at)

    assert (taken.awaits_instruction, again.awaits_instruction) == (False, True)


def test_what_waits_for_the_leaders_is_not_closed_as_read(laid_before, inspector, leader, at):
    assert Act.READ not in laid_before.acts_for(inspector)
    with pytest.raises(DomainError, match="还在等领导批示"):
        actions.mark_read(incoming=laid_before, actor=inspector, at=at)

    written = actions.instruct(incoming=laid_before, actor=leader, at=at, text="阅。")
    assert Act.READ in written.acts_for(inspector)
    assert actions.mark_read(incoming=written, actor=inspector, at=at).is_ended
