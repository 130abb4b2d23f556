"""了结: what was said of a matter stops being unread when the matter is done, and stays where it can be found."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from core.notices import close_deadline, deliver_notices, mark_read, plan_notices, tell
from core.notices.models import Message
from tests.core.notices.conftest import clock

pytestmark = pytest.mark.django_db
MONDAY = clock("2026-03-02 09:00")
LATER = MONDAY + timedelta(days=1)


@pytest.fixture
def deadline(make_deadline, liaison):
    row = make_deadline(MONDAY, rule_code="rectification", start_on=date(2026, 3, 5))
    plan_notices(MONDAY)
    deliver_notices(MONDAY)
    return row


@pytest.fixture
def told(deadline, liaison, unit):
    """The reminder of the deadline, and a word about its row."""
    tell(recipients=[liaison], title="请补正", body="", at=MONDAY, target=unit)


def unread(user):
    return list(Message.objects.inbox(user).unread().values_list("title", flat=True))


def test_the_end_of_the_deadline_settles_its_reminders_and_what_was_said_of_its_row(told, deadline, liaison, inspector, unit):
    assert len(unread(liaison)) == 2

    close_deadline(kind=deadline.kind, target=unit, actor=inspector, at=LATER)

    assert unread(liaison) == []
    assert set(Message.objects.inbox(liaison).values_list("read_at", "settled_at")) == {(None, LATER)}


def test_another_matter_and_a_later_word_stay_unread(told, deadline, make_deadline, liaison, inspector, unit, other_unit):
    tell(recipients=[liaison], title="别的事", body="", at=MONDAY, target=other_unit)
    tell(recipients=[liaison], title="验收通过", body="", at=LATER, target=unit)

    close_deadline(kind=deadline.kind, target=unit, actor=inspector, at=LATER)

    assert unread(liaison) == ["验收通过", "别的事"]


def test_a_settled_one_is_listed_under_all_and_read_when_opened(told, deadline, liaison, inspector, unit, client_for):
    close_deadline(kind=deadline.kind, target=unit, actor=inspector, at=LATER)
    client = client_for(liaison)

    assert "已了结" in client.get(reverse("core:notice-list") + "?show=all").content.decode()
    client.post(reverse("core:notice-read", args=[Message.objects.inbox(liaison).first().pk]))

    assert Message.objects.inbox(liaison).first().read_at is not None


def test_all_read_takes_what_was_there_and_leaves_the_settled(told, deadline, liaison, inspector, unit):
    close_deadline(kind=deadline.kind, target=unit, actor=inspector, at=LATER)
    tell(recipients=[liaison], title="新的", body="", at=LATER)
    tell(recipients=[liaison], title="更新的", body="", at=LATER + timedelta(days=1))

    assert mark_read(recipient=liaison, at=LATER) == 1
    assert unread(liaison) == ["更新的"]


def test_newest_is_first_however_late_it_was_written(liaison):
    tell(recipients=[liaison], title="后来的", body="", at=LATER)
    tell(recipients=[liaison], title="先前的", body="", at=MONDAY)

    assert unread(liaison) == ["后来的", "先前的"]
