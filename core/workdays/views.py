"""工作日历 and 期限规则 pages."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.errors import StaleForm
from core.notices.recompute import lines_for, recompute_deadlines, recompute_preview
from core.stamps import show_again, stamp_of
from core.workdays.calendar import load_calendar
from core.workdays.forms import RecomputeForm, RuleForm
from core.workdays.models import CalendarYear, DayKind, DeadlineRule
from core.workdays.months import months_of
from core.workdays.rules import FIELDS, change_rule, may_change_rules, uses
from core.workdays.years import MANAGE_CALENDAR

NOTICE_MONTH = 11  # the notice for the next year is published in November


@require_GET
def calendar_year(request: HttpRequest) -> HttpResponse:
    """年历 with 休 and 班, the notice it comes from, and whether it is an estimate."""
    today = timezone.localdate()
    years = list(CalendarYear.objects.all())
    wanted = request.GET.get("year", "")
    year = next((row for row in years if str(row.year) == wanted), None) or next((row for row in years if row.year == today.year), None)
    if year is None:
        return render(request, "core/calendar_year.html", {"year": None, "years": years, "months": [], "may_manage": request.user.has_perm(MANAGE_CALENDAR)})
    days = year.days.all()
    context = {
        "year": year,
        "years": years,
        "months": months_of(year.year, load_calendar(year.year, year.year)),
        "off": sum(day.kind == DayKind.REST for day in days),
        "made_up": sum(day.kind == DayKind.WORK for day in days),
        "may_manage": request.user.has_perm(MANAGE_CALENDAR),
        "may_change_rules": may_change_rules(request.user),
        "is_notice_due": year.is_estimated and year.year == today.year + 1 and today.month >= NOTICE_MONTH,
    }
    return render(request, "core/calendar_year.html", context)


@require_http_methods(["GET", "POST"])
def calendar_recompute(request: HttpRequest, year: int) -> HttpResponse:
    """按新日历重算: the open deadlines that would move; they move when the list is confirmed."""
    if not request.user.has_perm(MANAGE_CALENDAR):
        raise PermissionDenied
    row = get_object_or_404(CalendarYear, year=year)
    status = 200
    if request.method == "POST":
        sent, status = RecomputeForm(request.POST), 422
        if sent.is_valid():
            try:
                moved = recompute_deadlines(year=year, actor=request.user, at=timezone.now(), version=sent.cleaned_data["version"])
            except StaleForm as refusal:
                messages.warning(request, str(refusal))
                status = 409
            else:
                messages.success(request, f"已重算，{moved} 个期限有变动，提醒已重新安排。")
                return redirect(f"{reverse('core:calendar')}?year={year}")
    moves = recompute_preview(year)
    context = {"year": row, "moves": moves, "lines": lines_for(request.user, moves), "form": RecomputeForm(initial={"version": row.version})}
    return render(request, "core/calendar_recompute.html", context, status=status)


@require_GET
def rule_list(request: HttpRequest) -> HttpResponse:
    """期限规则: every legal or local number of days with its basis."""
    used = uses()
    rules = sorted(DeadlineRule.objects.order_by("jurisdiction", "code"), key=lambda rule: rule.code not in used)
    lines = [(rule, used.get(rule.code, "")) for rule in rules]
    return render(request, "core/rule_list.html", {"lines": lines, "may_change": may_change_rules(request.user)})


@require_http_methods(["GET", "POST"])
def rule_change(request: HttpRequest, pk: int) -> HttpResponse:
    """修改期限规则."""
    if not may_change_rules(request.user):
        raise PermissionDenied
    rule = get_object_or_404(DeadlineRule, pk=pk)
    name, is_nationwide = rule.name, rule.is_nationwide  # as stored: the form writes on the row in memory
    form, status = RuleForm(request.POST or None, instance=rule, initial=_initial(rule)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                rule = change_rule(rule=rule, actor=request.user, at=timezone.now(), **form.cleaned_data)
            except StaleForm as refusal:
                rule.refresh_from_db()
                show_again(form, _initial(rule), refusal)
                status = 409
            else:
                messages.success(request, f"已修改：{rule}。正在计算的期限不变。")
                return redirect("core:rule-list")
    return render(request, "core/rule_form.html", {"name": name, "is_nationwide": is_nationwide, "use": uses().get(rule.code, ""), "form": form}, status=status)


def _initial(rule: DeadlineRule) -> dict[str, object]:
    return {**{name: getattr(rule, name) for name in FIELDS}, "seen": stamp_of(rule, FIELDS)}
