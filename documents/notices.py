"""文书的提醒: who is told when a document waits, arrives, is answered or withdrawn; and the deadlines behind it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings

from accounts.models import Unit, UnitKind
from accounts.recipients import bureau_holders, holders, with_deputies
from core.notices.actions import cancel_deadline, close_deadline, open_deadline
from core.notices.messages import settle, tell
from core.notices.models import Message
from core.notices.texts import sentence
from core.workdays.calendar import calendar_around
from core.workdays.counting import Count, due_by_rule
from core.workdays.models import DeadlineRule
from documents.authors import SIGNING, made, why_not
from documents.contexts import chinese_date
from documents.models import Document, Objection, Service

if TYPE_CHECKING:
    from accounts.models import User

SIGN, SERVE, REPLY, OBJECTION = "document_sign", "document_serve", "document_reply", "document_objection"
RECEIVE = "documents.receive_document"
SEE = "详情请登录系统查看。"


def bureau() -> Unit:
    """司法局 of this installation: the topmost unit of its kind."""
    unit = Unit.objects.filter(kind=UnitKind.BUREAU).order_by("path").first()
    if unit is None:
        raise Unit.DoesNotExist("no unit of kind bureau")
    return unit


# --- inside the bureau ----------------------------------------------------------------------------------------------
def ask_for_review(document: Document, at: datetime) -> None:
    people = [user for user in bureau_holders("documents.review_document") if not made(document, user)]
    _tell(document, people, f"待核稿：{document.listed_title}", f"{document.drafted_by}送审《{document.title}》，主送{document.to_text}。", at)


def ask_for_signature(document: Document, actor: User, at: datetime) -> None:
    """待签发: the leaders are told and their three working days begin; the government's office keeps its own time."""
    signer = "documents.sign_decision" if document.kind.is_government else "documents.sign_document"
    reviewer = document.reviewed_by or document.drafted_by
    settle(Message.objects.about(document), at)
    body = f"{document.drafted_by}送签《{document.title}》，主送{document.to_text}，核稿人{reviewer}。"
    people = [user for user in bureau_holders(signer) if not why_not(document, user, SIGNING)]
    _tell(document, people, f"待签发：{document.listed_title}", body, at)
    if not document.kind.is_government:
        _open(SIGN, document, f"签发：{document.listed_title}", actor, at, rule_code="sign_document", verb="签发")


def end_signing(document: Document, actor: User, at: datetime) -> None:
    """Nobody is to check or sign it any more: the days for signing end, what was asked is settled."""
    cancel_deadline(kind=SIGN, target=document, actor=actor, at=at)
    settle(Message.objects.about(document), at)


def tell_return(document: Document, actor: User, reason: str, at: datetime) -> None:
    end_signing(document, actor, at)
    _tell(
        document,
        with_deputies([document.handler]),
        f"被退回：{document.listed_title}",
        f"{actor}退回了《{document.title}》。退回理由：{sentence(reason)}请修改后重新送审。",
        at,
    )


def tell_signed(document: Document, actor: User, at: datetime) -> None:
    close_deadline(kind=SIGN, target=document, actor=actor, at=at)


def tell_issued(document: Document, actor: User, at: datetime) -> None:
    """已制发: whoever serves is told, and the days for serving begin."""
    _tell(document, with_deputies([document.handler]), f"已制发：{document.number}", f"《{document.title}》（{document.number}）已制发，请送达。", at)
    _open(SERVE, document, f"送达：{document.listed_title} {document.number}", actor, at, rule_code="serve_document", verb="送达")


def tell_unrendered(document: Document, number: str, reason: str, at: datetime) -> None:
    body = f"《{document.title}》没有成文，文号{number}已作废，请处理后重新签发。原因：{reason}"
    _tell(document, [*with_deputies([document.handler]), *bureau_holders("documents.sign_document")], f"未成文：{document.title}", body, at)


def _open(kind: str, document: Document, title: str, actor: User, at: datetime, *, rule_code: str, verb: str) -> None:
    open_deadline(kind=kind, target=document, title=title, unit=bureau(), actor=actor, at=at, rule_code=rule_code, verb=verb, url=document.get_absolute_url())


def _tell(document: Document, people: list[User], title: str, body: str, at: datetime, mail: str = SEE) -> None:
    """In the product with what was written; by mail without reasons, which may hold facts of a case."""
    tell(recipients=people, title=title[:200], body=body, url=document.get_absolute_url(), at=at, target=document, mail_body=mail)


