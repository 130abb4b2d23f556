"""制发: files, hash and state in one transaction; voiding, sealing, revoking, archiving."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from core.audit.trail import record
from core.errors import DomainError
from core.files.actions import store
from core.files.models import StoredFile
from core.jobs.models import OPEN_STATES
from core.workflow import next_status
from documents import notices
from documents.actions.approval import submit_render
from documents.actions.numbers import void
from documents.actions.steps import advance
from documents.contexts import chinese_date
from documents.handlers import on_document
from documents.models import Document, Objection
from documents.workflow import ISSUED_STATUSES, OPEN_OBJECTIONS, TRANSITIONS, Act, ObjectionState, Status

if TYPE_CHECKING:
    from accounts.models import User

ISSUED = "document_issued"


@transaction.atomic
def issue(*, document: Document, number: str, pdf: bytes, docx: bytes, actor: User, at: datetime) -> Document:
    """制发: called by the render job of a signed document, so it asks for no power of its own; a second run changes nothing.

    The files with their hashes and the state 已制发 are written together. Basis: REG825-26.
    """
    document = Document.objects.select_related("kind", "drafted_by", "to_unit").select_for_update(of=("self",)).get(pk=document.pk)
    if document.status in ISSUED_STATUSES:
        return document
    if document.number != number:
        raise DomainError(f"文号 {number} 已作废，不再成文。")
    document.status = next_status(TRANSITIONS, Act.ISSUE, document.status)
    name = f"{document.number} {document.title}"[:200]
    document.pdf = store(purpose=ISSUED, name=f"{name}.pdf", stream_or_bytes=pdf, actor=actor, at=at, unit=document.to_unit, owner=document)
    document.docx = store(purpose=ISSUED, name=f"{name}.docx", stream_or_bytes=docx, actor=actor, at=at, unit=document.to_unit, owner=document)
    document.issued_at = at
    document.save(update_fields=["status", "pdf", "docx", "issued_at"])
    record(actor=actor, act=Act.ISSUE, target=document, at=at, note=f"SHA-256 {document.pdf.sha256}")
    notices.tell_issued(document, actor, at)
    on_document("on_issued", document, actor, at)
    return document


@transaction.atomic
def fail_render(*, document: Document, number: str, reason: str, actor: User, at: datetime) -> Document:
    """成文最终失败: the number is voided with its reason, the document goes back to where it was signed from."""
    document = Document.objects.select_related("kind", "drafted_by").select_for_update(of=("self",)).get(pk=document.pk)
    if document.status != Status.SIGNED or document.number != number:
        return document
    _free(document, f"成文失败：{reason}", actor, at)
    notices.tell_unrendered(document, number, reason, at)
    return document


def _free(document: Document, reason: str, actor: User, at: datetime) -> None:
    """Void the number and clear the signature; the document stands again where it was signed from, so that 核稿 is not skipped. Basis: SEPARATION."""
    void(document, reason=reason, actor=actor, at=at)
    is_checked = document.reviewed_at is not None or (document.submitted_at is not None and not document.kind.needs_review)
    document.status = Status.REVIEWED if is_checked else Status.DRAFTED
    document.number, document.code, document.signer_name, document.render_error = "", None, "", reason[:300]
    document.signed_by = document.signed_at = document.dated_on = document.job = None
    document.save(update_fields=["status", "number", "code", "signer_name", "render_error", "signed_by", "signed_at", "dated_on", "job", "version"])


@transaction.atomic
def void_number(*, document: Document, actor: User, at: datetime, reason: str, version: int | None = None) -> Document:
    """作废文号: before the document is issued; the number keeps its place in the register, the document stands where it was signed from."""
    document = advance(document, Act.VOID, actor, version)
    if not reason.strip():
        raise DomainError("作废文号必须写明原因。")
    number = document.number
    _free(document, reason, actor, at)
    record(actor=actor, act=Act.VOID, target=document, at=at, note=f"{number}：{reason}")
    return document


@transaction.atomic
def render_again(*, document: Document, actor: User, at: datetime) -> Document:
    """重新成文: for a signed document whose job was lost; the number stays."""
    document = advance(document, Act.RENDER_AGAIN, actor)
    if document.job is not None and document.job.state in OPEN_STATES:
        raise DomainError("成文任务还在处理，完成后提醒您。")
    document.job = submit_render(document, actor, at)
    document.save(update_fields=["job", "version"])
    record(actor=actor, act=Act.RENDER_AGAIN, target=document, at=at)
    return document


@transaction.atomic
def upload_sealed(*, document: Document, actor: User, at: datetime, file: StoredFile, version: int | None = None) -> Document:
    """上传盖章件: the sealed scan becomes the version that is served, until the first unit has it; the earlier scan stays in the file store."""
    document = advance(document, Act.SEAL, actor, version)
    if document.services.served().exists():
        raise DomainError("已经送达过单位，不能再换盖章件：各单位收到的应是同一份文书。")
    document.sealed_file, document.sealed_at = file, at
    document.save(update_fields=["status", "sealed_file", "sealed_at", "version"])
    record(actor=actor, act=Act.SEAL, target=document, at=at, note=f"SHA-256 {file.sha256}")
    return document


@transaction.atomic
def revoke(*, document: Document, actor: User, at: datetime, reason: str, version: int | None = None) -> Document:
    """撤销文书: by who may sign it; the units it was served on are told, open terms fall away, the number stays used."""
    document = advance(document, Act.REVOKE, actor, version)
    if not reason.strip():
        raise DomainError("请填写撤销理由。")
    return finish_revoking(document, actor, at, reason)


def finish_revoking(document: Document, actor: User, at: datetime, reason: str) -> Document:
    """What revoking writes; `document` is locked and stands at 已撤销 already."""
    document.revoked_at, document.revoke_reason = at, reason[:200]
    document.save(update_fields=["status", "revoked_at", "revoke_reason", "version"])
    record(actor=actor, act=Act.REVOKE, target=document, at=at, note=reason)
    notices.tell_revoked(document, list(document.services.select_related("unit").filter(served_at__isnull=False)), actor, at)
    _end_objections(document, actor, at)
    on_document("on_revoked", document, actor, at)
    return document


def _end_objections(document: Document, actor: User, at: datetime) -> None:
    """撤销原文书: what the unit asked for has happened, so no check is owed any more; what was decided before stays as decided."""
    waiting = Objection.objects.filter(service__document=document, state__in=OPEN_OBJECTIONS).select_for_update(of=("self",))
    for objection in waiting.select_related("service__document", "service__unit"):
        objection.state, objection.opinion = ObjectionState.WITHDRAWN, document.revoke_reason
        objection.decided_at, objection.decided_by = at, actor
        objection.save(update_fields=["state", "opinion", "decided_at", "decided_by"])
        notices.tell_objection_decided(objection, actor, at)


def still_owed(document: Document, on: date) -> str:
    """What keeps a served document from being archived on `on`, in one sentence; "" when nothing does. Basis: REG825-30."""
    if answers := document.services.unanswered().count():
        return f"还有 {answers} 个单位没有回复，回复后才能归档。"
    if Objection.objects.filter(service__document=document, state__in=OPEN_OBJECTIONS).exists():
        return "还有异议在复查，作出复查决定后才能归档。"
    last = document.services.may_still_object(on).aggregate(last=Max("objection_due_on"))["last"]
    return f"异议期限{chinese_date(last)}届满，届满后才能归档。" if last else ""


@transaction.atomic
def archive(*, document: Document, actor: User, at: datetime, version: int | None = None) -> Document:
    """归档: served, every answer that was asked for is in, every objection decided and none can come any more."""
    document = advance(document, Act.ARCHIVE, actor, version)
    if owed := still_owed(document, timezone.localdate(at)):
        raise DomainError(owed)
    document.archived_at = at
    document.save(update_fields=["status", "archived_at", "version"])
    record(actor=actor, act=Act.ARCHIVE, target=document, at=at)
    return document
