"""监督月报: versions by month, one version with its numbers, and the rows behind each number."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthedRequest
from accounts.models import Unit
from core.errors import DomainError
from core.jobs.models import OPEN_STATES, Job
from core.whole_number import whole_number
from reports.forms import BuildForm
from reports.models import Report, ReportKind, ReportStatus
from reports.monthly import actions, build, figures, sections, tables
from reports.monthly.desk import LOCK, VERIFY
from reports.monthly.periods import Month

PER_PAGE = 100


def _list_page(request: AuthedRequest, form: BuildForm, status: int = 200) -> HttpResponse:
    reports = Report.objects.visible_to(request.user).filter(kind=ReportKind.MONTHLY).exclude(status=ReportStatus.COLLECTING)
    page = Paginator(reports.select_related("unit", "workbook", "pdf", "built_by"), 24).get_page(request.GET.get("page"))
    running = Job.objects.visible_to(request.user).filter(kind=build.JOB, state__in=OPEN_STATES).order_by("-pk")
    context = {"page": page, "form": form, "running": running, "may_build": request.user.has_perm("reports.build_reports"), "next_on": _next_run()}
    return render(request, "reports/monthly_list.html", context, status=status)


def _next_run() -> str:
    today = timezone.localdate()
    on = timezone.localdate(Month(today.year, today.month).ends_at)
    return f"{on.month}月1日" if on.year == today.year else f"{on.year}年{on.month}月1日"


@require_GET
def monthly_list(request: AuthedRequest) -> HttpResponse:
    if not (request.user.has_perm("reports.view_numbers") or request.user.has_perm("reports.view_unit_numbers")):
        raise PermissionDenied
    return _list_page(request, BuildForm(timezone.localdate()))


@require_POST
def monthly_build(request: AuthedRequest) -> HttpResponse:
    if not request.user.has_perm("reports.build_reports"):
        raise PermissionDenied
    form = BuildForm(timezone.localdate(), request.POST)
    if form.is_valid():
        try:
            job = build.request_report(month=form.cleaned_data["period"], unit=None, actor=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(job)
    return _list_page(request, form, status=422)


def _report(request: AuthedRequest, pk: int) -> Report:
    rows = Report.objects.visible_to(request.user).exclude(status=ReportStatus.COLLECTING)
    return get_object_or_404(rows.select_related("unit", "workbook", "pdf", "built_by", "verified_by", "locked_by"), pk=pk)


@require_GET
def monthly_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    report = _report(request, pk)
    versions = Report.objects.visible_to(request.user).filter(kind=report.kind, period=report.period, unit=report.unit).exclude(status=ReportStatus.COLLECTING)
    context = {
        "report": report,
        "numbers": tables.summary(report),
        "heads": tables.unit_heads(),
        "lines": tables.by_unit(report),
        "details": tables.details(report),
        "versions": versions.select_related("workbook", "pdf"),
        "may_verify": report.status == ReportStatus.COMPUTED and not report.is_trial and request.user.has_perm(VERIFY),
        "may_lock": report.status == ReportStatus.VERIFIED and not report.is_trial and request.user.has_perm(LOCK),
    }
    return render(request, "reports/monthly_detail.html", context)


@require_GET
def monthly_rows(request: AuthedRequest, pk: int) -> HttpResponse:
    """查看构成的记录: the frozen rows that one number counts, or all of a 分表."""
    report, unit = _report(request, pk), _asked_unit(request)
    definition = figures.BY_CODE.get(request.GET.get("figure", ""))
    section = sections.BY_CODE.get(definition.section if definition else request.GET.get("section", ""))
    if section is None:
        raise Http404
    of_whole = definition is not None and definition.is_rate and request.GET.get("of") == "1"
    rows = definition.counts(report.rows.all(), of_whole=of_whole) if definition else report.rows.filter(section=section.code)
    page = Paginator(rows.filter(unit=unit).order_by("position") if unit else rows.order_by("position"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "report": report,
        "definition": definition,
        "section": section,
        "unit": unit,
        "heads": section.heads,
        "rows": [(row.url, tables.labelled(section, row)) for row in page],
        "page": page,
        "of_whole": of_whole,
    }
    return render(request, "reports/monthly_rows.html", context)


def _asked_unit(request: AuthedRequest) -> Unit | None:
    """The unit of the address, 404 for one out of sight; None where none is asked for."""
    if "unit" not in request.GET:
        return None
    return get_object_or_404(Unit.objects.visible_to(request.user), pk=whole_number(request.GET["unit"]) or 0)


@require_POST
def monthly_verify(request: AuthedRequest, pk: int) -> HttpResponse:
    report = actions.verify_report(report=_report(request, pk), actor=request.user, at=timezone.now())
    messages.success(request, "已核对，等待局领导锁定。")
    return redirect(report)


@require_POST
def monthly_lock(request: AuthedRequest, pk: int) -> HttpResponse:
    report = actions.lock_report(report=_report(request, pk), actor=request.user, at=timezone.now())
    messages.success(request, f"已锁定，{report.period_text}数字不再变化，以后更正会另出更正说明。")
    return redirect(report)
