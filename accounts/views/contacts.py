"""通讯录: the list, one unit with its people, its facts, and a number shown in full once."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions
from accounts.contact_forms import ContactForm, OwnNumbersForm, RevealForm
from accounts.contact_lists import CONTACTS
from accounts.contacts import entries_of, sees_people, units_for
from accounts.http import AuthedRequest
from accounts.models import Unit, UnitContact
from core.errors import DomainError, StaleForm
from core.lists.view import list_view
from core.stamps import show_again, stamp_of

KEEP, REVEAL = "accounts.keep_contacts", "accounts.reveal_contacts"


def _found(request: AuthedRequest, pk: int) -> Unit:
    return get_object_or_404(units_for(request.user).select_related("contact", "parent"), pk=pk)


def _contact(unit: Unit) -> UnitContact:
    return unit.contact if hasattr(unit, "contact") else UnitContact(unit=unit)


@require_GET
def contact_list(request: AuthedRequest) -> HttpResponseBase:
    return list_view(request, CONTACTS, template="accounts/contact_list.html")


def _page(request: AuthedRequest, unit: Unit, status: int = 200, **extra: Any) -> HttpResponse:
    contact, is_in_sight = _contact(unit), sees_people(request.user, unit)
    entries = entries_of(unit, timezone.localdate()) if is_in_sight else []
    head = "　".join(filter(None, (contact.head_name, contact.head_duty)))
    context = {
        "unit": unit,
        "facts": [
            ("主要负责人", head or "—"),
            ("法制机构", contact.legal_office or "—"),
            ("值班电话", contact.desk_phone or "—"),
            ("办公地址", contact.address or "—"),
        ],
        "entries": entries,
        "is_in_sight": is_in_sight,
        "may_keep": is_in_sight and request.user.has_perm(KEEP),
        "reveal_form": RevealForm(entries) if request.user.has_perm(REVEAL) and entries else None,
        "revealed": None,
        "now": timezone.now(),
        **extra,
    }
    return render(request, "accounts/contact_detail.html", context, status=status)


@require_GET
def contact_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


@require_POST
def contact_reveal(request: AuthedRequest, pk: int) -> HttpResponse:
    """查看完整联系方式: answered once, on this page, never by redirect."""
    unit = _found(request, pk)
    if not request.user.has_perm(REVEAL):
        raise PermissionDenied
    form = RevealForm(entries_of(unit, timezone.localdate()) if sees_people(request.user, unit) else [], request.POST)
    if form.is_valid():
        try:
            person = actions.reveal_contact(person=form.person, unit=unit, actor=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
            return _page(request, unit, revealed=person)
        except DomainError as refusal:
            form.add_error("reason", str(refusal))
    return _page(request, unit, 422, reveal_form=form)


def _initial(contact: UnitContact) -> dict[str, Any]:
    return {**{name: getattr(contact, name) for name in actions.CONTACT_FIELDS}, "seen": stamp_of(contact, actions.CONTACT_FIELDS)}


@require_http_methods(["GET", "POST"])
def contact_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """修改单位联系方式."""
    unit = _found(request, pk)
    if not request.user.has_perm(KEEP) or not sees_people(request.user, unit):
        raise PermissionDenied
    form, status = ContactForm(request.POST or None, initial=_initial(_contact(unit))), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.write_contact(unit=unit, actor=request.user, at=timezone.now(), **form.cleaned_data)
                messages.success(request, f"{unit.name}的联系方式已修改。")
                return redirect("accounts:contact-detail", unit.pk)
            except StaleForm as refusal:
                show_again(form, _initial(UnitContact.objects.get(pk=unit.pk)), refusal)
                status = 409
    return render(request, "accounts/contact_form.html", {"form": form, "unit": unit}, status=status)


@require_http_methods(["GET", "POST"])
def own_numbers(request: AuthedRequest) -> HttpResponse:
    """修改本人联系方式."""
    form, status = OwnNumbersForm(request.POST or None, initial={"office_phone": request.user.office_phone}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            actions.keep_own_numbers(actor=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, "联系方式已保存。")
            return redirect("accounts:me")
    return render(request, "accounts/own_numbers.html", {"form": form, "person": request.user}, status=status)
