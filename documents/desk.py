"""工作台: what waits for a person among the documents; callables of DESK_BLOCKS."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Q, QuerySet, Value, When
from django.urls import reverse

from core.lists.desk import Task
from documents.actions.objections import barred_to
from documents.authors import made_by, not_for
from documents.models import Document, Objection, Service
from documents.models.document import TO_REVIEW, TO_SERVE, TO_SIGN
from documents.notices import OBJECTION, REPLY, SERVE, SIGN
from documents.workflow import OPEN_OBJECTIONS, ServiceState

if TYPE_CHECKING:
    from accounts.models import User

MOST = 50  # what has waited longest; the lists have the others


@dataclass(frozen=True)
class Step:
    """事项: documents of which `which` is true wait for holders of `power`, who `verb` them; never for who had it in hand when `not_own`."""

    kind: str
    verb: str
    power: str
    which: Q
    clock: str = ""
    not_own: bool = True
    is_own_word: bool = False

    def condition(self, user: User) -> Q:
        if not self.not_own:
            return self.which
        return self.which & ~(not_for(user) if self.clock == SIGN else made_by(user))


BUREAU, GOVERNMENT = Q(kind__issuer="bureau"), Q(kind__issuer="government")
STEPS = (
    Step("待签发", "签发", "documents.sign_document", TO_SIGN & BUREAU, SIGN, is_own_word=True),
    Step("待签发", "签发", "documents.sign_decision", TO_SIGN & GOVERNMENT, SIGN, is_own_word=True),
    Step("待核稿", "核稿", "documents.review_document", TO_REVIEW),
    Step("待送达", "送达", "documents.serve_document", TO_SERVE, SERVE, not_own=False),
)


def waiting(user: User, on: date) -> QuerySet[Any]:
    """The bare figure beside 文书: to be signed or checked by this person, else served upon the unit and to be signed for."""
    if user.has_perm("documents.receive_document"):
        return Service.objects.visible_to(user).to_receive()
    mine = [step.condition(user) for step in STEPS if step.not_own and user.has_perm(step.power)]
    documents = Document.objects.visible_to(user)
    return documents.filter(reduce(or_, mine)) if mine else documents.none()


def of_documents(user: User, on: date) -> list[Task]:
    """待签发 of the leaders and of the government's approver, 待核稿 of everybody but its makers, 待送达 of the office."""
    mine = {number: step.condition(user) for number, step in enumerate(STEPS) if user.has_perm(step.power)}
    if not mine:
        return []
    whens = [When(condition, then=Value(number)) for number, condition in mine.items()]
    found = Document.objects.visible_to(user).filter(reduce(or_, mine.values())).annotate(step=Case(*whens)).select_related("kind", "to_unit", "drafted_by")
    return [_task(document, STEPS[document.step]) for document in found.order_by("drafted_at", "pk")[:MOST]]  # type: ignore[attr-defined]


def _task(document: Document, step: Step) -> Task:
    return Task(
        step.kind,
        document.listed_title,
        document.get_absolute_url(),
        step.verb,
        note=f"{document.kind.short_name}　主送{document.to_text}　拟制人{document.drafted_by}",
        unit=str(document.to_unit or ""),
        target=document,
        clock=step.clock,
        is_own_word=step.is_own_word,
        series_url=reverse("documents:signing") if step.clock == SIGN else "",
    )


def of_objections(user: User, on: date) -> list[Task]:
    """异议复查: waits for those who decide objections, but never for who drafted or signed the document. Basis: REG825-30, SEPARATION."""
    if not user.has_perm("documents.decide_objection"):
        return []
    services = Service.objects.visible_to(user).filter(document__in=Document.objects.exclude(barred_to(user)))
    found = Objection.objects.filter(state__in=OPEN_OBJECTIONS, service__in=services).select_related("service__document__kind", "service__unit")
    return [_to_decide(row) for row in found.order_by("filed_at", "pk")[:MOST]]


def _to_decide(row: Objection) -> Task:
    document = row.service.document
    note = f"{document.number}　{row.get_state_display()}"
    return Task("异议", f"异议复查：{document.title}", row.get_absolute_url(), "复查", note=note, unit=str(row.service.unit), target=row, clock=OBJECTION)


def of_services(user: User, on: date) -> list[Task]:
    """最近送达 of a unit: to be signed for; 文书回复: signed for, the answer still owed."""
    if not user.has_perm("documents.receive_document"):
        return []
    services = Service.objects.visible_to(user)
    found = (services.to_receive() | services.to_answer()).select_related("document__kind", "unit")
    return [_to_receive(row) if row.state == ServiceState.SERVED else _to_answer(row) for row in found.order_by("served_at", "pk")[:MOST]]


def _to_receive(row: Service) -> Task:
    document = row.document
    note = f"{document.number}　{document.kind.short_name}"
    due_on = row.reply_due_on if document.kind.opens_reply else None  # else the business it came from counts the days
    return Task("最近送达", document.title, document.get_absolute_url(), "签收", note=note, due_on=due_on, unit=str(row.unit))


def _to_answer(row: Service) -> Task:
    document = row.document
    note = f"{document.number}　{document.kind.reply_what}"
    url = document.get_absolute_url()
    return Task("文书回复", document.title, url, "回复", note=note, due_on=row.reply_due_on, unit=str(row.unit), target=row, clock=REPLY)
