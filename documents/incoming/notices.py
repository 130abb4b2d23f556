"""收文的提醒: who is told when a paper is laid before the leaders, handed out, taken away, answered or closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from accounts.models import User as Account
from accounts.recipients import bureau_holders
from core.notices.messages import settle, tell
from core.notices.models import Message
from core.notices.texts import full_day, sentence
from documents.incoming.models import Incoming, Instruction
from documents.incoming.workflow import INSTRUCT
from documents.notices import SEE

if TYPE_CHECKING:
    from accounts.models import User

TO_INSTRUCT = "待批示："


def _tell(incoming: Incoming, people: Iterable[User | None], title: str, body: str, at: datetime, actor: User | None = None) -> None:
    """Everybody once, but whoever did it; by mail without what the paper says."""
    others = {person.pk: person for person in people if person is not None and person != actor}.values()
    tell(recipients=others, title=title[:200], body=body, url=incoming.get_absolute_url(), at=at, target=incoming, mail_body=SEE)


def _hands(incoming: Incoming) -> list[User]:
    return [*([incoming.handler] if incoming.handler else []), *incoming.co_handlers.all()]


def _words(incoming: Incoming) -> str:
    """来文单位、标题、要求 in a sentence."""
    demand = f"办理要求：{sentence(incoming.demand)}" if incoming.demand else ""
    return f"{incoming.sender}来文《{incoming.title}》。{demand}"


def ask_for_instruction(incoming: Incoming, at: datetime) -> None:
    """待批示: the leaders, where the paper is laid before them; settled where it is not any more."""
    if not incoming.awaits_instruction:
        settle_instruction(incoming, at)
        return
    proposal = f"拟办意见：{sentence(incoming.proposal)}" if incoming.proposal else ""
    _tell(incoming, bureau_holders(INSTRUCT), f"{TO_INSTRUCT}{incoming.spoken_title}", f"{_words(incoming)}{proposal}", at)


def settle_instruction(incoming: Incoming, at: datetime) -> None:
    settle(Message.objects.about(incoming).filter(title__startswith=TO_INSTRUCT), at)


def tell_instructed(incoming: Incoming, written: Instruction, actor: User, at: datetime) -> None:
    people = [*_hands(incoming), incoming.registered_by]
    _tell(incoming, people, f"已批示：{incoming.spoken_title}", f"{written.leader_name}批示：{sentence(written.text)}", at, actor)


def tell_assigned(incoming: Incoming, actor: User, at: datetime) -> None:
    day = f"请于{full_day(incoming.due_on)}前办理。" if incoming.due_on else ""
    _tell(incoming, _hands(incoming), f"新任务：{incoming.spoken_title}", f"{_words(incoming)}{day}承办人{incoming.handler}。", at, actor)


def tell_taken_away(incoming: Incoming, before: User, actor: User, at: datetime) -> None:
    """The former handler, by the number alone: a 限阅 paper is not his to read any more."""
    settle(Message.objects.about(incoming).filter(recipient=before), at)
    _tell(incoming, [before], f"已改派：{incoming.number}", f"{incoming.number}改由他人承办，您不用再办。", at, actor)


def tell_readers(incoming: Incoming, at: datetime) -> None:
    _tell(incoming, incoming.co_handlers.all(), f"传阅：{incoming.spoken_title}", f"{_words(incoming)}请阅知，不需办理。", at)


def tell_sent_back(incoming: Incoming, actor: User, reason: str, at: datetime) -> None:
    body = f"{actor}退回了{incoming.number}，请重新分办。理由：{sentence(reason)}"
    _tell(incoming, [incoming.registered_by], f"被退回：{incoming.spoken_title}", body, at, actor)


def tell_moved(incoming: Incoming, actor: User, at: datetime) -> None:
    if incoming.due_on is not None:
        _tell(incoming, _hands(incoming), f"期限调整：{incoming.spoken_title}", f"请于{full_day(incoming.due_on)}前办理。", at, actor)


def tell_replied(incoming: Incoming, actor: User, at: datetime) -> None:
    people = [incoming.registered_by, *_hands(incoming)]
    _tell(incoming, people, f"已回复：{incoming.spoken_title}", f"{actor}登记回复：{sentence(incoming.answer)}", at, actor)


def tell_returned(incoming: Incoming, actor: User, reason: str, at: datetime) -> None:
    _tell(incoming, _hands(incoming), f"退回重办：{incoming.spoken_title}", f"{actor}退回重办。理由：{sentence(reason)}", at, actor)


def tell_closed(incoming: Incoming, actor: User, at: datetime) -> None:
    """Who registered and handled it, and the leaders whose instruction it was."""
    leaders = Account.objects.active().filter(pk__in=incoming.instructions.values("leader"))
    people = [incoming.registered_by, *_hands(incoming), *leaders]
    _tell(incoming, people, f"已办结：{incoming.spoken_title}", f"办理结果：{sentence(incoming.result)}", at, actor)


def tell_voided(incoming: Incoming, actor: User, at: datetime) -> None:
    _tell(incoming, _hands(incoming), f"已作废：{incoming.number}", f"{incoming.number}登记有误，已作废，不用再办。", at, actor)
