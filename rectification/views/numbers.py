"""整改编号: how far each year has come, what was used before the system counted, and where it goes on."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthedRequest
from core.errors import DomainError
from rectification.actions.numbers import POWER, set_next_number
from rectification.forms import NextNumberForm
from rectification.models import OrderCounter, OrderNumberGap


def _require_power(request: AuthedRequest) -> None:
    if not request.user.has_perm(POWER):
        raise PermissionDenied


def _page(request: AuthedRequest, form: NextNumberForm, status: int = 200) -> HttpResponse:
    request.stands_in = reverse("rectification:order-list")
    gaps = OrderNumberGap.objects.select_related("set_by")
    context = {"counters": OrderCounter.objects.order_by("-year"), "gaps": gaps, "form": form}
    return render(request, "rectification/number_list.html", context, status=status)


@require_GET
def number_list(request: AuthedRequest) -> HttpResponse:
    """整改编号."""
    _require_power(request)
    return _page(request, NextNumberForm(initial={"year": timezone.localdate().year}))


@require_POST
def number_set_next(request: AuthedRequest) -> HttpResponse:
    """设置下一号."""
    _require_power(request)
    form = NextNumberForm(request.POST)
    if form.is_valid():
        try:
            counter = set_next_number(actor=request.user, at=timezone.now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{counter.year}年的整改编号从 {counter.last + 1} 号继续。")
            return redirect("rectification:number-list")
    return _page(request, form, status=422)
