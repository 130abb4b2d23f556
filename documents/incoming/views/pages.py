"""The list, the forms of the register, the page of one paper, 收文处理笺, and the chooser of what it is linked to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import AuthedRequest
from accounts.models import User
from core.audit.trail import record
from core.errors import DomainError, StaleForm
from core.files.actions import store
from core.lists.view import list_view
from documents.incoming import actions, targets
from documents.incoming.access import PURPOSE
from documents.incoming.forms import EditForm, FindForm, LinkForm, RegisterForm
from documents.incoming.lists import INCOMING
from documents.incoming.models import Incoming
from documents.incoming.pages import page_of
from documents.incoming.workflow import HANDLE, REGISTER
from documents.notices import bureau
from documents.render import house


@require_safe
def incoming_list(request: AuthedRequest) -> HttpResponseBase:
    return list_view(request, INCOMING)


def found(request: AuthedRequest, pk: int) -> Incoming:
    """The paper within sight, else 404."""
    return get_object_or_404(Incoming.objects.visible_to(request.user).for_display(), pk=pk)


def incoming_page(request: AuthedRequest, incoming: Incoming, status: int = 200, **bound: Any) -> HttpResponse:
    return render(request, "documents/incoming/incoming_detail.html", page_of(incoming, request.user, **bound), status=status)


@require_safe
def incoming_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    return incoming_page(request, found(request, pk))


@require_safe
def incoming_slip(request: AuthedRequest, pk: int) -> HttpResponse:
    """收文处理笺 for paper, on record."""
    incoming = found(request, pk)
    record(actor=request.user, act="print", act_label="打印", target=incoming, at=timezone.now(), note="收文处理笺")
    return render(request, "documents/incoming/slip.html", {"incoming": incoming, "instructions": incoming.instructions.all(), "house": house()})


@require_http_methods(["GET", "HEAD", "POST"])
def incoming_create(request: AuthedRequest) -> HttpResponse:
    """登记收文."""
    if not request.user.has_perm(REGISTER):
        raise PermissionDenied
    form = RegisterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            incoming = _register(form, request.user, timezone.now())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已登记，收文编号为 {incoming.number}。")
            return redirect(incoming)
    context = {"form": form, "incoming": None}
    return render(request, "documents/incoming/incoming_form.html", context, status=422 if request.method == "POST" else 200)


@transaction.atomic
def _register(form: RegisterForm, user: User, at: datetime) -> Incoming:
    """The paper and its scan together, or neither."""
    incoming = actions.register(paper=form.paper(), actor=user, at=at, **form.facts())
    scan: UploadedFile[Any] | None = form.cleaned_data["scan"]
    if scan is not None:
        store(purpose=PURPOSE, name=scan.name or "扫描件", stream_or_bytes=scan.chunks(), actor=user, at=at, unit=bureau(), owner=incoming)
    return incoming


@require_http_methods(["GET", "HEAD", "POST"])
def incoming_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """修改登记; who was overtaken gets 409 with what was typed, on the version of now."""
    incoming = found(request, pk)
    if not request.user.has_perm(REGISTER):
        raise PermissionDenied
    form, status = EditForm(request.POST or None, initial=EditForm.initial_of(incoming)), 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(incoming=incoming, paper=form.paper(), actor=request.user, at=timezone.now(), version=form.cleaned_data["version"])
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            if isinstance(refusal, StaleForm):
                status = 409
                look_again(form, found(request, pk))
        else:
            messages.success(request, "已修改登记。")
            return redirect(incoming)
    return render(request, "documents/incoming/incoming_form.html", {"form": form, "incoming": incoming}, status=status)


def look_again(form: Any, incoming: Incoming) -> None:
    """The form now stands on the paper as it is shown beside it, so what was typed can be sent again."""
    assert isinstance(form.data, QueryDict)  # noqa: S101 - for the type checker
    form.data = form.data.copy()
    form.data["version"] = str(incoming.version)


@require_safe
def incoming_choose_link(request: AuthedRequest, pk: int) -> HttpResponse:
    """关联: search, then choose one of what was found; works without scripts."""
    incoming = found(request, pk)
    if not request.user.has_perm(HANDLE):
        raise PermissionDenied
    return link_page(request, incoming, FindForm(request.GET if "q" in request.GET else None))


def link_page(request: AuthedRequest, incoming: Incoming, form: FindForm, status: int = 200, refusal: str = "") -> HttpResponse:
    """The chooser with what `form` asks for."""
    kind = form.cleaned_data["kind"] if form.is_bound and form.is_valid() else ""
    places = targets.find(request.user, kind, form.cleaned_data["q"]) if kind else []
    context = {
        "incoming": incoming,
        "form": form,
        "kind": kind,
        "places": places,
        "most": targets.MOST,
        "refusal": refusal,
        "link_form": LinkForm(initial={"kind": kind, "version": incoming.version}),
    }
    return render(request, "documents/incoming/choose_link.html", context, status=status)
