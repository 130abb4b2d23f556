"""Acts on a document as POSTs: find within sight, bind the form, call one action, answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest
from accounts.models import Unit, User
from accounts.proof import recent_login_required
from core.errors import DomainError, IllegalTransition, StaleForm
from core.files.actions import store
from core.files.models import StoredFile
from documents import actions, forms
from documents.actions.bringing_in import POWER
from documents.actions.steps import permission_for
from documents.models import Document, Service
from documents.pages import asked_of_text
from documents.views.document import document_page, found
from documents.workflow import Act


def perform(
    request: AuthedRequest, document: Document, powers: tuple[str, ...], form: django_forms.Form | None, bound_as: str, done: Callable[..., Any], said: str
) -> HttpResponse:
    """Call the act with the form's data; a refusal comes back on the page with the form as typed, a lost race as 409.

    `powers`: whoever holds none of them is refused before the form is looked at; the act asks again.
    """
    if not any(request.user.has_perm(power) for power in powers):
        raise PermissionDenied
    bound = {bound_as: form} if form is not None else {}
    if form is not None and not form.is_valid():
        return document_page(request, document, status=422, **bound)
    try:
        result = done(actor=request.user, at=timezone.now(), **(form.cleaned_data if form is not None else {}))
    except DomainError as refusal:
        document = found(request, document.pk)
        if form is None or isinstance(refusal, IllegalTransition | StaleForm):  # the document has moved on: the page may not hold the form any more
            messages.error(request, str(refusal))
        else:
            form.add_error(None, str(refusal))
        if form is not None:
            _look_again(form, document)
        return document_page(request, document, status=409 if isinstance(refusal, StaleForm) else 422, **bound)
    messages.success(request, said.format(number=getattr(result, "number", "")))
    return redirect(document)


def _look_again(form: django_forms.Form, document: Document) -> None:
    """The form now stands on the document as it is shown beside it, so what was typed can be sent again."""
    assert isinstance(form.data, QueryDict)  # noqa: S101 - for the type checker
    form.data = form.data.copy()
    form.data["version"] = str(document.version)


def powers_of(document: Document, act: Act) -> tuple[str, ...]:
    return (permission_for(document, act),)


def keep(purpose: str, upload: UploadedFile[Any], owner: Document | Service, unit: Unit | None, actor: User, at: datetime) -> StoredFile:
    """The file of an act's form, kept with the row it belongs to."""
    return store(purpose=purpose, name=upload.name or "扫描件", stream_or_bytes=upload.chunks(), actor=actor, at=at, unit=unit, owner=owner)


def act_view(
    act: Act, done: Callable[..., Document], said: str, form: type[forms.VersionForm] | None = None, bound_as: str = ""
) -> Callable[..., HttpResponse]:
    """The POST address of an act that takes what its form holds, or nothing."""

    @require_POST
    def view(request: AuthedRequest, pk: int) -> HttpResponse:
        document = found(request, pk)
        filled = form(request.POST) if form else None
        return perform(request, document, powers_of(document, act), filled, bound_as, partial(done, document=document), said)

    return view


document_submit = act_view(Act.SUBMIT, actions.submit_for_review, "已送审。", forms.OpinionForm, "opinion_form")
document_review = act_view(Act.REVIEW, actions.review, "已核稿，送领导签发。", forms.OpinionForm, "opinion_form")
document_drop = act_view(Act.DROP, actions.drop_draft, "已撤稿。", forms.ReasonForm, "reason_form")
document_return = act_view(Act.RETURN, actions.return_to_drafter, "文书回到拟制环节，可以修改。", forms.ReasonForm, "reason_form")
document_render_again = act_view(Act.RENDER_AGAIN, actions.render_again, "已重新成文，完成后提醒送达。")
document_void_number = act_view(Act.VOID, actions.void_number, "文号已作废并留号，文书退回签发前的环节。", forms.ReasonForm, "reason_form")
document_revoke = act_view(Act.REVOKE, actions.revoke, "已撤销文书，文号保留。", forms.ReasonForm, "reason_form")
document_archive = act_view(Act.ARCHIVE, actions.archive, "已归档。")


@require_POST
def document_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    document = found(request, pk)
    form = forms.TextForm(request.POST, **asked_of_text(document, request.user))

    def save(actor: User, at: datetime, **_: Any) -> Document:
        return actions.edit_document(
            document=document,
            actor=actor,
            at=at,
            version=form.cleaned_data["version"],
            content=form.content(),
            units=form.cleaned_data.get("units"),
            **form.terms(),
        )

    return perform(request, document, powers_of(document, Act.EDIT), form, "text_form", save, f"已保存草稿（{timezone.localtime():%H:%M}）。")


@require_POST
def document_sign(request: AuthedRequest, pk: int) -> HttpResponse:
    document = found(request, pk)
    form = forms.SignForm(request.POST, is_counted=document.kind.is_counted)
    return perform(
        request,
        document,
        powers_of(document, Act.SIGN),
        form,
        "sign_form",
        partial(actions.sign, document=document),
        "已签发，文号为 {number}。正在成文，完成后提醒送达。",
    )


@require_POST
def document_approve_on_paper(request: AuthedRequest, pk: int) -> HttpResponse:
    document = found(request, pk)
    form = forms.PaperForm(request.POST, request.FILES, is_counted=document.kind.is_counted)

    def save(actor: User, at: datetime, scan: UploadedFile[Any], **facts: Any) -> Document:
        kept = keep("document_approval", scan, document, document.to_unit, actor, at)
        return actions.record_paper_approval(document=document, actor=actor, at=at, scan=kept, **facts)

    return perform(
        request, document, powers_of(document, Act.APPROVE_ON_PAPER), form, "paper_form", transaction.atomic(save), "已补录线下审批，文号为 {number}。"
    )


@require_POST
def document_serve(request: AuthedRequest, pk: int) -> HttpResponse:
    document = found(request, pk)
    form = forms.ServeForm(request.POST, document=document)
    return perform(
        request, document, powers_of(document, Act.SERVE), form, "serve_form", partial(actions.serve, document=document), "已登记送达，已提醒受送达单位签收。"
    )


@require_POST
def document_attach_scan(request: AuthedRequest, pk: int) -> HttpResponse:
    document = found(request, pk)

    def save(actor: User, at: datetime, file: UploadedFile[Any]) -> Document:
        return actions.attach_scan(document=document, actor=actor, at=at, file=keep("document_sealed", file, document, document.to_unit, actor, at))

    form = forms.ScanForm(request.POST, request.FILES)
    return perform(request, document, (POWER,), form, "scan_form", transaction.atomic(save), "已补传扫描件。")


@require_POST
@recent_login_required
def document_seal(request: AuthedRequest, pk: int) -> HttpResponse:
    document = found(request, pk)

    def save(actor: User, at: datetime, file: UploadedFile[Any], version: int) -> Document:
        kept = keep("document_sealed", file, document, document.to_unit, actor, at)
        return actions.upload_sealed(document=document, actor=actor, at=at, file=kept, version=version)

    return perform(
        request,
        document,
        powers_of(document, Act.SEAL),
        forms.SealForm(request.POST, request.FILES),
        "seal_form",
        transaction.atomic(save),
        "已上传盖章件，送达时以盖章件为准。",
    )
