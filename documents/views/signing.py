"""逐件签发: one document per screen, read to its end, signed or returned; then the next one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts.http import AuthedRequest
from core.errors import DomainError, IllegalTransition, StaleForm
from documents import actions
from documents.actions.steps import permission_for
from documents.forms import ReasonForm, SignForm, VersionForm
from documents.models import Document
from documents.signing import Round, may_sign, next_in, page_of_signing, queue_of, round_of, summary_of
from documents.views.document import found
from documents.workflow import Act

PAGE, SUMMARY = "documents/signing_document.html", "documents/signing_summary.html"
CONSENT = "同意签发。"


@require_safe
def signing_next(request: AuthedRequest) -> HttpResponse:
    """The next document of the round, or what the round has brought."""
    if not may_sign(request.user):
        raise PermissionDenied
    round_, queue = round_of(request.GET, timezone.now()), queue_of(request.user)
    pk = next_in(round_, queue)
    if pk is not None:
        return redirect(round_.page_url(pk))
    return render(request, SUMMARY, summary_of(round_, request.user, queue))


@require_safe
def signing_document(request: AuthedRequest, pk: int) -> HttpResponse:
    document = _in_power(request, pk, Act.SIGN)
    return _page(request, document, round_of(request.GET, timezone.now()))


@require_POST
def signing_read(request: AuthedRequest, pk: int) -> HttpResponse:
    """已阅读全文: noted for this version; what was typed beside it stays."""
    document, round_ = _in_power(request, pk, Act.SIGN), round_of(request.POST, timezone.now())
    form = VersionForm(request.POST)
    if not form.is_valid():
        return _page(request, document, round_, status=422)
    try:
        actions.note_reading(document=document, actor=request.user, at=timezone.now(), version=form.cleaned_data["version"])
    except DomainError as refusal:
        return _refused(request, pk, round_, refusal, "sign_form", SignForm)
    if getattr(request, "htmx", False) or request.POST.get("text", CONSENT) != CONSENT:
        return _page(request, document, round_, sign_form=_shown_again(SignForm, request.POST, document))
    return redirect(f"{round_.page_url(pk)}#act")


@require_POST
def signing_sign(request: AuthedRequest, pk: int) -> HttpResponse:
    """签发 of what this person has read; the next one comes at once."""
    return _decide(request, pk, Act.SIGN, "sign_form", SignForm, actions.sign_what_was_read, "已签发，文号为 {number}。")


@require_POST
def signing_return(request: AuthedRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, Act.RETURN, "reason_form", ReasonForm, actions.return_to_drafter, "已退回修改。")


def _decide(request: AuthedRequest, pk: int, act: Act, bound_as: str, form_class: type[VersionForm], done: Callable[..., Document], said: str) -> HttpResponse:
    document, round_ = _in_power(request, pk, act), round_of(request.POST, timezone.now())
    form = _bound(form_class, request.POST, document)
    if not form.is_valid():
        return _page(request, document, round_, status=422, **{bound_as: form})
    try:
        result = done(document=document, actor=request.user, at=timezone.now(), **form.cleaned_data)
    except DomainError as refusal:
        document = found(request, pk)
        if act is Act.SIGN and document.signed_by_id == request.user.pk:  # the second of two clicks
            result = document
        else:
            return _refused(request, pk, round_, refusal, bound_as, form_class)
    messages.success(request, said.format(number=result.number))
    return redirect(round_.next_url)


def _in_power(request: AuthedRequest, pk: int, act: Act) -> Document:
    """The document within sight, else 404; 403 for whoever may not do `act` on it."""
    document = found(request, pk)
    if not may_sign(request.user) or not request.user.has_perm(permission_for(document, act)):
        raise PermissionDenied
    return document


def _refused(request: AuthedRequest, pk: int, round_: Round, refusal: DomainError, bound_as: str, form_class: type[VersionForm]) -> HttpResponse:
    """The page as it stands now with what was typed; 409 where somebody else was first."""
    document = found(request, pk)
    if getattr(request, "htmx", False):  # the reader has scrolled to the end of what is not there any more
        messages.error(request, str(refusal))
        return HttpResponseClientRedirect(round_.page_url(pk))
    form, is_late = _shown_again(form_class, request.POST, document), isinstance(refusal, StaleForm | IllegalTransition)
    if is_late or not form.is_valid():
        messages.error(request, str(refusal))
    else:
        form.add_error(None, str(refusal))
    return _page(request, document, round_, status=409 if is_late else 422, **{bound_as: form})


def _bound(form_class: type[VersionForm], data: QueryDict, document: Document) -> Any:
    return form_class(data, is_counted=document.kind.is_counted) if form_class is SignForm else form_class(data)


def _shown_again(form_class: type[VersionForm], data: QueryDict, document: Document) -> Any:
    """What was typed, on the version that is shown beside it."""
    data = data.copy()
    data["version"] = str(document.version)
    return _bound(form_class, data, document)


def _page(request: AuthedRequest, document: Document, round_: Round, status: int = 200, **bound: Any) -> HttpResponse:
    empty = {"version": document.version}
    forms = {
        "sign_form": SignForm(initial={**empty, "text": CONSENT}, is_counted=document.kind.is_counted),
        "reason_form": ReasonForm(initial=empty),
    }
    return render(request, PAGE, page_of_signing(document, request.user, round_, **{**forms, **bound}), status=status)
