"""发送提醒: the inbox exactly once, one mail a day, nothing that no longer holds."""

import smtplib
from datetime import date, timedelta

import pytest
from django.core import mail

from core.notices import close_deadline, deliver_notices, mark_read, move_deadline, outbox, plan_notices, tell, urge
from core.notices.audience import Audience
from core.notices.channels import Answer, Mail
from core.notices.models import Attempt, Channel, Message, Notice, NoticeState
from core.notices.outbox import MAX_TRIES
from tests.core.notices.conftest import clock

pytestmark = pytest.mark.django_db
MONDAY = clock("2026-03-02 09:00")


def inbox(user):
    return list(Message.objects.inbox(user).order_by("pk").values_list("title", "state"))


def test_reminder_reaches_inbox_and_mail_in_the_words_of_the_house(make_deadline, liaison):
    make_deadline(MONDAY)
    plan_notices(MONDAY)

    deliver_notices(MONDAY)

    message = Message.objects.inbox(liaison).get()
    assert (message.title, message.body) == (
        "新任务：报送三月目录",
        "市场监督管理局：请于2026年3月20日（周五）前报送《报送三月目录》。依据：监督条例第十五条。",
    )
    assert [(row.subject, row.to) for row in mail.outbox] == [("【行政执法监督】今日待办1件，逾期0件", ["lusiqi@example.gov.cn"])]
    assert "报送三月目录 · 3月20日到期" in mail.outbox[0].body
    assert "详情请登录系统查看。" in mail.outbox[0].body
    assert set(Notice.objects.values_list("channel", "state")) == {("in_app", "delivered"), ("email", "sent")}


def test_delivering_twice_sends_nothing_again(make_deadline, liaison):
    make_deadline(MONDAY)
    plan_notices(MONDAY)
    deliver_notices(MONDAY)

    assert deliver_notices(clock("2026-03-02 09:02")) == 0
    assert (len(inbox(liaison)), len(mail.outbox)) == (1, 1)


def test_message_id_comes_from_the_row(make_deadline, liaison):
    make_deadline(MONDAY)
    plan_notices(MONDAY)
    deliver_notices(MONDAY)

    digest = Message.objects.get(channel=Channel.EMAIL)
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<mingdu-{digest.pk}@127.0.0.1>"


def test_mail_waits_for_the_window_while_the_inbox_does_not(make_deadline, liaison):
    make_deadline(clock("2026-03-06 20:00"))
    plan_notices(clock("2026-03-06 20:00"))

    deliver_notices(clock("2026-03-06 20:02"))
    deliver_notices(clock("2026-03-07 10:00"))
    assert (len(inbox(liaison)), len(mail.outbox)) == (1, 0)

    deliver_notices(clock("2026-03-09 08:30"))
    assert len(mail.outbox) == 1


def test_one_digest_a_day_holds_everything_and_later_reminders_wait(make_deadline, liaison, other_unit, bureau):
    make_deadline(MONDAY)
    make_deadline(MONDAY, target=other_unit, title="整改材料", due_on=date(2026, 3, 2))
    plan_notices(MONDAY)
    deliver_notices(MONDAY)
    make_deadline(clock("2026-03-02 10:00"), target=bureau, title="第三件")
    plan_notices(clock("2026-03-02 10:00"))
    deliver_notices(clock("2026-03-02 10:02"))

    assert [row.subject for row in mail.outbox] == ["【行政执法监督】今日待办2件，逾期0件"]
    deliver_notices(clock("2026-03-03 08:30"))
    assert [row.subject for row in mail.outbox[1:]] == ["【行政执法监督】今日待办1件，逾期0件"]


def test_ten_days_of_downtime_over_the_holiday_give_one_message_and_one_mail(make_deadline, liaison):
    make_deadline(clock("2026-09-10 09:00"), due_on=date(2026, 9, 30))
    plan_notices(clock("2026-09-10 09:00"))
    deliver_notices(clock("2026-09-10 09:00"))
    mail.outbox.clear()

    plan_notices(clock("2026-10-08 09:00"))
    deliver_notices(clock("2026-10-08 09:00"))

    assert [title for title, _ in inbox(liaison)] == ["新任务：报送三月目录", "已逾期：报送三月目录"]
    assert [row.subject for row in mail.outbox] == ["【行政执法监督】今日待办0件，逾期1件"]


