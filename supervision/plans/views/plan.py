"""年度计划与台账: plans, one plan with its tasks, one task."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthedRequest
from accounts.models import Unit, User
from accounts.names import UnitNames
from core.errors import DomainError, StaleForm
from core.lists.view import list_view
from core.look.marks import badge
from documents.models import Incoming
from supervision.plans import actions
from supervision.plans.board import Board, steps_of
from supervision.plans.forms import PlanForm, ReasonForm, ShareForm, TermForm
from supervision.plans.incoming import TASK
from supervision.plans.lists import SHARES, tone_for
from supervision.plans.models import Assignment, Plan, PlanItem, late_on
from supervision.plans.workflow import DONE_SHARES, MANAGE, PLAN_TRANSITIONS, VIEW, PlanAct


@require_GET
def plan_list(request: AuthedRequest) -> HttpResponse:
    """Plans with how far their shares are."""
    if not request.user.has_perm(VIEW):
        raise PermissionDenied
    shares, done, late = Assignment.objects.visible_to(request.user), Q(status__in=DONE_SHARES), late_on(timezone.localdate())
    figures = {"all": Count("pk"), "done": Count("pk", filter=done), "late": Count("pk", filter=late), "pending": Count("pk", filter=Q(is_pending=True))}
    counts = {row["item__plan"]: row for row in shares.order_by().values("item__plan").annotate(**figures)}
    tasks = {row["plan"]: row["n"] for row in PlanItem.objects.visible_to(request.user).order_by().values("plan").annotate(n=Count("pk"))}
    plans = [(plan, tasks.get(plan.pk, 0), counts.get(plan.pk)) for plan in Plan.objects.visible_to(request.user)]
    context = {"plans": plans, "done": urlencode({"status": DONE_SHARES}, doseq=True), "may_manage": request.user.has_perm(MANAGE)}
    return render(request, "supervision/plan_list.html", context)


@require_GET
def share_list(request: AuthedRequest) -> HttpResponseBase:
    return list_view(request, SHARES)


@require_http_methods(["GET", "POST"])
def plan_new(request: AuthedRequest) -> HttpResponse:
    if not request.user.has_perm(MANAGE):
        raise PermissionDenied
    form = PlanForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        plan = actions.create_plan(plan=form.save(commit=False), actor=request.user, at=timezone.now())
        messages.success(request, "已新建计划，可以导入台账任务。")
        return redirect(plan)
    return render(request, "supervision/plan_form.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def plan_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    return _plan_page(request, _plan_in_sight(request, pk))


def _plan_in_sight(request: AuthedRequest, pk: int) -> Plan:
    return get_object_or_404(Plan.objects.visible_to(request.user).select_related("created_by"), pk=pk)


def _plan_page(request: AuthedRequest, plan: Plan, *, status: int = 200, reason_form: ReasonForm | None = None) -> HttpResponse:
    """One plan: its stages, its tasks by 任务清单, how far each is; a refused reason is kept."""
    acts = plan.acts_for(request.user)
    board = Board(plan, request.user, timezone.localdate(), show=request.GET.get("show", ""))
    context = {
        "plan": plan,
        "board": board,
        "steps": steps_of(plan),
        "acts": [act for act in acts if act != PlanAct.RETURN],
        "reason_form": (reason_form or ReasonForm()) if PlanAct.RETURN in acts else None,
        "seen": actions.sending_of(plan),
        "may_manage": request.user.has_perm(MANAGE) and not plan.why_fixed,
    }
    return render(request, "supervision/plan_detail.html", context, status=status)


@require_POST
def plan_advance(request: AuthedRequest, pk: int, act: str) -> HttpResponse:
    """送审 to 办结; a page that names no sending has seen none."""
    plan = _plan_in_sight(request, pk)
    if act not in PlanAct.values:
        raise Http404
    if not request.user.has_perm(PLAN_TRANSITIONS[PlanAct(act)].permission):
        raise PermissionDenied
    form = ReasonForm(request.POST) if act == PlanAct.RETURN else None
    if form is not None and not form.is_valid():
        return _plan_page(request, plan, status=422, reason_form=form)
    said = {"reason": form.cleaned_data["reason"] if form is not None else "", "seen": request.POST.get("seen") or "none"}
    try:
        actions.advance_plan(plan=plan, act=PlanAct(act), actor=request.user, at=timezone.now(), **said)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return _plan_page(request, _plan_in_sight(request, pk), status=409 if isinstance(refusal, StaleForm) else 422, reason_form=form)
    messages.success(request, f"已{PlanAct(act).label}《{plan}》。")
    return redirect(plan)


def item_in_sight(request: AuthedRequest, pk: int) -> PlanItem:
    """A task the person may know of, or 404."""
    return get_object_or_404(PlanItem.objects.visible_to(request.user).select_related("plan"), pk=pk)


@require_GET
def item_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    return item_page(request, item_in_sight(request, pk))


def item_page(request: AuthedRequest, item: PlanItem, *, status: int = 200, **bound: Any) -> HttpResponse:
    """One task: its words, its measures, its shares, and what is to be settled; a form that was refused keeps what was put in."""
    shares = list(Assignment.objects.visible_to(request.user).filter(item=item).select_related("unit", "item__plan").by_part())
    today = timezone.localdate()
    context = {
        "item": item,
        "measures": item.shared_measures(),
        "pending": _with_nearest([share for share in shares if share.is_pending], request.user),
        "shares": [
            (share, badge(tone_for(share, request.user), share.get_status_display()), share.is_overdue(today)) for share in shares if not share.is_pending
        ],
        "may_manage": request.user.has_perm(MANAGE) and not item.plan.why_fixed,
        "why_fixed": item.plan.why_fixed if request.user.has_perm(MANAGE) else "",
        "units": Unit.objects.visible_to(request.user).active(),
        "linked_incoming": Incoming.objects.linked_to(TASK, item.pk).visible_to(request.user),
        "share_form": ShareForm(request.user),
        "term_form": TermForm(initial={"due_on": item.due_on}),
    } | bound
    return render(request, "supervision/item_detail.html", context, status=status)


def _with_nearest(pending: list[Assignment], user: User) -> list[Assignment]:
    """Beside words that are no unit's name, the unit whose name comes nearest."""
    names = UnitNames.load(user) if pending else None
    for share in pending:
        share.nearest = names.propose(share.unit_text) if names else None  # type: ignore[attr-defined]
    return pending
