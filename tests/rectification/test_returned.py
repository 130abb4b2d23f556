"""退回: whoever sent a report back, the unit is told why, on the page, on the desk and in 办理记录."""

from datetime import date, timedelta

import pytest

from core.audit.models import AuditEntry
from core.notices.models import Message
from core.notices.texts import full_day
from rectification import actions
from rectification.desk import tasks
from rectification.story import steps_of, story_of
from rectification.workflow import Status

pytestmark = pytest.mark.django_db
WHY = "第二项没有附审核意见原件"


@pytest.fixture
def sent_back(answered, unit_member, unit_leader, at):
    """待送审: the unit's own leader wants it changed."""
    actions.submit_report(order=answered, actor=unit_member, at=at)
    return actions.send_back(order=answered, actor=unit_leader, at=at + timedelta(hours=1), reason=WHY)


def titles(order):
    return [event.title for event in story_of(order)]


def test_a_report_sent_back_inside_the_unit_says_why_on_its_page(sent_back, unit_member, client_for):
    assert f"退回理由：{WHY}" in client_for(unit_member).get(sent_back.get_absolute_url()).content.decode()


def test_all_liaisons_are_told_what_to_mend_and_until_when(sent_back, unit_member):
    body = Message.objects.filter(recipient=unit_member, title__startswith="被退回：").get().body

    assert WHY in body
    assert f"请于{full_day(sent_back.due_on)}前补正后重新报送" in body


def test_a_report_sent_back_is_a_returned_matter_on_the_desk_until_it_is_filed_again(sent_back, unit_member, at):
    kinds = [task.kind for task in tasks(unit_member, at.date())]
    actions.note_progress(order=sent_back, actor=unit_member, at=at, text="正在补")
    still = [task.kind for task in tasks(unit_member, at.date())]
    actions.submit_report(order=sent_back, actor=unit_member, at=at)

    assert (kinds, still, tasks(unit_member, at.date())) == (["退回件"], ["退回件"], [])


def test_the_record_keeps_every_report_and_every_return(sent_back, unit_member, unit_leader, inspector, at):
    actions.submit_report(order=sent_back, actor=unit_member, at=at + timedelta(hours=2))
    actions.approve_report(order=sent_back, actor=unit_leader, at=at + timedelta(hours=3))
    order = actions.return_order(order=sent_back, actor=inspector, at=at + timedelta(hours=4), reason="缺原件")

    assert titles(order)[:5] == ["退回整改，理由：缺原件", "单位审核通过，报送司法局", "送审整改报告", f"单位退回修改，理由：{WHY}", "送审整改报告"]


def test_the_record_names_who_signed_and_who_filed_the_plan(answered, unit_member):
    notes = {event.title: event.note for event in story_of(answered)}

    assert notes["签收"].endswith(str(unit_member))
    assert notes["报送整改方案"].endswith(str(unit_member))


def test_an_order_handled_before_the_record_named_acts_is_told_from_its_columns(order, at):
    order.status, order.acknowledged_at, order.plan_on = Status.PLAN_SUBMITTED, at, at.date()
    order.save(update_fields=["status", "acknowledged_at", "plan_on"])

    assert titles(order)[:2] == ["报送整改方案", "签收"]


def test_an_extension_is_told_with_its_year_and_kept_in_the_trail(answered, unit_member, at):
    actions.request_extension(order=answered, actor=unit_member, at=at, new_due_on=date(2026, 4, 30), reason="设备未到")

    assert "申请延期至2026年4月30日" in titles(answered)
    assert AuditEntry.objects.get(act="request-extension").changes == {"due_on": [str(answered.due_on), "2026-04-30"]}


def test_the_stepper_stands_at_the_next_act_and_dates_the_past_ones(order, unit_member, at):
    def told(found):
        return [(step.label, step.state, step.note) for step in steps_of(found)[:3]]

    assert told(order) == [("下达", "done", "3月5日"), ("签收", "now", ""), ("整改方案", "later", "")]
    signed = actions.acknowledge(order=order, actor=unit_member, at=at)
    assert told(signed) == [("下达", "done", "3月5日"), ("签收", "done", "3月5日"), ("整改方案", "now", "")]