def test_closed_before_delivery_sends_nothing(make_deadline, liaison, errand, unit, inspector):
    make_deadline(MONDAY)
    plan_notices(MONDAY)
    close_deadline(kind=errand, target=unit, actor=inspector, at=MONDAY)

    assert deliver_notices(MONDAY) == 0
    assert (inbox(liaison), mail.outbox) == ([], [])


def test_moved_while_the_mail_waits_for_another_try(make_deadline, liaison, inspector, monkeypatch):
    deadline = make_deadline(MONDAY)
    plan_notices(MONDAY)
    monkeypatch.setattr(Mail, "send", lambda self, message: Answer(accepted=False, text="421"))
    deliver_notices(MONDAY)
    monkeypatch.undo()

    move_deadline(deadline=deadline, new_due_on=date(2026, 4, 10), actor=inspector, at=MONDAY, reason="")
    deliver_notices(clock("2026-03-02 10:00"))

    assert mail.outbox == []
    assert Message.objects.get(channel=Channel.EMAIL).state == NoticeState.CANCELLED


@pytest.mark.parametrize("leave", ["inactive", "post"])
def test_recipient_who_left_gets_nothing(make_deadline, liaison, leave):
    make_deadline(MONDAY)
    plan_notices(MONDAY)
    if leave == "inactive":
        liaison.is_active = False
        liaison.save(update_fields=["is_active"])
    else:
        liaison.posts.update(until=date(2026, 1, 31))

    deliver_notices(MONDAY)

    assert (inbox(liaison), mail.outbox) == ([], [])
    assert set(Notice.objects.values_list("state", flat=True)) == {NoticeState.CANCELLED}


@pytest.mark.parametrize(
    ("trouble", "state", "answer"),
    [
        (smtplib.SMTPRecipientsRefused({"x": (550, b"no such user")}), NoticeState.FAILED, "550 no such user"),
        (smtplib.SMTPDataError(554, b"spam"), NoticeState.FAILED, "554 spam"),
        (smtplib.SMTPDataError(451, b"try later"), NoticeState.PLANNED, "451 try later"),
        (smtplib.SMTPServerDisconnected("gone"), NoticeState.PLANNED, "邮件服务器没有应答（SMTPServerDisconnected）"),
        (TimeoutError(), NoticeState.PLANNED, "邮件服务器没有应答（TimeoutError）"),
        (ConnectionRefusedError(), NoticeState.PLANNED, "邮件服务器没有应答（ConnectionRefusedError）"),
    ],
)
def test_refusing_mail_server(make_deadline, liaison, monkeypatch, trouble, state, answer):
    def refuse(*_: object, **__: object) -> None:
        raise trouble

    make_deadline(MONDAY)
    plan_notices(MONDAY)
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)

    deliver_notices(MONDAY)

    digest = Message.objects.get(channel=Channel.EMAIL)
    assert (digest.state, digest.notices.get().state) == (state, state)
    assert list(Attempt.objects.values_list("succeeded", "answer")) == [(False, answer)]
    assert len(inbox(liaison)) == 1


def test_tries_wait_longer_and_end_as_failed(make_deadline, liaison, monkeypatch):
    monkeypatch.setattr(Mail, "send", lambda self, message: Answer(accepted=False, text="421"))
    tell(recipients=[liaison], title="审核通过", body="正文", at=MONDAY)
    tried = []

    for minute in range(0, 9 * 60, 5):
        before = Attempt.objects.count()
        deliver_notices(clock(f"2026-03-02 {9 + minute // 60:02}:{minute % 60:02}"))
        if Attempt.objects.count() > before:
            tried.append(minute)

    assert tried == [0, 5, 25, 85, 325]
    assert len(tried) == MAX_TRIES
    assert Message.objects.get(channel=Channel.EMAIL).state == NoticeState.FAILED


def test_server_down_over_night_gives_one_digest_next_day(make_deadline, liaison, monkeypatch):
    make_deadline(MONDAY)
    plan_notices(MONDAY)
    monkeypatch.setattr(Mail, "send", lambda self, message: Answer(accepted=False, text="421"))
    for moment in ("09:00", "09:10", "09:40", "11:00"):
        deliver_notices(clock(f"2026-03-02 {moment}"))
    monkeypatch.undo()

    deliver_notices(clock("2026-03-03 08:30"))
    deliver_notices(clock("2026-03-03 12:30"))

    assert [row.subject for row in mail.outbox] == ["【行政执法监督】今日待办1件，逾期0件"]


