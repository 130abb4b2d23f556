"""签发与线下审批: the number is taken in a short transaction; the files are made by a job afterwards."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from core.audit.trail import record
from core.errors import DomainError
from core.files.models import StoredFile
from core.jobs.models import Job
from core.jobs.queue import submit
from documents import notices
from documents.actions.drafting import refuse_incomplete
from documents.actions.numbers import take_number
from documents.actions.steps import advance
from documents.authors import SIGNING, authors_of, refuse_maker, takers_of
from documents.contexts import chinese_date
from documents.models import Document, Opinion, OpinionRole, PaperApproval
from documents.workflow import Act

if TYPE_CHECKING:
    from accounts.models import User

RENDER_JOB = "document_render"
CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without those that are read for one another
CODE_LENGTH = 16  # 78 bits
SIGN_FIELDS = ["status", "signed_by", "signed_at", "signer_name", "dated_on", "number", "code", "render_error", "job", "version"]


@transaction.atomic
def sign(*, document: Document, actor: User, at: datetime, text: str = "", number: str = "", version: int | None = None) -> Document:
    """签发: by somebody who neither made nor checked the draft; takes the number (or, where the government's office gives it, the typed one) and has the document rendered.

    Basis: REG825-26, SEPARATION. Raises PermissionDenied, IllegalTransition, StaleForm, DomainError.
    """
    document = advance(document, Act.SIGN, actor, version)
    refuse_maker(document, actor, SIGNING)
    refuse_incomplete(document)
    if number.strip() and document.kind.is_counted:
        raise DomainError("这类文书签发时自动编号，不录入文号。")
    document.signed_by, document.signer_name = actor, actor.signed_name
    _take_and_render(document, timezone.localdate(at), number, actor, at)
    Opinion.objects.create(document=document, role=OpinionRole.SIGN, author=actor, author_name=actor.signed_name, at=at, text=text)
    record(actor=actor, act=Act.SIGN, target=document, at=at, note=document.number)
    notices.tell_signed(document, actor, at)
    return document


@transaction.atomic
def record_paper_approval(
    *,
    document: Document,
    actor: User,
    at: datetime,
    scan: StoredFile,
    approver_name: str,
    approved_on: date,
    text: str = "",
    number: str = "",
    version: int | None = None,
) -> Document:
    """补录线下审批: the leader signed on paper; scan, name and day are kept, the number is counted or typed and checked free.

    The approver neither made nor checked the draft, whoever records it.
    """
    document = advance(document, Act.APPROVE_ON_PAPER, actor, version)
    refuse_incomplete(document)
    _refuse_approver(document, approver_name.strip())
    if approved_on > timezone.localdate(at):
        raise DomainError("批示日期不能晚于今天。")
    if approved_on < timezone.localdate(document.drafted_at):
        raise DomainError(f"批示日期不能早于拟制日期（{chinese_date(timezone.localdate(document.drafted_at))}）。")
    PaperApproval.objects.create(
        document=document, scan=scan, approver_name=approver_name.strip(), approved_on=approved_on, text=text, recorded_at=at, recorded_by=actor
    )
    document.signed_by, document.signer_name = None, approver_name.strip()
    _take_and_render(document, approved_on, number, actor, at)
    Opinion.objects.create(document=document, role=OpinionRole.SIGN, author=actor, author_name=approver_name.strip(), at=at, text=text, is_on_paper=True)
    record(actor=actor, act=Act.APPROVE_ON_PAPER, target=document, at=at, note=document.number)
    notices.tell_signed(document, actor, at)
    return document


def _refuse_approver(document: Document, name: str) -> None:
    """By name, for who signs on paper has no account in it."""
    if name in {maker.name for maker in (*authors_of(document), *takers_of(document))}:
        raise DomainError("拟制人不能签发本人拟制的文书，修改过、接手过这件文书的人也不能签发。")
    if document.reviewed_by is not None and name == document.reviewed_by.name:
        raise DomainError("核稿人不能签发本人核过的文书，请由他人签发。")


def _take_and_render(document: Document, dated_on: date, typed: str, actor: User, at: datetime) -> None:
    """Number, day, check code and the job, in the act's transaction."""
    document.number = take_number(document, typed=typed, year=dated_on.year, actor=actor, at=at)
    document.signed_at, document.dated_on, document.render_error = at, dated_on, ""
    document.code = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
    document.job = submit_render(document, actor, at)
    document.save(update_fields=SIGN_FIELDS)


def submit_render(document: Document, actor: User, at: datetime) -> Job:
    """成文任务 of this document under this number; a second click returns the same job."""
    return submit(
        kind=RENDER_JOB,
        title=f"成文：{document.number}",
        actor=actor,
        at=at,
        params={"document": document.pk, "number": document.number},
        key=f"{RENDER_JOB}:{document.pk}:{document.number}",
    )
