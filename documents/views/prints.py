"""Pages for paper: the document itself, 发文稿纸, 送达回证; and the Word file of a draft. Whoever takes one is on record. Basis: GB22239-AUDIT."""

from __future__ import annotations

from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import AuthedRequest
from core.audit.trail import record
from core.files.kinds import TYPES
from documents import docx
from documents.contexts import context_for
from documents.models import Document, OpinionRole, Service
from documents.render import house, html_of, qr_address
from documents.views.document import found

WORD = TYPES["docx"].mime


def _inside(request: AuthedRequest) -> None:
    """Drafts and their approval stay inside the bureau."""
    if request.user.unit_ids() is not None:
        raise PermissionDenied


def _written(request: AuthedRequest, pk: int) -> Document:
    """A document whose text is here: of one from before the system nothing may be printed as if it were."""
    document = found(request, pk)
    if document.came_by_import:
        raise Http404
    return document


def _print(request: AuthedRequest, document: Document, what: str) -> None:
    record(actor=request.user, act="print", act_label="打印", target=document, at=timezone.now(), note=what)


@require_safe
def document_print(request: AuthedRequest, pk: int) -> HttpResponse:
    """打印: the paper as HTML, also where no PDF can be made."""
    document = _written(request, pk)
    context = context_for(document, house(), year=timezone.localdate().year)
    _print(request, document, "公文")
    return HttpResponse(html_of(context, stylesheet=static("documents/paper.css")))


@require_safe
def document_word(request: AuthedRequest, pk: int) -> HttpResponse:
    """下载 Word of what is not issued yet; the issued file is the one in the store."""
    document = _written(request, pk)
    _inside(request)
    context = context_for(document, house(), year=timezone.localdate().year)
    response = HttpResponse(docx.document_of(context, qr_address(context["verify_url"])), content_type=WORD)
    record(actor=request.user, act="file.download", act_label="下载文件", target=document, at=timezone.now(), note="Word 草稿")
    name = quote(f"{document.number or '草稿'} {document.title}.docx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def document_approval_sheet(request: AuthedRequest, pk: int) -> HttpResponse:
    """发文稿纸: to be signed on paper, or as the record of who said what."""
    document = _written(request, pk)
    _inside(request)
    _print(request, document, "发文稿纸")
    return render(request, "documents/approval_sheet.html", {"document": document, "house": house(), "said": _said(document)})


def _said(document: Document) -> dict[str, object]:
    """The last opinion of each stage."""
    rows = {row.role: row for row in document.opinions.all()}
    return {"draft": rows.get(OpinionRole.DRAFT), "review": rows.get(OpinionRole.REVIEW), "sign": rows.get(OpinionRole.SIGN)}


@require_safe
def service_receipt(request: AuthedRequest, pk: int, service_pk: int) -> HttpResponse:
    """送达回证."""
    document = found(request, pk)
    services = Service.objects.visible_to(request.user).filter(document=document).select_related("unit")
    service = get_object_or_404(services, pk=service_pk)
    _print(request, document, f"送达回证：{service.unit.name}")
    return render(request, "documents/service_receipt.html", {"document": document, "service": service, "house": house()})
