"""The list, drafting and the page of one document."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import AuthedRequest
from core.errors import DomainError
from core.lists.view import list_view
from documents import actions
from documents.contexts import own_name
from documents.forms import ChooseForm, TextForm
from documents.lists import DOCUMENTS, RECEIVED
from documents.models import Document, DocumentKind
from documents.pages import page_of
from documents.render import house


@require_safe
def document_list(request: AuthedRequest) -> HttpResponseBase:
    """监督文书: the bureau's whole ledger, or what was served on the user's units."""
    return list_view(request, DOCUMENTS if request.user.unit_ids() is None else RECEIVED)


def found(request: AuthedRequest, pk: int) -> Document:
    """The document within sight, else 404."""
    return get_object_or_404(Document.objects.visible_to(request.user).for_page(), pk=pk)


def document_page(request: AuthedRequest, document: Document, status: int = 200, **bound: Any) -> HttpResponse:
    return render(request, "documents/document_detail.html", page_of(document, request.user, **bound), status=status)


@require_safe
def document_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    return document_page(request, found(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def document_create(request: AuthedRequest) -> HttpResponse:
    """拟制文书: choose kind and unit (in the address), then write."""
    if not request.user.has_perm("documents.draft_document"):
        raise PermissionDenied
    chosen = ChooseForm(request.GET if "kind" in request.GET else None, user=request.user)
    if not chosen.is_bound or not chosen.is_valid():
        return render(request, "documents/document_choose.html", {"form": chosen, "kinds": DocumentKind.objects.filter(is_active=True)})
    kind, unit = chosen.cleaned_data["kind"], chosen.cleaned_data["unit"]
    form = TextForm(request.POST or None, kind=kind, user=request.user, initial=_initial(kind, unit))
    if request.method == "POST" and form.is_valid():
        try:
            document = actions.draft(
                kind=kind.pk, to_unit=unit, content=form.content(), actor=request.user, at=timezone.now(), more_units=form.cleaned_data["units"], **form.terms()
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(document)
    context = {
        "form": form,
        "kind": kind,
        "unit": unit,
        "is_vertical": bool(unit and unit.is_vertical and kind.pk != "inform"),
        "own_name": own_name(kind.full_name),
    }
    return render(request, "documents/document_form.html", context, status=422 if request.method == "POST" else 200)


def _initial(kind: DocumentKind, unit: Any) -> dict[str, str]:
    names = house()
    words = {"bureau": names.bureau, "government": names.government, "year": timezone.localdate().year, "unit": unit.name if unit else "××", "subject": "××"}
    title = kind.title_pattern
    for name, word in words.items():
        title = title.replace("{" + name + "}", str(word))
    return {"title": title, "to_text": unit.name if unit else ""}
