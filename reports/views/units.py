"""一单位一档: the page of one unit, its older events and the sheet of paper."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from accounts.http import AuthedRequest
from accounts.models import Unit
from core.audit.trail import record
from reports.models import UnitPack
from reports.models.pack import MAKE
from reports.units.asked import Asked
from reports.units.late import behind, knows_late_units
from reports.units.packs import request_pack
from reports.units.page import page_of, paper_of
from reports.units.timeline import timeline

PACKS = 3


def _found(request: AuthedRequest, pk: int) -> Unit:
    """The unit within sight, else 404."""
    return get_object_or_404(Unit.objects.visible_to(request.user).select_related("parent"), pk=pk)


@require_safe
def late_unit_list(request: AuthedRequest) -> HttpResponse:
    """逾期单位; a unit has its own page."""
    if not knows_late_units(request.user):
        raise PermissionDenied
    today = timezone.localdate()
    return render(request, "reports/late_units.html", {"rows": behind(request.user, today), "on": today})


@require_safe
def unit_page(request: AuthedRequest, pk: int) -> HttpResponse:
    unit = _found(request, pk)
    context = page_of(unit, request.user, timezone.localdate())
    may_pack = request.user.has_perm(MAKE)
    packs = UnitPack.objects.visible_to(request.user).filter(unit=unit).select_related("made_by")[:PACKS] if may_pack else []
    may_administer = request.user.has_perm("accounts.manage_units")
    return render(request, "reports/unit_page.html", {**context, "may_administer": may_administer, "may_pack": may_pack, "packs": packs})


@require_POST
def unit_pack(request: AuthedRequest, pk: int) -> HttpResponse:
    """生成材料包: queued; its page follows the job."""
    return redirect(request_pack(unit=_found(request, pk), actor=request.user, at=timezone.now()))


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
    """打印: the whole file on one sheet of A4, on record."""
    unit, now = _found(request, pk), timezone.now()
    record(actor=request.user, act="print", act_label="打印", target=unit, at=now, note="一单位一档")
    return render(request, "reports/unit_print.html", {**paper_of(unit, request.user, timezone.localdate(now)), "now": now})
