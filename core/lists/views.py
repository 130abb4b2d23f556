"""Doorways of the saved filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from core.errors import DomainError
from core.lists.actions import drop_view, save_view
from core.lists.forms import DropViewForm, SaveViewForm

if TYPE_CHECKING:
    from accounts.http import AuthedRequest


@require_POST
def saved_view_create(request: AuthedRequest) -> HttpResponse:
    form = SaveViewForm(request.POST)
    query = ""
    if form.is_valid():
        try:
            view = save_view(actor=request.user, at=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            query = view.query
            messages.success(request, f"已存为常用筛选“{view.name}”。")
    else:
        messages.error(request, "请填写名称，不超过 30 字。")
    return redirect(f"{_list_path(request)}?{query}")


@require_POST
def saved_view_delete(request: AuthedRequest) -> HttpResponse:
    form = DropViewForm(request.POST)
    if form.is_valid():
        drop_view(actor=request.user, **form.cleaned_data)
        messages.success(request, f"已删去常用筛选“{form.cleaned_data['name']}”。")
    return redirect(_list_path(request))


def _list_path(request: AuthedRequest) -> str:
    """The list the form stood on; only an address of this very site."""
    before = request.headers.get("Referer", "")
    local = url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure())
    return before.split("?")[0] if local else "/"
