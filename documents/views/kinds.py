"""字典与文号: kinds of document, the register of numbers, the start of a series."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import AuthedRequest
from core.errors import DomainError, StaleForm
from core.stamps import show_again, stamp_of
from documents import actions, fonts
from documents.actions.kinds import FIELDS, change_kind
from documents.forms import KindForm, SeriesForm
from documents.incoming.actions import set_next_incoming_number
from documents.incoming.numbers import SERIES
from documents.models import DocumentKind, IncomingCounter, IncomingNumberGap, NumberCounter, NumberGap, NumberRegister

MANAGE = "documents.manage_kinds"
VIEW = "documents.draft_document"


def _require(request: AuthedRequest, power: str) -> None:
    if not request.user.has_perm(power):
        raise PermissionDenied


@require_safe
def kind_list(request: AuthedRequest) -> HttpResponse:
    """文书种类, and the fonts that documents are set in on this machine."""
    _require(request, MANAGE)
    return render(request, "documents/kind_list.html", {"kinds": DocumentKind.objects.all(), "fonts": fonts.resolved()})


@require_http_methods(["GET", "HEAD", "POST"])
def kind_edit(request: AuthedRequest, code: str) -> HttpResponse:
    _require(request, MANAGE)
    kind = get_object_or_404(DocumentKind, pk=code)
    form, status = KindForm(request.POST or None, instance=kind, initial=_initial(kind)), 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in FIELDS}
        try:
            kind = change_kind(code=code, values=values, actor=request.user, at=timezone.now(), seen=form.cleaned_data["seen"])
        except StaleForm as refusal:
            kind.refresh_from_db()
            show_again(form, _initial(kind), refusal)
            status = 409
        else:
            messages.success(request, f"已保存“{kind.short_name}”，以后拟制的文书按此办理。")
            return redirect("documents:kind-list")
    return render(request, "documents/kind_form.html", {"kind": kind, "form": form}, status=status)


def _initial(kind: DocumentKind) -> dict[str, object]:
    return {**{name: getattr(kind, name) for name in FIELDS}, "seen": stamp_of(kind, FIELDS)}


def _numbers_page(request: AuthedRequest, form: SeriesForm, status: int = 200) -> HttpResponse:
    rows = NumberRegister.objects.select_related("document__kind", "taken_by", "voided_by")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "counters": NumberCounter.objects.all(),
        "incoming_counters": IncomingCounter.objects.all(),
        "gaps": [*NumberGap.objects.select_related("set_by"), *IncomingNumberGap.objects.select_related("set_by")],
        "form": form,
        "may_open": request.user.has_perm(MANAGE),
    }
    return render(request, "documents/number_list.html", context, status=status)


@require_safe
def number_list(request: AuthedRequest) -> HttpResponse:
    """文号登记: every number taken, the voided ones with their reason."""
    _require(request, VIEW)
    return _numbers_page(request, SeriesForm(initial={"year": timezone.localdate().year}))


@require_POST
def number_open_series(request: AuthedRequest) -> HttpResponse:
    _require(request, MANAGE)
    form = SeriesForm(request.POST)
    if not form.is_valid():
        return _numbers_page(request, form, status=422)
    try:
        counter = _set_next(request, **form.cleaned_data)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return _numbers_page(request, form, status=422)
    messages.success(request, f"{form.cleaned_data['agency_code']}〔{counter.year}〕从 {counter.last + 1} 号继续。")
    return redirect("documents:number-list")


def _set_next(request: AuthedRequest, agency_code: str, year: int, number: int, reason: str) -> NumberCounter | IncomingCounter:
    """收文 has a counter of its own."""
    said: dict[str, Any] = {"year": year, "number": number, "reason": reason, "actor": request.user, "at": timezone.now()}
    return set_next_incoming_number(**said) if agency_code == SERIES else actions.set_next_number(agency_code=agency_code, **said)