def test_a_silent_server_is_left_in_peace_for_the_run(liaison, monkeypatch):
    asked = []
    monkeypatch.setattr(Mail, "send", lambda self, message: asked.append(message.pk) or Answer(accepted=False, text="没有应答"))
    for number in range(6):
        tell(recipients=[liaison], title=f"第{number}条", body="", at=MONDAY)

    deliver_notices(MONDAY)

    assert len(asked) == 3


def test_broken_off_try_is_noted_and_made_again(liaison):
    tell(recipients=[liaison], title="审核通过", body="", at=MONDAY)
    Message.objects.filter(channel=Channel.EMAIL).update(lease_until=MONDAY, tries=1)

    deliver_notices(clock("2026-03-02 09:10"))

    assert list(Attempt.objects.values_list("succeeded", "answer")) == [(False, "上次发送中断，对方是否收到不明"), (True, "邮件服务器已接收")]


def test_lease_of_a_long_run_counts_from_the_message_not_from_the_start(liaison, monkeypatch):
    tell(recipients=[liaison], title="审核通过", body="", at=MONDAY)
    ticks = iter([0.0, 400.0])
    monkeypatch.setattr(outbox, "monotonic", lambda: next(ticks, 400.0))
    leases = []

    class Slow:
        def send(self, message):
            leases.append(Message.objects.get(pk=message.pk).lease_until)
            return Answer(accepted=True, text="ok")

    monkeypatch.setattr(outbox, "sender_of", lambda channel: Slow())
    outbox.send_messages(MONDAY, Audience(), window_open=True)

    assert leases == [MONDAY + timedelta(seconds=400) + outbox.LEASE]


def test_a_live_lease_is_respected(liaison):
    tell(recipients=[liaison], title="审核通过", body="", at=MONDAY)
    Message.objects.filter(channel=Channel.EMAIL).update(lease_until=clock("2026-03-02 09:05"))

    deliver_notices(clock("2026-03-02 09:02"))

    assert mail.outbox == []


def test_tell_with_a_key_tells_once(liaison):
    for _ in range(2):
        tell(recipients=[liaison, liaison], title="审核通过", body="正文", at=MONDAY, key="order:7:passed")

    assert inbox(liaison) == [("审核通过", NoticeState.DELIVERED)]


def test_mail_of_tell_carries_no_body(liaison):
    tell(recipients=[liaison], title="被退回：整改报告", body="张某某退回，理由：某案当事人…", at=MONDAY, url="/rectification/orders/7/")

    deliver_notices(MONDAY)

    assert mail.outbox[0].body.startswith("详情请登录系统查看。\nhttp://127.0.0.1:8000/rectification/orders/7/\n")


def test_urge_reaches_each_person_once_a_day_and_outside_the_window(make_deadline, liaison, inspector):
    deadline = make_deadline(MONDAY)
    late = clock("2026-03-07 21:00")

    assert [urge(deadline=deadline, actor=inspector, at=late), urge(deadline=deadline, actor=inspector, at=late)] == [1, 0]
    deliver_notices(late)

    assert inbox(liaison) == [("催办：报送三月目录", NoticeState.DELIVERED)]
    assert [row.subject for row in mail.outbox] == ["【行政执法监督】催办：报送三月目录"]
    assert urge(deadline=deadline, actor=inspector, at=clock("2026-03-08 09:00")) == 1


def test_escalation_tells_the_superior_how_often_it_was_urged(make_deadline, liaison, superior, inspector):
    deadline = make_deadline(MONDAY)
    for day in ("11", "17", "19", "20", "23", "25"):
        plan_notices(clock(f"2026-03-{day} 09:00"))
        deliver_notices(clock(f"2026-03-{day} 09:00"))
        if day == "23":
            urge(deadline=deadline, actor=inspector, at=clock("2026-03-23 10:00"))

    message = Message.objects.inbox(superior).get()
    assert message.title == "市场监督管理局逾期3个工作日：报送三月目录"
    assert "经6次催办仍未完成" in message.body


def test_mark_read_marks_the_reminder_too(make_deadline, liaison, outsider):
    make_deadline(MONDAY)
    plan_notices(MONDAY)
    deliver_notices(MONDAY)

    assert mark_read(recipient=outsider, at=MONDAY) == 0
    assert mark_read(recipient=liaison, at=MONDAY) == 1

    assert Notice.objects.get(channel=Channel.IN_APP).state == NoticeState.READ
    assert mark_read(recipient=liaison, at=MONDAY) == 0
