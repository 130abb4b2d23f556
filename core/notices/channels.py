"""对外渠道: mail, robots of work groups, short messages. Everything but mail is off until it is configured."""

import logging
import smtplib
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage

from core.notices.models import Channel, Message
from core.notices.outgoing import post_json
from core.notices.texts import MAIL_END, Text, mail_text

logger = logging.getLogger(__name__)
PERMANENT = 500  # SMTP answers from here on will not change by trying again


@dataclass(frozen=True)
class Answer:
    """What the other side said; `is_final` when trying again is of no use."""

    accepted: bool
    text: str
    is_final: bool = False


class Sender(Protocol):
    """One way out of the house."""

    def send(self, message: Message) -> Answer: ...


class Mail:
    """邮件: one mail with a Message-ID made from the row, so that a rare double can be recognised."""

    def send(self, message: Message) -> Answer:
        if not message.recipient.email:
            return Answer(accepted=False, text="没有邮箱地址", is_final=True)
        text = mail_text(Text(message.title, message.body), message.url)
        host = urlsplit(settings.BASE_URL).hostname or "localhost"
        headers = {"Message-ID": f"<mingdu-{message.pk}@{host}>", "Auto-Submitted": "auto-generated"}
        mail = EmailMessage(text.title, text.body, settings.DEFAULT_FROM_EMAIL, [message.recipient.email], headers=headers)
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as refusal:
            code, words = next(iter(refusal.recipients.values()), (0, b""))
            return Answer(accepted=False, text=_said(code, words), is_final=code >= PERMANENT)
        except smtplib.SMTPResponseException as refusal:
            return Answer(accepted=False, text=_said(refusal.smtp_code, refusal.smtp_error), is_final=refusal.smtp_code >= PERMANENT)
        except BadHeaderError:
            return Answer(accepted=False, text="标题含有换行", is_final=True)
        except (OSError, smtplib.SMTPException) as trouble:
            return Answer(accepted=False, text=f"邮件服务器没有应答（{type(trouble).__name__}）")
        return Answer(accepted=True, text="邮件服务器已接收")


def _said(code: int, words: bytes | str) -> str:
    told = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {told}"[:300]


class Robot:
    """工作群机器人: WeCom, DingTalk or Feishu, told apart by the host of ROBOT_URL; only the title leaves."""

    SHAPES = {"qyapi.weixin.qq.com": "wecom", "oapi.dingtalk.com": "dingtalk", "open.feishu.cn": "feishu"}

    def send(self, message: Message) -> Answer:
        said = f"{message.title}。{MAIL_END}"
        if self.SHAPES.get(urlsplit(settings.ROBOT_URL).hostname or "") == "feishu":
            payload: dict[str, object] = {"msg_type": "text", "content": {"text": said}}
        else:
            payload = {"msgtype": "text", "text": {"content": said}}
        return _answer(post_json(settings.ROBOT_URL, payload))


class Sms:
    """短信: a gateway that takes JSON with telephone, text and an idempotency key; the first sentence only."""

    def send(self, message: Message) -> Answer:
        first = f"{message.title}。{MAIL_END}"
        return _answer(post_json(settings.SMS_URL, {"key": message.key, "phone": message.recipient.phone, "text": first}))


def _answer(status: int) -> Answer:
    ok = 200 <= status < 300
    return Answer(accepted=ok, text=f"HTTP {status}" if status else "对方没有应答", is_final=400 <= status < 500)


SENDERS: dict[str, Sender] = {Channel.EMAIL: Mail(), Channel.ROBOT: Robot(), Channel.SMS: Sms()}


def sender_of(channel: str) -> Sender:
    """The way out for `channel`."""
    return SENDERS[channel]
