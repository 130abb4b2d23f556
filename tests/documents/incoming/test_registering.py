"""登记、修改、作废收文."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, connection, transaction

from core.audit.models import AuditEntry
from core.errors import DomainError, StaleForm
from core.notices.actions import deadlines_for
from core.notices.models import Message
from documents.incoming import actions
from documents.incoming.integrity import check
from documents.incoming.models import Incoming, IncomingCounter
from documents.incoming.numbers import take_incoming_number
from documents.incoming.secrecy import marking_in
from documents.incoming.workflow import Status
from tests.documents.incoming.conftest import DUE, RECEIVED, paper


def test_numbers_follow_one_another_within_a_year(inspector, at):
    first = actions.register(paper=paper(), actor=inspector, at=at)
    second = actions.register(paper=paper(sender_number=""), actor=inspector, at=at)
    last_year = actions.register(paper=paper(sender_number="", received_on=date(2025, 12, 31), paper_on=None), actor=inspector, at=at)

    assert [row.number for row in (first, second, last_year)] == ["收文〔2026〕1号", "收文〔2026〕2号", "收文〔2025〕1号"]
    assert check() == []


def test_a_refused_registration_leaves_no_gap(registered, inspector, at):
    with pytest.raises(DomainError, match="已经登记过，为收文〔2026〕1号"):
        actions.register(paper=paper(), actor=inspector, at=at)

    assert actions.register(paper=paper(sender_number="明政办函〔2026〕13号"), actor=inspector, at=at).number == "收文〔2026〕2号"


def test_numbers_go_on_after_the_paper_register(inspector, at):
    IncomingCounter.objects.create(year=2026, last=57, opened_after=57)

    with transaction.atomic():
        assert take_incoming_number(2026) == (58, "收文〔2026〕58号")
        transaction.set_rollback(True)
    assert actions.register(paper=paper(), actor=inspector, at=at).number == "收文〔2026〕58号"
    assert check() == []


def test_registering_opens_the_day_and_leaves_a_record(registered, inspector, at):
    deadline = deadlines_for(registered).get()

    assert (deadline.kind, deadline.due_on, deadline.assignee, deadline.verb, deadline.basis) == ("incoming", DUE, None, "办理", "明政办函〔2026〕12号载明")
    assert list(registered.steps.values_list("act", "actor", "status")) == [("register_incoming", inspector.pk, "registered")]
    assert AuditEntry.objects.filter(act="register_incoming", target_text="收文〔2026〕1号").count() == 1


def test_registering_asks_for_the_power(leader, unit_member, at):
    for person in (leader, unit_member):
        with pytest.raises(PermissionDenied):
            actions.register(paper=paper(), actor=person, at=at)


@pytest.mark.parametrize("text", ["秘密★1年 通知", "【机密】关于…的函", "绝 密", "明密函〔2026〕1号（秘密）"])
def test_a_marked_paper_is_refused(inspector, at, text):
    for field in ("title", "sender_number"):
        with pytest.raises(DomainError, match="非涉密系统"):
            actions.register(paper=paper(**{field: text}), actor=inspector, at=at)


@pytest.mark.parametrize("text", ["关于加强商业秘密保护的通知", "保守国家秘密法宣传方案", "数据机密性检查", "侵犯技术秘密案"])
def test_a_paper_about_secrets_is_not_marked(text):
    assert marking_in(text) == ""


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"received_on": date(2026, 3, 6)}, "收文日期不能晚于今天"),
        ({"paper_on": date(2026, 3, 5)}, "来文日期不能晚于收文日期"),
    ],
)
def test_days_out_of_order_are_refused(inspector, at, facts, sentence):
    with pytest.raises(DomainError, match=sentence):
        actions.register(paper=paper(**facts), actor=inspector, at=at)


def test_a_day_before_the_receipt_is_refused(inspector, at):
    with pytest.raises(DomainError, match="办理期限不能早于收文日期"):
        actions.register(paper=paper(), actor=inspector, at=at, due_on=date(2026, 3, 3))


def test_a_paper_for_reading_is_closed_at_once_and_shown_round(inspector, colleague, at):
    read = actions.register(paper=paper(), actor=inspector, at=at, is_for_reading=True, co_handlers=[colleague])

    assert (read.status, read.result, read.due_on) == (Status.CLOSED, "阅知，不需办理。", None)
    assert not deadlines_for(read).exists()
    assert [message.title for message in Message.objects.inbox(colleague)] == ["传阅：收文〔2026〕1号 关于报送涉企行政检查整治情况的通知"]


def test_a_paper_for_reading_has_no_day_no_handler_and_no_leader_to_wait_for(inspector, colleague, at):
    for facts in ({"due_on": DUE}, {"handler": colleague}):
        with pytest.raises(DomainError, match="阅知件"):
            actions.register(paper=paper(), actor=inspector, at=at, is_for_reading=True, **facts)
    with pytest.raises(DomainError, match="阅知件"):
        actions.register(paper=paper(is_for_instruction=True), actor=inspector, at=at, is_for_reading=True)


def test_editing_corrects_what_was_typed_and_says_what(registered, inspector, at):
    edited = actions.edit(incoming=registered, paper=paper(title="关于报送整治情况的补充通知", demand=""), actor=inspector, at=at, version=registered.version)

    assert (edited.title, edited.demand, edited.number) == ("关于报送整治情况的补充通知", "", "收文〔2026〕1号")
    assert edited.steps.last().note == "标题、办理要求"
    assert deadlines_for(edited).get().title == "收文〔2026〕1号 关于报送整治情况的补充通知"


def test_editing_refuses_who_was_overtaken(registered, inspector, colleague, at):
    actions.edit(incoming=registered, paper=paper(title="新标题"), actor=colleague, at=at, version=registered.version)

    with pytest.raises(StaleForm, match="许静文于2026-03-05 14:32修改登记"):
        actions.edit(incoming=registered, paper=paper(title="另一个标题"), actor=inspector, at=at, version=registered.version)
    assert Incoming.objects.get().title == "新标题"


def test_the_year_of_receipt_stays_with_the_number(registered, inspector, at):
    with pytest.raises(DomainError, match="应在2026年内"):
        actions.edit(incoming=registered, paper=paper(received_on=date(2025, 12, 30), paper_on=None), actor=inspector, at=at)


def test_editing_what_has_not_changed_is_refused(registered, inspector, at):
    with pytest.raises(DomainError, match="没有变化"):
        actions.edit(incoming=registered, paper=paper(), actor=inspector, at=at)


def test_a_voided_paper_keeps_its_number_and_owes_nothing(assigned, inspector, colleague, at):
    voided = actions.void(incoming=assigned, actor=inspector, at=at, reason="重复登记")

    assert (voided.status, voided.void_reason, voided.number) == (Status.VOIDED, "重复登记", "收文〔2026〕1号")
    assert not deadlines_for(voided).open().exists()
    assert Message.objects.inbox(colleague).unread().filter(title="已作废：收文〔2026〕1号").exists()
    assert actions.register(paper=paper(), actor=inspector, at=at).number == "收文〔2026〕2号"
    assert check() == []


def test_voiding_needs_a_reason_and_no_answer_gone_out(replied, registered, inspector, colleague, at):
    closed = actions.close(incoming=replied, actor=colleague, at=at, result="已报送。")
    with pytest.raises(DomainError, match="不能作废"):
        actions.void(incoming=closed, actor=inspector, at=at, reason="重复登记")
    other = actions.register(paper=paper(sender_number=""), actor=inspector, at=at)
    with pytest.raises(DomainError, match="请填写理由"):
        actions.void(incoming=other, actor=inspector, at=at, reason="  ")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("incoming_handler_with_status", {"status": "lost"}),
        ("incoming_dates_in_order", {"paper_on": date(2026, 3, 10)}),
        ("incoming_due_after_receipt", {"due_on": date(2026, 3, 1)}),
        ("incoming_handler_with_status", {"status": "assigned"}),
        ("incoming_closed_fields_together", {"status": "closed", "result": "已办。"}),
        ("incoming_closed_fields_together", {"result": "已办。"}),
        ("incoming_void_has_reason", {"void_reason": "重复"}),
    ],
)
def test_the_database_keeps_what_must_hold(registered, name, change):
    with pytest.raises(IntegrityError, match=name):
        Incoming.objects.filter(pk=registered.pk).update(**change)


def test_the_database_asks_where_the_answer_went(assigned):
    with pytest.raises(IntegrityError, match="incoming_replied_fields_together"):
        Incoming.objects.filter(pk=assigned.pk).update(status="replied")


def test_a_number_stands_once(registered, inspector, at):
    with pytest.raises(IntegrityError, match="incoming_seq_unique"):
        Incoming.objects.create(
            year=2026, seq=1, number="收文〔2026〕01号", sender="县委办", title="通知", received_on=RECEIVED, registered_at=at, registered_by=inspector
        )


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("UPDATE documents_incoming SET number = '收文〔2026〕9号'", "keeps its place in the register"),
        ("DELETE FROM documents_incoming", "never deleted"),
    ],
)
def test_the_database_keeps_the_register_as_it_was_written(registered, statement, refusal):
    with pytest.raises(ProgrammingError, match=refusal), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_leaves_a_voided_paper_as_it_was(registered, inspector, at):
    actions.void(incoming=registered, actor=inspector, at=at, reason="重复登记")

    with pytest.raises(ProgrammingError, match="is voided and stays as it was"):
        Incoming.objects.update(title="改写")


def test_integrity_names_a_gap_and_a_lost_clock(registered):
    IncomingCounter.objects.update(last=3)
    deadlines_for(registered).update(done_on=RECEIVED)

    assert check() == ["收文编号 2026 年不连续：2、3", "收文〔2026〕1号（已登记）的期限与状态不符"]
