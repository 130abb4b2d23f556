"""一单位一档: the page of one unit, its older events and the sheet of paper."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from accounts.http import AuthedRequest
from accounts.models import Unit
from reports.units.asked import Asked
from reports.units.page import page_of, paper_of
from reports.units.timeline import timeline


def _found(request: AuthedRequest, pk: int) -> Unit:
    """The unit within sight, else 404."""
    return get_object_or_404(Unit.objects.visible_to(request.user).select_related("parent"), pk=pk)


@require_safe
def unit_page(request: AuthedRequest, pk: int) -> HttpResponse:
    unit = _found(request, pk)
    context = page_of(unit, request.user, timezone.localdate())
    return render(request, "reports/unit_page.html", {**context, "may_administer": request.user.has_perm("accounts.manage_units")})


@require_safe
def unit_timeline(request: AuthedRequest, pk: int) -> HttpResponse:
    """大事记 behind `?after=`: a page of its own, and the next lines of it for htmx."""
    unit = _found(request, pk)
    page = timeline(Asked(unit, request.user, timezone.localdate()), request.GET.get("after", ""))
    template = "reports/_unit_events.html" if request.htmx else "reports/unit_timeline.html"
    response = render(request, template, {"unit": unit, "page": page})
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def unit_print(request: AuthedRequest, pk: int) -> HttpResponse:
    """打印: the whole file on one sheet of A4."""
    unit = _found(request, pk)
    return render(request, "reports/unit_print.html", {**paper_of(unit, request.user, timezone.localdate()), "now": timezone.now()})
