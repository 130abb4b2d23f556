"""Pages of deadlines and reminders, seen by the cast of three."""

from datetime import date

import pytest
from django.urls import reverse

from core.notices import deliver_notices, plan_notices, tell
from core.notices.feed import as_ics, issue_feed, owner_of, revoke_feed
from core.notices.models import Channel, Message, Notice, NoticeState
from tests.core.notices.conftest import clock

pytestmark = pytest.mark.django_db
MONDAY = clock("2026-03-02 09:00")


@pytest.fixture
def deadline(make_deadline, liaison):
    row = make_deadline(MONDAY, rule_code="rectification", start_on=date(2026, 3, 5))
    plan_notices(MONDAY)
    deliver_notices(MONDAY)
    return row


@pytest.mark.parametrize("name", ["deadline-detail", "notice-proof"])
def test_pages_of_a_deadline_are_for_those_who_see_it(client_for, deadline, liaison, inspector, outsider, name):
    url = reverse(f"core:{name}", args=[deadline.pk])

    assert [client_for(user).get(url).status_code for user in (liaison, inspector, outsider)] == [200, 200, 404]


def test_detail_explains_every_day(client_for, deadline, liaison):
    page = client_for(liaison).get(deadline.get_absolute_url()).content.decode()

    for words in ("起算日（不计入）", "顺延至本日", "法定节假日（清明节）", "收到监督文书", "监督条例第十五条"):
        assert words in page


def test_only_holders_of_the_power_may_urge(client_for, deadline, liaison, inspector):
    url = reverse("core:deadline-urge", args=[deadline.pk])

    assert client_for(liaison).post(url).status_code == 403
    assert client_for(inspector).post(url).status_code == 302
    assert Notice.objects.filter(level__startswith="urge", channel=Channel.IN_APP).count() == 1


def test_phone_urging_is_noted_and_proved(client_for, deadline, inspector):
    client = client_for(inspector)

    answer = client.post(reverse("core:deadline-note-phone-urging", args=[deadline.pk]), {"person": "陆科长", "note": "答复周五前报送"})

    assert answer.status_code == 302
    page = client.get(reverse("core:notice-proof", args=[deadline.pk])).content.decode()
    assert "陆科长" in page
    assert "答复周五前报送" in page


def test_phone_urging_without_a_person_is_refused_in_words(client_for, deadline, inspector):
    answer = client_for(inspector).post(reverse("core:deadline-note-phone-urging", args=[deadline.pk]), {"note": "x"})

    assert answer.status_code == 422
    assert not Notice.objects.filter(channel=Channel.PHONE).exists()


def test_inbox_shows_own_messages_and_marks_them_by_post(client_for, deadline, liaison, outsider):
    client, message = client_for(liaison), Message.objects.inbox(liaison).get()
    assert "新任务：报送三月目录" in client.get(reverse("core:notice-list")).content.decode()
    assert Message.objects.inbox(liaison).unread().count() == 1

    assert client_for(outsider).post(reverse("core:notice-read", args=[message.pk])).status_code == 404
    answer = client.post(reverse("core:notice-read", args=[message.pk]))

    assert (answer.status_code, answer["Location"]) == (302, deadline.get_absolute_url())
    assert Message.objects.inbox(liaison).unread().count() == 0


def test_all_read(client_for, liaison):
    for number in range(3):
        tell(recipients=[liaison], title=f"第{number}条", body="", at=MONDAY)

    client_for(liaison).post(reverse("core:notice-read-all"))

    assert Message.objects.inbox(liaison).unread().count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_inbox_asks_the_same_number_of_questions(client_for, liaison, count, django_assert_num_queries):
    for number in range(count):
        tell(recipients=[liaison], title=f"第{number}条", body="", at=MONDAY)
    client = client_for(liaison)
    client.get(reverse("core:notice-list"))

    with django_assert_num_queries(6):
        client.get(reverse("core:notice-list"))


def test_ledger_shows_what_one_sees(client_for, deadline, liaison, inspector, outsider):
    url = reverse("core:notice-ledger")

    seen = ["报送三月目录" in client_for(user).get(url).content.decode() for user in (liaison, inspector, outsider)]

    assert seen == [True, True, False]


