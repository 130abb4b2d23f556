"""Doorways of the saved filters and of 列设置."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import DomainError, StaleForm
from core.lists.actions import FIELDS, change_view, drop_view, keep_columns, may_manage, open_with, save_view
from core.lists.forms import ColumnsForm, SaveViewForm, ViewForm
from core.lists.models import SavedView
from core.lists.view import sharings_of
from core.stamps import show_again, stamp_of

if TYPE_CHECKING:
    from accounts.http import AuthedRequest


@require_POST
def saved_view_create(request: AuthedRequest) -> HttpResponse:
    """存为常用筛选; a refusal goes back to the list with its conditions."""
    form = SaveViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请填写名称，不超过 30 字。")
        return redirect(_came_from(request))
    try:
        view = save_view(actor=request.user, at=timezone.now(), **form.cleaned_data)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(_came_from(request))
    messages.success(request, f"已存为常用筛选“{view.name}”。")
    return redirect(f"{_list_path(request)}?view={view.pk}")


@require_http_methods(["GET", "POST"])
def saved_view_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """修改常用筛选: name and who shares it."""
    view, status = _managed(request, pk), 422
    form = ViewForm(
        request.POST if request.method == "POST" else None, initial={**_initial(view), "back": _list_path(request)}, sharings=sharings_of(request.user)
    )
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("name", "sharing", "seen")}
        try:
            change_view(view=view, actor=request.user, at=timezone.now(), **values)
        except StaleForm as refusal:
            view.refresh_from_db()
            show_again(form, _initial(view), refusal)
            status = 409
        except DomainError as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, "已修改。")
            return redirect(f"{_local(request, form.cleaned_data['back']).split('?')[0]}?view={pk}")
    return render(request, "core/saved_view_form.html", {"view": view, "form": form}, status=status if form.errors else 200)


@require_POST
def saved_view_delete(request: AuthedRequest, pk: int) -> HttpResponse:
    view = _managed(request, pk)
    drop_view(view=view, actor=request.user, at=timezone.now())
    messages.success(request, f"已删去常用筛选“{view.name}”。")
    return redirect(f"{_list_path(request)}?panel=views")


@require_POST
def saved_view_open(request: AuthedRequest, pk: int) -> HttpResponse:
    """打开时使用, and said again no more."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user).named(), pk=pk)
    is_on = "off" not in request.POST
    open_with(view=view if is_on else None, page=view.page, actor=request.user, at=timezone.now())
    messages.success(request, f"以后打开这张台账时使用“{view.name}”。" if is_on else "以后打开这张台账时不用常用筛选。")
    return redirect(f"{_list_path(request)}?panel=views")


@require_POST
def list_columns(request: AuthedRequest) -> HttpResponse:
    """列设置: kept for this person, or 恢复默认."""
    form = ColumnsForm(request.POST)
    if not form.is_valid():
        return redirect(_list_path(request))
    columns = [] if "default" in request.POST else request.POST.getlist("columns")
    keep_columns(page=form.cleaned_data["page"], columns=columns, actor=request.user, at=timezone.now())
    return redirect(f"{_list_path(request)}?{form.cleaned_data['query']}")


def _managed(request: AuthedRequest, pk: int) -> SavedView:
    view = get_object_or_404(SavedView.objects.visible_to(request.user).named(), pk=pk)
    if not may_manage(view, request.user):
        raise PermissionDenied
    return view


def _initial(view: SavedView) -> dict[str, str]:
    return {"name": view.name, "sharing": view.sharing, "seen": stamp_of(view, FIELDS)}


def _local(request: AuthedRequest, address: str) -> str:
    """Only an address of this very site."""
    local = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if local else "/"


def _came_from(request: AuthedRequest) -> str:
    """The page the form stood on, with its conditions."""
    return _local(request, request.headers.get("Referer", ""))


def _list_path(request: AuthedRequest) -> str:
    """The list the form stood on, without its conditions."""
    return _came_from(request).split("?")[0]
