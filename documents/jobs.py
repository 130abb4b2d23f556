"""成文任务: render a signed document and issue it; what fails for good voids the number."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from core.errors import DomainError
from core.jobs.models import Job
from core.jobs.run import Beat, JobCancelled, Outcome
from documents import docx
from documents.actions import fail_render, issue
from documents.contexts import context_for
from documents.models import Document
from documents.render import house, pdf_of, qr_address
from documents.workflow import Status


def render(job: Job, beat: Beat) -> Outcome:
    """Make PDF and Word and issue the document; run twice it changes nothing.

    The files come from the text as signed. A refusal by the renderer, or a third broken attempt, voids the number.
    """
    document = Document.objects.select_related("kind").get(pk=job.params["document"])
    number = job.params["number"]
    if document.status != Status.SIGNED or document.number != number:
        return Outcome(url=document.get_absolute_url(), summary=f"{number}已办理")
    try:
        pdf, word = files_of(document, beat)
        issue(document=document, number=number, pdf=pdf, docx=word, actor=job.requested_by, at=timezone.now())
    except DomainError as refusal:
        fail_render(document=document, number=number, reason=str(refusal), actor=job.requested_by, at=timezone.now())
        raise
    except JobCancelled:
        raise
    except Exception:
        if job.attempts >= settings.JOB_MAX_ATTEMPTS:
            fail_render(document=document, number=number, reason="多次成文都没有完成。", actor=job.requested_by, at=timezone.now())
        raise
    return Outcome(url=document.get_absolute_url(), summary=f"已制发 {number}")


def files_of(document: Document, beat: Beat | None = None) -> tuple[bytes, bytes]:
    """PDF and Word of a signed document; `kind` must be loaded."""
    if beat is not None:
        beat(done=0, total=2, stage="排 PDF")
    context = context_for(document, house(), year=document.dated_on.year if document.dated_on else 0)
    pdf = pdf_of(context, identifier=document.code or "")
    if beat is not None:
        beat(done=1, stage="排 Word")
    return pdf, docx.document_of(context, qr_address(context["verify_url"]))