# --- to and from the units ------------------------------------------------------------------------------------------
def reply_due(document: Document, start_on: date) -> date | None:
    """回复期限 counted from the day of receipt; None when the document asks for no answer."""
    if document.reply_on:
        return document.reply_on
    if document.reply_days:
        return due_by_rule(Count(document.reply_days, document.reply_unit), start_on, calendar_around(start_on)).due_on
    return None


def objection_due(document: Document, start_on: date) -> date | None:
    """异议截止日. Basis: REG825-30."""
    if not document.objection_days:
        return None
    return due_by_rule(Count(document.objection_days, "calendar"), start_on, calendar_around(start_on)).due_on


def term_of(service: Service) -> dict[str, Any]:
    """期限 as the document states it, for a deadline: its rule while the term is the rule's own, else the day counted at service."""
    document = service.document
    rule = DeadlineRule.objects.filter(code=document.reply_rule, days=document.reply_days or 0, unit=document.reply_unit).first()
    return {"rule_code": rule.code} if rule and not document.reply_on else {"rule_code": "", "due_on": service.reply_due_on}


def open_reply(service: Service, actor: User, at: datetime) -> None:
    """The unit owes an answer by the day the document says."""
    document = service.document
    if service.reply_due_on is None or not document.kind.opens_reply:
        return
    what = document.kind.reply_what or "办理情况"
    open_deadline(
        kind=REPLY, target=service, title=f"{document.title}（{document.number}）：{what}", unit=service.unit, actor=actor, at=at,
        start_on=service.served_on, start_event="收到文书", basis=f"{document.number}载明", verb=f"报送{what}", url=document.get_absolute_url(),
        **term_of(service),
    )  # fmt: skip


def tell_served(service: Service, at: datetime) -> None:
    """文书送达: the unit's liaisons, with the days in words."""
    document = service.document
    parts = [f"{settings.BUREAU_NAME}向贵单位制发《{document.title}》（{document.number}），请签收"]
    if service.reply_due_on:
        parts.append(f"，并于{chinese_date(service.reply_due_on)}前报送{document.kind.reply_what or '办理情况'}")
    parts.append("。")
    if service.objection_due_on:
        parts.append(f"如有异议，可于{chinese_date(service.objection_due_on)}前向司法局书面提出并说明理由。")
    _tell(document, holders(service.unit, RECEIVE), f"收到文书：{document.title}（{document.number}）", "".join(parts), at, mail="".join([*parts, SEE]))


def settle_served(service: Service, at: datetime) -> None:
    """签收 ends what the unit was told of the document's arrival."""
    settle(Message.objects.about(service.document).filter(recipient__unit=service.unit), at)


def tell_revoked(document: Document, services: list[Service], actor: User, at: datetime) -> None:
    cancel_deadline(kind=SERVE, target=document, actor=actor, at=at)
    for service in services:
        cancel_deadline(kind=REPLY, target=service, actor=actor, at=at)
        body = f"《{document.title}》（{document.number}）已撤销。理由：{sentence(document.revoke_reason)}"
        _tell(document, holders(service.unit, RECEIVE), f"文书已撤销：{document.number}", body, at)


def tell_replied(service: Service, at: datetime) -> None:
    document = service.document
    _tell(
        document, with_deputies([document.handler]), f"已回复：{document.number}", f"{service.unit.name}回复了《{document.title}》（{document.number}）。", at
    )


def tell_objection(objection: Objection, actor: User, at: datetime) -> None:
    """异议: the bureau's fifteen days begin. Basis: REG825-30."""
    service = objection.service
    title = f"异议复查：{service.document.title}（{service.document.number}）"
    open_deadline(
        kind=OBJECTION,
        target=objection,
        title=title,
        unit=bureau(),
        actor=actor,
        at=at,
        rule_code="objection_answer",
        verb="答复",
        url=objection.get_absolute_url(),
    )
    _tell(service.document, bureau_holders("documents.decide_objection"), title, f"{service.unit.name}对{service.document.number}提出异议，请复查。", at)


def tell_objection_decided(objection: Objection, actor: User, at: datetime) -> None:
    service = objection.service
    close_deadline(kind=OBJECTION, target=objection, actor=actor, at=at)
    body = f"贵单位对{service.document.number}的异议已复查，结论：{objection.get_state_display()}。理由：{sentence(objection.opinion)}"
    _tell(service.document, holders(service.unit, RECEIVE), f"异议复查结果：{service.document.number}", body, at)
