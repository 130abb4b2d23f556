"""对外渠道: only named hosts are called, and only the title leaves."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from core.notices import channels
from core.notices.channels import Answer, Mail, Robot, Sms
from core.notices.models import Message
from core.notices.outgoing import post_json
from core.notices.windows import send_time
from core.workdays import WorkCalendar
from core.workdays.estimate import published_days
from tests.core.notices.conftest import clock


@pytest.fixture
def calls(monkeypatch):
    """What would have gone over the net."""
    made: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr(channels, "post_json", lambda url, payload: made.append((url, payload)) or 200)
    return made


@pytest.mark.parametrize("url", ["https://evil.example/hook", "http://qyapi.weixin.qq.com/hook", "https:///hook"])
def test_hosts_that_are_not_named_are_never_called(settings, url):
    settings.OUTGOING_HOSTS = ["qyapi.weixin.qq.com"]

    with pytest.raises(ImproperlyConfigured):
        post_json(url, {})


@pytest.mark.parametrize(
    ("url", "payload"),
    [
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", {"msgtype": "text", "text": {"content": "已逾期：目录。详情请登录系统查看。"}}),
        ("https://oapi.dingtalk.com/robot/send?access_token=1", {"msgtype": "text", "text": {"content": "已逾期：目录。详情请登录系统查看。"}}),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/1", {"msg_type": "text", "content": {"text": "已逾期：目录。详情请登录系统查看。"}}),
    ],
)
def test_robots_speak_the_language_of_their_host(settings, calls, url, payload):
    settings.ROBOT_URL = url

    assert Robot().send(Message(title="已逾期：目录", body="张某某的案情")) == Answer(accepted=True, text="HTTP 200")
    assert calls == [(url, payload)]


@pytest.mark.django_db
def test_short_message_carries_the_key_of_the_row(settings, calls, unit_member):
    settings.SMS_URL = "https://sms.example/send"

    Sms().send(Message(key="notice:7", title="已逾期：目录", body="案情", recipient=unit_member))

    assert calls == [("https://sms.example/send", {"key": "notice:7", "phone": unit_member.phone, "text": "已逾期：目录。详情请登录系统查看。"})]


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
