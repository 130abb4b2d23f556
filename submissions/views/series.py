"""周期任务: the list, one series, and its upkeep."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthedRequest
from core.errors import DomainError, StaleForm
from core.lists.view import list_view
from core.stamps import show_again, stamp_of
from core.whole_number import whole_number
from core.workdays.calendar import calendar_of
from submissions.actions.series import CHANGED_FIELDS, change_series, resume_series, start_series, stop_series, unit_ids
from submissions.forms.series import NewSeriesForm, SeriesForm
from submissions.models import RequestSeries, SubmissionRequest
from submissions.openings import coming
from submissions.series_list import SERIES, due_words, opening_words
from submissions.workflow import MANAGE

REQUESTS_SHOWN = 24


@require_GET
def series_list(request: AuthedRequest) -> HttpResponseBase:
    return list_view(request, SERIES)


def _found(request: AuthedRequest, pk: int) -> RequestSeries:
    series = get_object_or_404(RequestSeries.objects.visible_to(request.user).select_related("created_by", "blank"), pk=pk)
    if not request.user.has_perm(MANAGE):
        raise PermissionDenied
    return series


@require_GET
def series_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    """What is asked, of whom, when next, and how it went so far."""
    series, on = _found(request, pk), timezone.localdate()
    asked = [field["heading"] for field in series.fields] if series.is_table else [part["heading"] for part in series.parts]
    context = {
        "series": series,
        "facts": [
            ("依据", series.basis), ("已掌握数据的说明", series.held_note), ("周期", series.get_period_kind_display()), ("开报", opening_words(series)),
            ("报送期限", due_words(series)), ("报送形式", series.get_shape_display()), ("填报项", f"{len(asked)} 项" if asked else "—"),
            ("单位审核", "须审核" if series.needs_approval else "不审核"), ("盖章扫描件", "须上传" if series.needs_scan else "不用上传"),
        ],
        "asked": asked,
        "coming": coming(series, on, calendar_of(request)) if series.is_active else [],
        "requests": series.requests.visible_to(request.user).with_counts(on).order_by("-period_on", "-pk")[:REQUESTS_SHOWN],
        "units": list(series.units.all()),
    }  # fmt: skip
    return render(request, "submissions/series_detail.html", context)


def _opens(request: AuthedRequest, series: RequestSeries) -> str:
    """2026-11-23 开报2026年10月: the working day from today on which it really goes out."""
    first = coming(series, timezone.localdate(), calendar_of(request))[0]
    return f"{first.opens_on:%Y-%m-%d} 开报{first.period}"


@require_http_methods(["GET", "POST"])
def series_new(request: AuthedRequest) -> HttpResponse:
    """新建周期任务, after the sample named in the address where there is one."""
    if not request.user.has_perm(MANAGE):
        raise PermissionDenied
    form, status = NewSeriesForm(request.user, request.POST or None, initial=_first_words(request)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                series = start_series(actor=request.user, at=timezone.now(), **form.cleaned_data)
                messages.success(request, f"已新建周期任务，{_opens(request, series)}。")
                return redirect(series)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
    return render(request, "submissions/series_form.html", {"form": form, "series": None}, status=status)


def _first_words(request: AuthedRequest) -> dict[str, Any]:
    """What the sample says already."""
    found: dict[str, Any] = {"period_kind": "month", "first_on": timezone.localdate(), "open_after_days": 1, "due_days": 7, "due_unit": "working", "units": []}
    found |= {"prefills_last": True, "allows_nil": True, "needs_approval": True}
    pk = whole_number(request.GET.get("sample", ""))
    sample = SubmissionRequest.objects.visible_to(request.user).filter(pk=pk).first() if pk else None
    if sample is None:
        return found
    found |= {name: getattr(sample, name) for name in CHANGED_FIELDS if hasattr(sample, name)} | {"sample": sample, "units": list(sample.units.all())}
    return found | ({"period_kind": sample.period_kind, "first_on": sample.period.next().first} if sample.period else {})


def _initial(series: RequestSeries) -> dict[str, Any]:
    stands = {name: getattr(series, name) for name in CHANGED_FIELDS}
    return {**stands, "units": list(series.units.all()), "seen": stamp_of(series, CHANGED_FIELDS, unit_ids(series))}


@require_http_methods(["GET", "POST"])
def series_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """修改周期任务, from the next period on."""
    series = _found(request, pk)
    form, status = SeriesForm(request.user, request.POST or None, initial=_initial(series)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = form.cleaned_data
            facts = {name: said[name] for name in CHANGED_FIELDS}
            try:
                series = change_series(
                    series=series, actor=request.user, at=timezone.now(), seen=said["seen"], units=said["units"], sample=said["sample"], **facts
                )
                messages.success(request, f"已修改，自{series.next_period}起执行。")
                return redirect(series)
            except StaleForm as refusal:
                series.refresh_from_db()
                show_again(form, _initial(series), refusal)
                status = 409
            except DomainError as refusal:
                form.add_error(None, str(refusal))
    return render(request, "submissions/series_form.html", {"form": form, "series": series}, status=status)


@require_POST
def series_stop(request: AuthedRequest, pk: int) -> HttpResponse:
    """停用."""
    series = stop_series(series=_found(request, pk), actor=request.user, at=timezone.now())
    messages.success(request, "已停用，以后各期不再开报；已开报的照常报送。")
    return redirect(series)


@require_POST
def series_resume(request: AuthedRequest, pk: int) -> HttpResponse:
    """启用."""
    series = resume_series(series=_found(request, pk), actor=request.user, at=timezone.now())
    messages.success(request, f"已启用，{_opens(request, series)}。")
    return redirect(series)
