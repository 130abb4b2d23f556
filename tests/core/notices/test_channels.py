"""对外渠道: mail and its window."""

import pytest

from core.notices.channels import Answer, Mail
from core.notices.models import Message
from core.notices.windows import send_time
from core.workdays import WorkCalendar
from core.workdays.estimate import published_days
from tests.core.notices.conftest import clock


@pytest.mark.django_db
def test_mail_without_an_address_is_final(unit_member):
    assert Mail().send(Message(title="目录", body="", recipient=unit_member)) == Answer(accepted=False, text="没有邮箱地址", is_final=True)


@pytest.mark.parametrize(
    ("at", "sends"),
    [
        ("2026-03-05 08:29", "2026-03-05 08:30"),
        ("2026-03-05 08:30", "2026-03-05 08:30"),
        ("2026-03-05 17:59", "2026-03-05 17:59"),
        ("2026-03-05 18:00", "2026-03-06 08:30"),
        ("2026-03-06 18:00", "2026-03-09 08:30"),
        ("2026-09-30 19:00", "2026-10-08 08:30"),
        ("2026-10-10 10:00", "2026-10-10 10:00"),  # a worked Saturday
    ],
)
def test_send_window(at, sends):
    calendar = WorkCalendar(days=published_days(2026), versions={2026: "1"})

    assert send_time(clock(at), calendar) == clock(sends)