def test_ledger_narrows_to_one_deadline(client_for, deadline, make_deadline, other_unit, inspector):
    make_deadline(MONDAY, target=other_unit, title="别的事项")
    plan_notices(MONDAY)

    page = client_for(inspector).get(reverse("core:notice-ledger"), {"deadline": deadline.pk}).content.decode()

    assert ("报送三月目录" in page, "别的事项" in page) == (True, False)


def test_failed_mail_is_listed_and_sent_again(client_for, make_person, bureau, liaison):
    keeper = make_person("程立", "keeper", "system_admin", bureau)
    tell(recipients=[liaison], title="审核通过", body="", at=MONDAY)
    failed = Message.objects.get(channel=Channel.EMAIL)
    Message.objects.filter(pk=failed.pk).update(state=NoticeState.FAILED, tries=5)
    client = client_for(keeper)

    page = client.get(reverse("core:message-list")).content.decode()
    assert ("l***@example.gov.cn" in page, "lusiqi@" in page, "审核通过" in page) == (True, False, False)
    assert client_for(liaison).get(reverse("core:message-list")).status_code == 403
    client.post(reverse("core:message-resend", args=[failed.pk]))

    assert Message.objects.filter(pk=failed.pk, state=NoticeState.PLANNED, tries=0).exists()


def test_who_keeps_the_system_opens_outgoing_messages_and_nobodys_inbox(client_for, make_person, bureau, liaison):
    keeper = make_person("程立", "keeper", "system_admin", bureau)
    tell(recipients=[liaison], title="审核通过", body="案情", at=MONDAY)
    client = client_for(keeper)
    pages = {row.channel: reverse("core:message-detail", args=[row.pk]) for row in Message.objects.filter(recipient=liaison)}

    answers = {channel: client.get(page).status_code for channel, page in pages.items()}

    assert answers == {Channel.EMAIL: 200, Channel.IN_APP: 404}


def test_who_keeps_the_system_reads_what_a_message_is_about_and_the_recipient_its_title(client_for, make_person, bureau, liaison, deadline):
    keeper = make_person("程立", "keeper", "system_admin", bureau)
    tell(recipients=[liaison], title="某案被退回", body="", at=MONDAY, target=deadline)
    page = reverse("core:message-detail", args=[Message.objects.get(title="某案被退回", channel=Channel.EMAIL).pk])

    theirs, own = (client_for(user).get(page).content.decode() for user in (keeper, liaison))

    assert ("<h1>期限的通知</h1>" in theirs, "某案被退回" in theirs, "<h1>某案被退回</h1>" in own) == (True, False, True)


def test_feed_opens_with_its_token_only(client, client_for, deadline, liaison):
    page = client_for(liaison).post(reverse("core:feed-issue")).content.decode()
    token = page.split("calendar.ics?token=")[1].split('"')[0]
    url = reverse("core:calendar-feed")

    answer = client.get(url, {"token": token})

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "SUMMARY:报送材料到期（市场监督管理局）" in answer.content.decode()
    assert "报送三月目录" not in answer.content.decode()
    assert [client.get(url).status_code, client.get(url, {"token": "x"}).status_code] == [404, 404]
    liaison.refresh_from_db()
    assert token not in liaison.calendar_token_hash


def test_feed_ends_when_revoked_or_issued_anew(liaison):
    first = issue_feed(user=liaison, at=MONDAY)
    second = issue_feed(user=liaison, at=MONDAY)
    assert (owner_of(first), owner_of(second)) == (None, liaison)

    revoke_feed(user=liaison, at=MONDAY)
    assert (owner_of(second), owner_of("")) == (None, None)


def test_feed_lines_are_folded_at_75_octets(make_deadline, unit):
    unit.short_name = "明川县市场监督管理局综合行政执法大队第一中队"
    unit.save(update_fields=["short_name"])
    text = as_ics([make_deadline(MONDAY, due_on=date(2026, 3, 20))], MONDAY)

    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert (
        "".join(line[1:] if line.startswith(" ") else f"\n{line}" for line in text.split("\r\n")).count(
            "SUMMARY:报送材料到期（明川县市场监督管理局综合行政执法大队第一中队）"
        )
        == 1
    )
