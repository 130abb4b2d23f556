"""单位: the tree, one unit, and its upkeep."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions
from accounts.forms import MoveUnitForm, NewUnitForm, ReasonForm, UnitForm, add_refusal
from accounts.http import AuthedRequest
from accounts.lists import UNITS
from accounts.models import Handover, Unit, UnitChange, User
from core.errors import DomainError, StaleForm
from core.lists.view import list_view
from core.stamps import show_again, stamp_of


def _found(request: AuthedRequest, pk: int, permission: str = "") -> Unit:
    unit = get_object_or_404(Unit.objects.visible_to(request.user).select_related("parent"), pk=pk)
    if permission and not request.user.has_perm(permission):
        raise PermissionDenied
    return unit


@require_GET
def unit_list(request: AuthedRequest) -> HttpResponseBase:
    return list_view(request, UNITS)


def _facts(unit: Unit) -> list[tuple[str, str]]:
    return [
        ("单位编码", unit.code),
        ("简称", unit.short_name),
        ("别名", "、".join(unit.aliases) or "—"),
        ("行政区划代码", unit.area_code),
        ("统一社会信用代码", unit.credit_code or "—"),
    ]


def _page(request: AuthedRequest, unit: Unit, status: int = 200, **forms: Any) -> HttpResponse:
    may_manage = request.user.has_perm("accounts.manage_units")
    gone = unit.successor_change() if not unit.is_active else None
    context = {
        "unit": unit,
        "facts": _facts(unit),
        "children": Unit.objects.visible_to(request.user).active().filter(parent=unit),
        "changes": UnitChange.objects.touching(unit),
        "handovers": Handover.objects.visible_to(request.user).filter(unit=unit).for_list()[:10],
        "people": User.objects.visible_to(request.user).filter(unit=unit),
        "may_manage": may_manage,
        "may_change": may_manage and gone is None,
        "gone": gone,
        "reason_form": forms.get("reason_form") or ReasonForm(),
        "move_form": (forms.get("move_form") or MoveUnitForm(request.user, unit)) if may_manage and gone is None else None,
    }
    return render(request, "accounts/unit_detail.html", context, status=status)


@require_GET
def unit_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


@require_http_methods(["GET", "POST"])
def unit_new(request: AuthedRequest) -> HttpResponse:
    """新增单位."""
    if not request.user.has_perm("accounts.manage_units"):
        raise PermissionDenied
    form, status = NewUnitForm(request.user, request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                unit = actions.create_unit(actor=request.user, at=timezone.now(), **form.cleaned_data)
                messages.success(request, f"已新增单位：{unit.name}。")
                return redirect(unit)
            except DomainError as refusal:
                add_refusal(form, refusal)
    return render(request, "accounts/unit_form.html", {"form": form, "unit": None}, status=status)


def _initial(unit: Unit) -> dict[str, Any]:
    facts = {name: getattr(unit, name) for name in actions.UNIT_FIELDS}
    return {**facts, "aliases": "、".join(unit.aliases), "seen": stamp_of(unit, actions.UNIT_FIELDS)}


@require_http_methods(["GET", "POST"])
def unit_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """修改单位."""
    unit = _found(request, pk, "accounts.manage_units")
    form, status = UnitForm(request.POST or None, initial=_initial(unit)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.edit_unit(unit=unit, actor=request.user, at=timezone.now(), **form.cleaned_data)
                messages.success(request, f"{form.cleaned_data['name']}已修改。")
                return redirect(unit)
            except StaleForm as refusal:
                unit.refresh_from_db()
                show_again(form, _initial(unit), refusal)
                status = 409
            except DomainError as refusal:
                add_refusal(form, refusal, "name")
    return render(request, "accounts/unit_form.html", {"form": form, "unit": unit}, status=status)


@require_POST
def unit_move(request: AuthedRequest, pk: int) -> HttpResponse:
    """变更上级单位."""
    unit = _found(request, pk, "accounts.manage_units")
    form = MoveUnitForm(request.user, unit, request.POST)
    if form.is_valid():
        try:
            unit = actions.move_unit(unit=unit, actor=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, f"{unit.name}已划归{unit.parent}。")
            return redirect(unit)
        except DomainError as refusal:
            add_refusal(form, refusal, "parent")
    return _page(request, unit, 422, move_form=form)


@require_POST
def unit_close(request: AuthedRequest, pk: int) -> HttpResponse:
    """停用单位."""
    unit = _found(request, pk, "accounts.manage_units")
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            actions.close_unit(unit=unit, actor=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, f"{unit.name}已停用。")
            return redirect(unit)
        except DomainError as refusal:
            add_refusal(form, refusal)
    return _page(request, unit, 422, reason_form=form)


@require_POST
def unit_open(request: AuthedRequest, pk: int) -> HttpResponse:
    """启用单位."""
    unit = actions.open_unit(unit=_found(request, pk, "accounts.manage_units"), actor=request.user, at=timezone.now())
    messages.success(request, f"{unit.name}已启用。")
    return redirect(unit)
