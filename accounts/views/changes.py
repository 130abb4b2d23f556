"""单位变更: rename, and merge or dissolve into a successor after a look at what goes."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import actions, succession
from accounts.actions.changes import NAMES, refuse_succession
from accounts.change_forms import RenameUnitForm, SucceedForm, SuccessorForm
from accounts.forms import add_refusal
from accounts.http import AuthedRequest
from accounts.models import Unit
from accounts.proof import recent_login_required
from core.errors import DomainError, StaleForm
from core.stamps import show_again, stamp_of


def _found(request: AuthedRequest, pk: int) -> Unit:
    unit = get_object_or_404(Unit.objects.visible_to(request.user).select_related("parent"), pk=pk)
    if not request.user.has_perm("accounts.manage_units"):
        raise PermissionDenied
    return unit


def _initial(unit: Unit) -> dict[str, Any]:
    return {"name": unit.name, "short_name": unit.short_name, "on": timezone.localdate(), "seen": stamp_of(unit, NAMES)}


@require_http_methods(["GET", "POST"])
def unit_rename(request: AuthedRequest, pk: int) -> HttpResponse:
    """单位更名."""
    unit = _found(request, pk)
    form, status = RenameUnitForm(request.POST or None, initial=_initial(unit)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                renamed = actions.rename_unit(unit=unit, actor=request.user, at=timezone.now(), **form.cleaned_data)
                messages.success(request, f"{unit.name}已更名为{renamed.name}。")
                return redirect(unit)
            except StaleForm as refusal:
                unit.refresh_from_db()
                show_again(form, _initial(unit), refusal)
                status = 409
            except DomainError as refusal:
                add_refusal(form, refusal)
    return render(request, "accounts/unit_rename.html", {"form": form, "unit": unit}, status=status)


@recent_login_required
@require_http_methods(["GET", "POST"])
def unit_succeed(request: AuthedRequest, pk: int) -> HttpResponse:
    """合并、撤销: a successor is chosen, what goes is shown, then it counts."""
    unit = _found(request, pk)
    if request.method == "POST":
        return _succeed(request, unit)
    form = SuccessorForm(request.user, unit, request.GET or None)
    if not form.is_valid():
        return _page(request, unit, form, 422 if form.is_bound else 200)
    return _page(request, unit, form, 200, _second(request, unit, form))


def _second(request: AuthedRequest, unit: Unit, form: SuccessorForm) -> SucceedForm | None:
    """The form of the second step; None with a sentence on the first where the rules refuse already."""
    try:
        refuse_succession(unit, form.cleaned_data["successor"], request.user)
    except DomainError as refusal:
        add_refusal(form, refusal)
        return None
    return SucceedForm(request.user, unit, initial=form.cleaned_data).today(timezone.localdate())


def _succeed(request: AuthedRequest, unit: Unit) -> HttpResponse:
    form, status = SucceedForm(request.user, unit, request.POST), 422
    if form.is_valid():
        try:
            change = actions.succeed_unit(unit=unit, actor=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, f"{change.words()}。未办结的事项已移交，有关人员须重新登录。")
            return redirect(unit)
        except StaleForm as refusal:
            add_refusal(form, refusal)
            status = 409
        except DomainError as refusal:
            add_refusal(form, refusal)
    return _page(request, unit, SuccessorForm(request.user, unit, request.POST), status, form)


def _page(request: AuthedRequest, unit: Unit, form: SuccessorForm, status: int, second: SucceedForm | None = None) -> HttpResponse:
    successor = form.cleaned_data.get("successor") if second is not None and form.is_valid() else None
    context = {
        "unit": unit,
        "form": form,
        "second": second,
        "successor": successor,
        "portions": succession.preview(unit, successor) if successor is not None and unit.is_active else [],
    }
    return render(request, "accounts/unit_succeed.html", context, status=status)
