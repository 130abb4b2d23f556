"""工作台: what waits for a person among the documents; callables of DESK_BLOCKS."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from core.lists.desk import Task
from core.notices.actions import deadlines_of
from documents.models import Document, Service
from documents.notices import REPLY, SERVE, SIGN
from documents.workflow import Status

if TYPE_CHECKING:
    from accounts.models import User

MOST = 50


def waiting(user: User, on: date) -> QuerySet[Any]:
    """The bare figure beside 文书: to be signed or checked by this person, else served upon the unit and to be signed for."""
    if user.has_perm("documents.receive_document"):
        return Service.objects.visible_to(user).to_receive()
    steps = (("documents.sign_document", Q(status=Status.REVIEWED)), ("documents.review_document", Q(status=Status.DRAFTED, submitted_at__isnull=False)))
    mine = [step for power, step in steps if user.has_perm(power)]
    documents = Document.objects.visible_to(user).exclude(drafted_by=user)
    return documents.filter(reduce(or_, mine)) if mine else documents.none()


def to_sign(user: User, on: date) -> list[Task]:
    """待签发 of the leaders, and of the government's approver for what the government issues."""
    powers = {"bureau": user.has_perm("documents.sign_document"), "government": user.has_perm("documents.sign_decision")}
    issuers = [issuer for issuer, holds in powers.items() if holds]
    if not issuers:
        return []
    waiting = list(Document.objects.visible_to(user).for_display().to_sign().filter(kind__issuer__in=issuers).exclude(drafted_by=user)[:MOST])
    return _tasks(waiting, "待签发", "签发", SIGN)


def to_review(user: User, on: date) -> list[Task]:
    """待核稿 of everybody but the drafter."""
    if not user.has_perm("documents.review_document"):
        return []
    waiting = list(Document.objects.visible_to(user).for_display().to_review().exclude(drafted_by=user)[:MOST])
    return _tasks(waiting, "待核稿", "核稿", SIGN)


def to_serve(user: User, on: date) -> list[Task]:
    """待送达."""
    if not user.has_perm("documents.serve_document"):
        return []
    return _tasks(list(Document.objects.visible_to(user).for_display().to_serve()[:MOST]), "待送达", "送达", SERVE)


def _tasks(documents: list[Document], kind: str, verb: str, deadline_kind: str) -> list[Task]:
    deadlines = deadlines_of(documents, deadline_kind)
    found = []
    for document in documents:
        deadline = deadlines.get(document.pk)
        note = f"{document.kind.short_name}　主送{document.to_text}　拟制人{document.drafted_by}"
        found.append(
            Task(
                kind,
                document.title,
                document.get_absolute_url(),
                verb,
                note=note,
                due_on=deadline.due_on if deadline else None,
                deadline=deadline,
                unit=str(document.to_unit or ""),
            )
        )
    return found


def to_receive(user: User, on: date) -> list[Task]:
    """最近送达 of the liaisons: to be signed for."""
    if not user.has_perm("documents.receive_document"):
        return []
    waiting = Service.objects.visible_to(user).to_receive().select_related("document__kind", "unit").order_by("-served_at")[:MOST]
    return [
        Task(
            "最近送达",
            row.document.title,
            row.document.get_absolute_url(),
            "签收",
            note=f"{row.document.number}　{row.document.kind.short_name}",
            due_on=row.reply_due_on,
            unit=str(row.unit),
        )
        for row in waiting
    ]


def to_answer(user: User, on: date) -> list[Task]:
    """待回复 of the liaisons: signed for, the answer still owed."""
    if not user.has_perm("documents.receive_document"):
        return []
    waiting = list(Service.objects.visible_to(user).to_answer().select_related("document__kind", "unit").order_by("reply_due_on")[:MOST])
    deadlines = deadlines_of(waiting, REPLY)
    return [
        Task(
            "文书回复",
            row.document.title,
            row.document.get_absolute_url(),
            "回复",
            note=f"{row.document.number}　{row.document.kind.reply_what}",
            due_on=row.reply_due_on,
            deadline=deadlines.get(row.pk),
            unit=str(row.unit),
        )
        for row in waiting
    ]
