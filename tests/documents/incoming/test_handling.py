"""分办、改派、期限、进展、回复、办结、重新办理."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from core.errors import DomainError, IllegalTransition, StaleForm
from core.notices.actions import deadlines_for
from core.notices.models import Message
from core.workflow import next_status
from documents.incoming import actions
from documents.incoming.integrity import check
from documents.incoming.models import Incoming
from documents.incoming.workflow import STAYS, TRANSITIONS, Act, Status
from tests.documents.incoming.conftest import DUE, paper

LEGAL = {(status, act) for act, rule in TRANSITIONS.items() for status in rule.sources}


def _titles(person):
    return [message.title for message in Message.objects.inbox(person).unread()]


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("act", TRANSITIONS)
def test_only_listed_transitions_pass(act, status):
    if (status, act) in LEGAL:
        assert (next_status(TRANSITIONS, act, status) or status) in set(Status)
    else:
        with pytest.raises(IllegalTransition):
            next_status(TRANSITIONS, act, status)


def test_nothing_follows_a_voided_paper():
    assert {act for act, rule in TRANSITIONS.items() if Status.VOIDED in rule.sources} == set()
    assert {act for act, rule in TRANSITIONS.items() if rule.target == STAYS} == {
        Act.EDIT,
        Act.INSTRUCT,
        Act.RECORD_INSTRUCTION,
        Act.SET_DEADLINE,
        Act.LINK,
    }


def test_assigning_gives_the_paper_and_its_day_to_a_person(assigned, colleague):
    deadline = deadlines_for(assigned).get()

    assert (assigned.status, assigned.handler, deadline.assignee) == (Status.ASSIGNED, colleague, colleague)
    assert _titles(colleague) == ["新任务：收文〔2026〕1号 关于报送涉企行政检查整治情况的通知"]
    assert assigned.steps.last().note == "承办人许静文"
    assert check() == []


def test_a_paper_may_be_handed_out_as_it_is_registered(inspector, colleague, third, at):
    made = actions.register(paper=paper(), actor=inspector, at=at, handler=colleague, co_handlers=[third])

    assert (made.status, made.handler, list(made.co_handlers.all())) == (Status.ASSIGNED, colleague, [third])
    assert _titles(third) == ["新任务：收文〔2026〕1号 关于报送涉企行政检查整治情况的通知"]


def test_only_people_of_the_bureau_handle_papers(registered, inspector, leader, unit_member, at):
    for person in (leader, unit_member):
        with pytest.raises(DomainError, match=f"{person}没有办理收文的岗位"):
            actions.assign(incoming=registered, actor=inspector, at=at, handler=person)


def test_nobody_helps_himself(registered, inspector, colleague, at):
    with pytest.raises(DomainError, match="不用再列为协办人"):
        actions.assign(incoming=registered, actor=inspector, at=at, handler=colleague, co_handlers=[colleague])


def test_leaders_hand_out_too_so_that_a_closed_paper_never_lies_without_hands(confidential, leader, third, at):
    assert actions.reassign(incoming=confidential, actor=leader, at=at, handler=third, reason="原承办人调离").handler == third


def test_who_holds_no_power_hands_nothing_out(registered, unit_member, colleague, at):
    with pytest.raises(PermissionDenied):
        actions.assign(incoming=registered, actor=unit_member, at=at, handler=colleague)


def test_reassigning_tells_both_and_moves_the_day_along(assigned, inspector, colleague, third, at):
    later = at + timedelta(minutes=5)
    moved = actions.reassign(incoming=assigned, actor=inspector, at=later, handler=third, reason="许静文外出培训")

    assert (moved.handler, deadlines_for(moved).get().assignee) == (third, third)
    assert _titles(colleague) == ["已改派：收文〔2026〕1号"]
    assert moved.steps.last().note == "承办人程远。理由：许静文外出培训"
    assert check() == []


def test_reassigning_needs_a_reason_and_a_change(assigned, inspector, colleague, third, at):
    with pytest.raises(DomainError, match="请填写理由"):
        actions.reassign(incoming=assigned, actor=inspector, at=at, handler=third, reason=" ")
    with pytest.raises(DomainError, match="没有变化"):
        actions.reassign(incoming=assigned, actor=inspector, at=at, handler=colleague, reason="再办")


def test_the_handler_alone_sends_a_paper_back(assigned, inspector, colleague, at):
    with pytest.raises(PermissionDenied):
        actions.send_back(incoming=assigned, actor=inspector, at=at, reason="不归我")

    back = actions.send_back(incoming=assigned, actor=colleague, at=at, reason="应由复议岗办理")

    assert (back.status, back.handler, deadlines_for(back).open().get().assignee) == (Status.REGISTERED, None, None)
    assert _titles(inspector) == ["被退回：收文〔2026〕1号 关于报送涉企行政检查整治情况的通知"]
    assert check() == []


def test_a_day_is_put_off_or_brought_forward_with_a_reason(assigned, inspector, colleague, at):
    later = actions.set_deadline(incoming=assigned, actor=inspector, at=at, due_on=date(2026, 3, 27), reason="县政府办同意")
    sooner = actions.set_deadline(incoming=later, actor=inspector, at=at, due_on=date(2026, 3, 10), reason="领导要求提前")

    deadline = deadlines_for(sooner).get()
    assert (sooner.due_on, deadline.due_on) == (date(2026, 3, 10), date(2026, 3, 10))
    assert [(change.old_due_on, change.new_due_on, change.kind) for change in deadline.changes.all()] == [
        (DUE, date(2026, 3, 27), "extend"),
        (date(2026, 3, 27), date(2026, 3, 10), "change"),
    ]
    assert _titles(colleague).count("期限调整：收文〔2026〕1号 关于报送涉企行政检查整治情况的通知") == 2
    assert check() == []


def test_a_day_may_be_set_later(inspector, colleague, at):
    plain = actions.register(paper=paper(), actor=inspector, at=at, handler=colleague)

    dated = actions.set_deadline(incoming=plain, actor=inspector, at=at, due_on=DUE, reason="来文补发通知")

    assert (deadlines_for(dated).get().due_on, dated.steps.last().note) == (DUE, "设为2026-03-20。理由：来文补发通知")


@pytest.mark.parametrize(("day", "reason", "sentence"), [(DUE, "x", "没有变化"), (date(2026, 3, 1), "x", "不能早于"), (date(2026, 3, 27), "", "请填写理由")])
def test_a_day_is_not_set_without_sense(assigned, inspector, at, day, reason, sentence):
    with pytest.raises(DomainError, match=sentence):
        actions.set_deadline(incoming=assigned, actor=inspector, at=at, due_on=day, reason=reason)


def test_progress_puts_the_paper_in_hand(assigned, colleague, at):
    going = actions.note_progress(incoming=assigned, actor=colleague, at=at, text="已发函各部门。")

    assert (going.status, going.steps.last().note) == (Status.HANDLING, "已发函各部门。")
    with pytest.raises(DomainError, match="请填写办理进展"):
        actions.note_progress(incoming=going, actor=colleague, at=at, text=" ")


def test_who_has_nothing_to_do_with_it_writes_nothing_down(assigned, leader, at):
    for act, words in ((actions.note_progress, {"text": "x"}), (actions.reply, {"answer": "x"}), (actions.close, {"result": "x"})):
        with pytest.raises(PermissionDenied):
            act(incoming=assigned, actor=leader, at=at, **words)


def test_an_answer_that_went_out_meets_the_day(replied, inspector):
    assert (replied.status, replied.answer) == (Status.REPLIED, "县政府办，明司函〔2026〕8号")
    assert deadlines_for(replied).get().done_on == date(2026, 3, 5)
    assert _titles(inspector) == ["已回复：收文〔2026〕1号 关于报送涉企行政检查整治情况的通知"]
    assert check() == []


def test_closing_keeps_the_result_and_what_went_out(closed):
    assert (closed.status, closed.result, closed.answer) == (Status.CLOSED, "已汇总报送。", "明司函〔2026〕8号")
    assert deadlines_for(closed).get().done_on == date(2026, 3, 5)
    assert check() == []


def test_closing_without_a_result_is_refused(assigned, colleague, at):
    with pytest.raises(DomainError, match="请填写办理结果"):
        actions.close(incoming=assigned, actor=colleague, at=at, result=" ")


def test_what_waits_for_a_leader_is_not_closed(inspector, colleague, leader, at):
    made = actions.register(paper=paper(is_for_instruction=True), actor=inspector, at=at, handler=colleague)
    with pytest.raises(DomainError, match="还在等领导批示"):
        actions.close(incoming=made, actor=colleague, at=at, result="已办。")

    written = actions.instruct(incoming=made, actor=leader, at=at, text="请阅办。")

    assert actions.close(incoming=written, actor=colleague, at=at, result="已办。").status == Status.CLOSED


def test_an_answer_that_is_not_enough_is_returned(replied, inspector, colleague, at):
    again = actions.return_for_rework(incoming=replied, actor=inspector, at=at + timedelta(minutes=5), reason="数据不全", due_on=date(2026, 3, 12))

    assert (again.status, again.answer, again.replied_at, again.due_on) == (Status.HANDLING, "", None, date(2026, 3, 12))
    assert deadlines_for(again).open().get().due_on == date(2026, 3, 12)
    assert _titles(colleague)[0] == "退回重办：收文〔2026〕1号 关于报送涉企行政检查整治情况的通知"
    assert check() == []


def test_reopening_hands_a_closed_paper_out_anew(closed, inspector, third, at):
    again = actions.reopen(incoming=closed, actor=inspector, at=at, reason="县政府办要求补充", handler=third)

    assert (again.status, again.handler, again.result, again.due_on) == (Status.ASSIGNED, third, "", None)
    assert "已汇总报送。" in [step.note for step in again.steps.all()]
    assert _titles(third) == ["新任务：收文〔2026〕1号 关于报送涉企行政检查整治情况的通知"]
    assert check() == []


def test_the_second_of_two_at_once_is_told(assigned, inspector, colleague, at):
    seen = assigned.version
    actions.note_progress(incoming=assigned, actor=colleague, at=at, text="已发函。", version=seen)

    with pytest.raises(StaleForm, match="许静文于2026-03-05 14:32登记进展，现为“承办中”"):
        actions.close(incoming=assigned, actor=inspector, at=at, result="已办。", version=seen)
    assert Incoming.objects.get().status == Status.HANDLING
