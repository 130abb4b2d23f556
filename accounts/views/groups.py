"""单位组: the list, one group, and its upkeep."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions
from accounts.forms import GroupForm, NewGroupForm, add_refusal
from accounts.http import AuthedRequest
from accounts.lists import GROUPS
from accounts.models import UnitGroup
from core.errors import DomainError, StaleForm
from core.lists.view import list_view
from core.stamps import show_again, stamp_of

MANAGE = "accounts.manage_groups"


def _found(request: AuthedRequest, pk: int, permission: str = MANAGE) -> UnitGroup:
    group = get_object_or_404(UnitGroup.objects.visible_to(request.user).select_related("owner"), pk=pk)
    if not request.user.has_perm(permission):
        raise PermissionDenied
    return group


@require_GET
def group_list(request: AuthedRequest) -> HttpResponseBase:
    return list_view(request, GROUPS)


@require_GET
def group_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    """The units of a group; those out of use stay listed, and are passed over wherever the group is chosen."""
    group = _found(request, pk, "accounts.view_units")
    units = list(group.units.select_related("parent"))
    context = {
        "group": group,
        "units": units,
        "out_of_use": sum(not unit.is_active for unit in units),
        "may_manage": request.user.has_perm(MANAGE),
    }
    return render(request, "accounts/group_detail.html", context)


@require_http_methods(["GET", "POST"])
def group_new(request: AuthedRequest) -> HttpResponse:
    """新建单位组."""
    if not request.user.has_perm(MANAGE):
        raise PermissionDenied
    form, status = NewGroupForm(request.user, request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                group = actions.create_group(actor=request.user, at=timezone.now(), **form.cleaned_data)
                messages.success(request, f"已新建单位组：{group.name}。")
                return redirect(group)
            except DomainError as refusal:
                add_refusal(form, refusal, "name")
    return render(request, "accounts/group_form.html", {"form": form, "group": None}, status=status)


def _initial(group: UnitGroup) -> dict[str, Any]:
    units = list(group.units.all())
    return {"name": group.name, "is_shared": group.is_shared, "units": units, "seen": stamp_of(group, actions.GROUP_FIELDS)}


@require_http_methods(["GET", "POST"])
def group_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """修改单位组."""
    group = _found(request, pk)
    form, status = GroupForm(request.user, request.POST or None, initial=_initial(group)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                group = actions.edit_group(group=group, actor=request.user, at=timezone.now(), **form.cleaned_data)
                messages.success(request, f"单位组“{group.name}”已修改。")
                return redirect(group)
            except StaleForm as refusal:
                group.refresh_from_db()
                show_again(form, _initial(group), refusal)
                status = 409
            except DomainError as refusal:
                add_refusal(form, refusal, "name")
    return render(request, "accounts/group_form.html", {"form": form, "group": group}, status=status)


@require_POST
def group_delete(request: AuthedRequest, pk: int) -> HttpResponse:
    """删除单位组."""
    group = _found(request, pk)
    actions.delete_group(group=group, actor=request.user, at=timezone.now())
    messages.success(request, f"单位组“{group.name}”已删除。已经下达的事项不受影响。")
    return redirect("accounts:group-list")
