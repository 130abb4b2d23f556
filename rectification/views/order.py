"""整改台账与整改事项."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import AuthedRequest
from accounts.succession import taken_over_from
from core.lists.view import list_view
from core.notices.actions import URGE
from documents.models import Incoming
from rectification import forms
from rectification.actions.unit import missing_parts
from rectification.deadlines import clock_of
from rectification.incoming import ORDER
from rectification.lists import ORDERS
from rectification.models import Order, Verdict
from rectification.models.extension import ExtensionStatus
from rectification.problems import problem_rows
from rectification.story import steps_of, story_of
from rectification.workflow import ANSWERABLE_STATUSES, Act, Status


@require_GET
def order_list(request: AuthedRequest) -> HttpResponseBase:
    return list_view(request, ORDERS)


def order_page(request: AuthedRequest, order: Order, *, status: int = 200, **bound: Any) -> HttpResponse:
    """The page of one order; `bound` holds the form of a refused act under its name."""
    acts, seen = order.acts_for(request.user), {"seen": order.last_act()}
    judgement = bound.get("judgement") or forms.JudgementForm(order=order, initial=seen)
    fills = request.user.has_perm("rectification.fill_order") and order.status in ANSWERABLE_STATUSES
    context = {
        "order": order,
        "acts": {act.name: act for act in acts},
        "badge_tone": order.tone_for(request.user),
        "deadline": clock_of(order, request.user),
        "is_judging_due": order.status == Status.REPORT_SUBMITTED,
        "problems": problem_rows(order, bound.get("answers_form"), judgement),
        "may_fill": fills,
        "may_ask_extension": fills and not order.is_extended and order.due_on >= timezone.localdate(),
        "may_urge": request.user.has_perm(URGE) and order.is_with_unit,
        "may_decide_extension": request.user.has_perm("rectification.extend_order"),
        "open_extension": next((ask for ask in order.extensions.all() if ask.status == ExtensionStatus.REQUESTED), None),
        "missing": missing_parts(order) if fills else [],
        "sent_back": [problem.number for problem in order.problems.all() if problem.verdict == Verdict.RETURN],
        "returned": f"退回理由：{order.return_reason}" if order.return_reason else "",
        "steps": steps_of(order),
        "events": story_of(order),
        "taken_over": taken_over_from(order),
        "linked_incoming": Incoming.objects.linked_to(ORDER, order.pk).visible_to(request.user),
        "judgement": judgement,
        "is_judging": Act.ACCEPT in acts,
        "plan_form": forms.PlanForm(initial={"responsible": order.responsible, "plan": order.plan}),
        "progress_form": forms.ProgressForm(),
        "reason_form": forms.ReasonForm(),
        "opinion_form": forms.OpinionForm(),
        "approval_form": forms.ApprovalForm(initial=seen),
        "send_back_form": forms.SendBackForm(initial=seen),
        "cancel_form": forms.CancelForm(),
        "extension_form": forms.ExtensionForm(),
        "phone_form": forms.PhoneForm(),
        **bound,
    }
    return render(request, "rectification/order_detail.html", context, status=status)


@require_GET
def order_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    order = get_object_or_404(Order.objects.visible_to(request.user).for_page(), pk=pk)
    return order_page(request, order)
