"""年度计划与台账: plans, one plan with its tasks, one task."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthedRequest
from core.audit.trail import record
from core.errors import DomainError
from core.lists.view import list_view
from supervision.plans import actions
from supervision.plans.forms import PlanForm, TermForm, UnitForm
from supervision.plans.lists import SHARES
from supervision.plans.models import Assignment, Plan, PlanItem
from supervision.plans.workflow import MANAGE, OPEN_SHARES, WITH_UNIT, PlanAct, ShareStatus


@require_GET
def plan_list(request: AuthedRequest) -> HttpResponse:
    """Plans with how far their shares are."""
    today = timezone.localdate()
    shares = Assignment.objects.visible_to(request.user)
    done, late = Q(status__in=(ShareStatus.DONE, ShareStatus.DONE_CONTINUING)), Q(status__in=WITH_UNIT, due_on__lt=today)
    counts = {row["item__plan"]: row for row in shares.values("item__plan").annotate(all=Count("pk"), done=Count("pk", filter=done), late=Count("pk", filter=late), pending=Count("pk", filter=Q(is_pending=True)))}
    plans = [(plan, counts.get(plan.pk)) for plan in Plan.objects.visible_to(request.user)]
    return render(request, "supervision/plan_list.html", {"plans": plans, "may_manage": request.user.has_perm(MANAGE)})


@require_GET
def share_list(request: AuthedRequest) -> HttpResponseBase:
    return list_view(request, SHARES)


@require_http_methods(["GET", "POST"])
def plan_new(request: AuthedRequest) -> HttpResponse:
    if not request.user.has_perm(MANAGE):
        raise PermissionDenied
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        plan = form.save(commit=False)
        plan.created_by, plan.created_at = request.user, timezone.now()
        plan.save()
        record(actor=request.user, act="create-plan", act_label="新建计划", target=plan, at=timezone.now())
        messages.success(request, "已新建计划，可以导入台账任务。")
        return redirect(plan)
    return render(request, "supervision/plan_form.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def plan_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("created_by"), pk=pk)
    shares = Assignment.objects.visible_to(request.user).filter(item__plan=plan)
    states = {row["item"]: row for row in shares.values("item").annotate(all=Count("pk"), open=Count("pk", filter=Q(status__in=OPEN_SHARES)), pending=Count("pk", filter=Q(is_pending=True)))}
    items = PlanItem.objects.filter(pk__in=shares.values("item")) if request.user.unit_ids() is not None else plan.items.all()
    rows = [(item, states.get(item.pk)) for item in items.filter(plan=plan).annotate(measure_count=Count("measures")).order_by("number")]
    context = {"plan": plan, "rows": rows, "acts": {act.name: act for act in plan.acts_for(request.user)}, "may_manage": request.user.has_perm(MANAGE)}
    return render(request, "supervision/plan_detail.html", context)


@require_POST
def plan_advance(request: AuthedRequest, pk: int, act: str) -> HttpResponse:
    plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=pk)
    if act not in PlanAct.values:
        raise Http404
    try:
        actions.advance_plan(plan=plan, act=PlanAct(act), actor=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已{PlanAct(act).label}《{plan}》。")
    return redirect(plan)


def item_in_sight(request: AuthedRequest, pk: int) -> PlanItem:
    """A task the person may know of: all for the bureau, those with an own share for a unit."""
    items = PlanItem.objects.select_related("plan").filter(plan__in=Plan.objects.visible_to(request.user))
    if request.user.unit_ids() is not None:
        items = items.filter(pk__in=Assignment.objects.visible_to(request.user).values("item"))
    return get_object_or_404(items, pk=pk)


@require_GET
def item_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    item = item_in_sight(request, pk)
    shares = Assignment.objects.visible_to(request.user).filter(item=item).select_related("unit").order_by("-part", "unit__sort_key", "pk")
    context = {"item": item, "measures": item.measures.all(), "shares": shares, "may_manage": request.user.has_perm(MANAGE), "unit_form": UnitForm(), "term_form": TermForm(initial={"due_on": item.due_on})}
    return render(request, "supervision/item_detail.html", context)
