"""名录、名册与台账, one officer, one subject."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthedRequest
from core.errors import DomainError
from core.lists.view import list_view
from personnel import actions
from personnel.forms import DayForm, FindForm, RevealForm
from personnel.lists import CERTIFICATES, OFFICERS, SUBJECTS
from personnel.models import Certificate, Officer, Subject


@require_GET
def subject_list(request: AuthedRequest) -> HttpResponseBase:
    return list_view(request, SUBJECTS)


@require_GET
def officer_list(request: AuthedRequest) -> HttpResponseBase:
    return list_view(request, OFFICERS)


@require_http_methods(["GET", "POST"])
def officer_find(request: AuthedRequest) -> HttpResponse:
    """按身份证号查找: by POST, so that the number stays out of addresses; leads to the person's page."""
    if not request.user.has_perm("personnel.view_register"):
        raise PermissionDenied
    form = FindForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        officer = Officer.objects.visible_to(request.user).with_identity(form.cleaned_data["number"]).first()
        if officer is not None:
            return redirect(officer)
        form.add_error("number", "名册里没有这个身份证号的人员。")
    return render(request, "personnel/officer_find.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def certificate_list(request: AuthedRequest) -> HttpResponseBase:
    return list_view(request, CERTIFICATES)


@require_GET
def subject_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    subject = get_object_or_404(Subject.objects.visible_to(request.user).select_related("unit", "delegator"), pk=pk)
    officers = Officer.objects.visible_to(request.user).filter(unit=subject.unit)
    valid = Certificate.objects.visible_to(request.user).valid_on(timezone.localdate()).filter(officer__unit=subject.unit)
    return render(request, "personnel/subject_detail.html", {"subject": subject, "officer_count": officers.count(), "card_count": valid.count()})


def _officer_page(request: AuthedRequest, officer: Officer, *, status: int = 200, **extra: object) -> HttpResponse:
    today = timezone.localdate()
    form = DayForm(request.GET or None)
    on = form.cleaned_data["on"] if form.is_bound and form.is_valid() and form.cleaned_data["on"] else None
    cards = [(card, card.badge_on(today)) for card in officer.certificates.all()]
    context = {
        "officer": officer,
        "cards": cards,
        "today": today,
        "spans": sorted((card.span_on(today) for card, _ in cards), key=lambda span: span.first),
        "day_form": form,
        "asked_on": on,
        "licences": [card for card, _ in cards if on and card.is_valid_on(on)],
        "may_reveal": request.user.has_perm(actions.POWER),
        "reveal_form": RevealForm(),
        "revealed": None,
        **extra,
    }
    return render(request, "personnel/officer_detail.html", context, status=status)


def _officer(request: AuthedRequest, pk: int) -> Officer:
    return get_object_or_404(Officer.objects.visible_to(request.user).select_related("unit").prefetch_related("certificates"), pk=pk)


@require_GET
def officer_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    return _officer_page(request, _officer(request, pk))


@require_POST
def officer_reveal(request: AuthedRequest, pk: int) -> HttpResponse:
    """查看完整信息: answered once, on this page, never by redirect."""
    officer, form = _officer(request, pk), RevealForm(request.POST)
    if not request.user.has_perm(actions.POWER):
        raise PermissionDenied
    if not form.is_valid():
        return _officer_page(request, officer, status=422, reveal_form=form)
    try:
        number, phone = actions.reveal_identity(officer=officer, actor=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return _officer_page(request, officer, status=422, reveal_form=form)
    return _officer_page(request, officer, revealed={"identity": number, "phone": phone, "by": request.user, "at": timezone.now()})
