"""Acts of and for one unit: signing for, receipt, answer, objection."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest
from accounts.models import User
from documents import actions, forms
from documents.models import Document, Objection, Service
from documents.views.acts import keep, perform
from documents.views.document import found
from documents.workflow import ObjectionAct

RECEIVE, SERVE, DECIDE = "documents.receive_document", "documents.serve_document", "documents.decide_objection"


def _service(request: AuthedRequest, document: Document, pk: int) -> Service:
    return get_object_or_404(Service.objects.visible_to(request.user).filter(document=document).select_related("unit"), pk=pk)


def _objection(request: AuthedRequest, document: Document, pk: int) -> Objection:
    return get_object_or_404(Objection.objects.filter(service__in=Service.objects.visible_to(request.user).filter(document=document)), pk=pk)


@require_POST
def service_receive(request: AuthedRequest, pk: int, service_pk: int) -> HttpResponse:
    document = found(request, pk)
    service = _service(request, document, service_pk)
    said = f"已签收（{timezone.localtime():%Y-%m-%d %H:%M}）。"
    return perform(request, document, (RECEIVE,), None, "", lambda **facts: actions.receive(service=service, **facts), said)


@require_POST
def service_attach_receipt(request: AuthedRequest, pk: int, service_pk: int) -> HttpResponse:
    document = found(request, pk)
    service = _service(request, document, service_pk)

    def save(actor: User, at: datetime, file: UploadedFile[Any]) -> Service:
        return actions.attach_receipt(service=service, actor=actor, at=at, file=keep("document_receipt", file, service, service.unit, actor, at))

    return perform(request, document, (SERVE,), forms.ReceiptForm(request.POST, request.FILES), "receipt_form", transaction.atomic(save), "已上传送达回证。")


@require_POST
def service_reply(request: AuthedRequest, pk: int, service_pk: int) -> HttpResponse:
    document = found(request, pk)
    service = _service(request, document, service_pk)

    def save(actor: User, at: datetime, note: str, file: UploadedFile[Any] | None) -> Service:
        kept = keep("document_reply", file, service, service.unit, actor, at) if file else None
        return actions.record_reply(service=service, actor=actor, at=at, note=note, file=kept)

    return perform(request, document, (RECEIVE, SERVE), forms.ReplyForm(request.POST, request.FILES), "reply_form", transaction.atomic(save), "已回复。")


@require_POST
def service_object(request: AuthedRequest, pk: int, service_pk: int) -> HttpResponse:
    document = found(request, pk)
    service = _service(request, document, service_pk)
    return perform(
        request,
        document,
        (RECEIVE,),
        forms.ObjectionForm(request.POST),
        "objection_form",
        lambda **facts: actions.object_to(service=service, **facts),
        "已提出异议，司法局复查后答复您。",
    )


@require_POST
def objection_check(request: AuthedRequest, pk: int, objection_pk: int) -> HttpResponse:
    document = found(request, pk)
    objection = _objection(request, document, objection_pk)
    return perform(request, document, (DECIDE,), None, "", lambda **facts: actions.check_objection(objection=objection, **facts), "已受理，复查中。")


@require_POST
def objection_decide(request: AuthedRequest, pk: int, objection_pk: int) -> HttpResponse:
    document = found(request, pk)
    objection = _objection(request, document, objection_pk)

    form = forms.DecisionForm(request.POST, acts=actions.objection_acts(document, request.user))

    def save(actor: User, at: datetime, act: str, opinion: str) -> Any:
        return actions.decide_objection(objection=objection, act=ObjectionAct(act), actor=actor, at=at, opinion=opinion)

    return perform(request, document, (DECIDE,), form, "decision_form", save, "已作出复查结论并告知单位。")
