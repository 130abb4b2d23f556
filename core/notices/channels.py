"""对外渠道: mail. A further channel is a sender of its own in SENDERS and a line in `channels_of`."""

import logging
import smtplib
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage

from core.notices.models import Channel, Message
from core.notices.texts import Text, mail_text

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


SENDERS: dict[str, Sender] = {Channel.EMAIL: Mail()}


def sender_of(channel: str) -> Sender:
    """The way out for `channel`."""
    return SENDERS[channel]
