"""Acts on a paper received as POSTs: find within sight, bind the form, call one action, answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest
from core.errors import DomainError, IllegalTransition, StaleForm
from core.files.models import StoredFile
from documents.incoming import actions
from documents.incoming.access import PURPOSE
from documents.incoming.forms import FindForm, LinkForm
from documents.incoming.models import Incoming
from documents.incoming.pages import FORMS
from documents.incoming.views.pages import found, incoming_page, link_page, look_again
from documents.incoming.workflow import HANDLE, TRANSITIONS, Act


def perform(request: AuthedRequest, incoming: Incoming, act: Act, form: django_forms.Form, bound_as: str, done: Callable[..., Any], said: str) -> HttpResponse:
    """Call the act with the form's data; a refusal comes back on the page with the form as typed, a lost race as 409."""
    if not request.user.has_perm(TRANSITIONS[act].permission):
        raise PermissionDenied
    bound = {bound_as: form}
    if not form.is_valid():
        return incoming_page(request, incoming, status=422, **bound)
    try:
        done(actor=request.user, at=timezone.now(), **form.cleaned_data)
    except DomainError as refusal:
        incoming = found(request, incoming.pk)
        if isinstance(refusal, IllegalTransition | StaleForm):  # the paper has moved on: the page may not hold the form any more
            messages.error(request, str(refusal))
        else:
            form.add_error(None, str(refusal))
        look_again(form, incoming)
        return incoming_page(request, incoming, status=409 if isinstance(refusal, StaleForm) else 422, **bound)
    messages.success(request, said)
    return redirect(incoming if Incoming.objects.visible_to(request.user).filter(pk=incoming.pk).exists() else "documents:incoming-list")


def act_view(act: Act, done: Callable[..., Any], said: str) -> Callable[..., HttpResponse]:
    """The POST address of an act that takes what its form holds."""
    name, form = FORMS[act]

    @require_POST
    def view(request: AuthedRequest, pk: int) -> HttpResponse:
        incoming = found(request, pk)
        return perform(request, incoming, act, form(request.POST), name, partial(done, incoming=incoming), said)

    return view


incoming_assign = act_view(Act.ASSIGN, actions.assign, "已分办，已提醒承办人。")
incoming_mark_read = act_view(Act.READ, actions.mark_read, "已按阅知办结。")
incoming_reassign = act_view(Act.REASSIGN, actions.reassign, "已改派，已提醒承办人。")
incoming_send_back = act_view(Act.SEND_BACK, actions.send_back, "已退回分办。")
incoming_instruct = act_view(Act.INSTRUCT, actions.instruct, "已批示，已提醒承办人和登记人。")
incoming_record_instruction = act_view(Act.RECORD_INSTRUCTION, actions.record_instruction, "已补录批示。")
incoming_set_deadline = act_view(Act.SET_DEADLINE, actions.set_deadline, "已调整办理期限。")
incoming_note_progress = act_view(Act.PROGRESS, actions.note_progress, "已登记进展。")
incoming_reply = act_view(Act.REPLY, actions.reply, "已登记回复，办完后请办结。")
incoming_return = act_view(Act.RETURN, actions.return_for_rework, "已退回重办。")
incoming_close = act_view(Act.CLOSE, actions.close, "已办结。")
incoming_reopen = act_view(Act.REOPEN, actions.reopen, "已重新办理，已提醒承办人。")
incoming_void = act_view(Act.VOID, actions.void, "已作废，编号保留。")


def _refuse(request: AuthedRequest, incoming: Incoming, refusal: str) -> HttpResponse:
    messages.error(request, refusal)
    return incoming_page(request, found(request, incoming.pk), status=422)


@require_POST
def incoming_link(request: AuthedRequest, pk: int) -> HttpResponse:
    """关联 what was chosen; a refusal comes back on the chooser."""
    incoming = found(request, pk)
    if not request.user.has_perm(HANDLE):
        raise PermissionDenied
    form = LinkForm(request.POST)
    if not form.is_valid():
        return link_page(request, incoming, FindForm(), status=422, refusal="请选择要关联的事项。")
    try:
        made = actions.link(incoming=incoming, actor=request.user, at=timezone.now(), **form.cleaned_data)
    except DomainError as refusal:
        return link_page(request, found(request, pk), FindForm(), status=409 if isinstance(refusal, StaleForm) else 422, refusal=str(refusal))
    messages.success(request, f"已关联{made.label}。")
    return redirect(incoming)


@require_POST
def incoming_unlink(request: AuthedRequest, pk: int, link_pk: int) -> HttpResponse:
    incoming = found(request, pk)
    if not request.user.has_perm(HANDLE):
        raise PermissionDenied
    link = get_object_or_404(incoming.links, pk=link_pk)
    try:
        actions.unlink(incoming=incoming, link=link, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _refuse(request, incoming, str(refusal))
    messages.success(request, f"已取消关联{link.label}。")
    return redirect(incoming)


@require_POST
def incoming_remove_scan(request: AuthedRequest, pk: int, file_pk: UUID) -> HttpResponse:
    incoming = found(request, pk)
    file = get_object_or_404(StoredFile.objects.owned_by(incoming).filter(purpose=PURPOSE).present(), pk=file_pk)
    try:
        actions.remove_scan(incoming=incoming, file=file, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        return _refuse(request, incoming, str(refusal))
    messages.success(request, f"已移除“{file}”。")
    return redirect(incoming)
