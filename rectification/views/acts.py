"""Acts on an order as POSTs: find within sight, bind the form, call one action, answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest
from core.errors import DomainError
from core.whole_number import whole_number
from rectification import actions, forms
from rectification.models import Extension, Order, Problem
from rectification.views.order import order_page
from rectification.workflow import APPROVE, FILL, ISSUE, VERIFY

EXTEND, URGE = "rectification.extend_order", "core.urge"

Done = Callable[..., Any]


def _order(request: AuthedRequest, pk: int) -> Order:
    return get_object_or_404(Order.objects.visible_to(request.user).for_list(), pk=pk)


def _perform(request: AuthedRequest, order: Order, power: str, form: django_forms.Form | None, bound_as: str, done: Done, said: str) -> HttpResponse:
    """Ask for the power, call the act with the form's data; a refusal comes back on the page with the form as typed."""
    if not request.user.has_perm(power):
        raise PermissionDenied
    if form is not None and not form.is_valid():
        return order_page(request, order, status=422, **{bound_as: form})
    try:
        done(actor=request.user, at=timezone.now(), **(form.cleaned_data if form is not None else {}))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        bound = {bound_as: form} if form is not None else {}
        return order_page(request, order, status=422, **bound)
    messages.success(request, said)
    return redirect(order)


@require_POST
def order_acknowledge(request: AuthedRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    return _perform(request, order, FILL, None, "", lambda **facts: actions.acknowledge(order=order, **facts), "已签收，请在期限前报送整改报告。")


@require_POST
def order_submit_plan(request: AuthedRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    return _perform(
        request, order, FILL, forms.PlanForm(request.POST), "plan_form", lambda **facts: actions.submit_plan(order=order, **facts), "已报送整改方案。"
    )


@require_POST
def order_note_progress(request: AuthedRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    return _perform(
        request, order, FILL, forms.ProgressForm(request.POST), "progress_form", lambda **facts: actions.note_progress(order=order, **facts), "已登记进展。"
    )


@require_POST
def order_answer_problem(request: AuthedRequest, pk: int, problem_pk: int) -> HttpResponse:
    order = _order(request, pk)
    problem = get_object_or_404(Problem.objects.filter(order=order), pk=problem_pk)
    said = f"已保存第 {problem.number} 项的整改情况（{timezone.localtime():%H:%M}）。"
    return _perform(request, order, FILL, forms.AnswerForm(request.POST), "answer_form", lambda **facts: actions.answer_problem(problem=problem, **facts), said)


@require_POST
def order_submit_report(request: AuthedRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    return _perform(request, order, FILL, None, "", lambda **facts: actions.submit_report(order=order, **facts), "已送本单位审核，审核通过后报司法局。")


@require_POST
def order_approve_report(request: AuthedRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    return _perform(
        request,
        order,
        APPROVE,
        forms.OpinionForm(request.POST),
        "opinion_form",
        lambda **facts: actions.approve_report(order=order, **facts),
        "已报送，司法局审核后通知您。",
    )


@require_POST
def order_send_back(request: AuthedRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    return _perform(
        request, order, APPROVE, forms.ReasonForm(request.POST), "reason_form", lambda **facts: actions.send_back(order=order, **facts), "已退回联络员修改。"
    )


@require_POST
def order_withdraw(request: AuthedRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    return _perform(request, order, FILL, None, "", lambda **facts: actions.withdraw(order=order, **facts), "已撤回，可修改后重新报送。")


@require_POST
def order_accept(request: AuthedRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    form = forms.JudgementForm(request.POST, order=order)
    return _perform(
        request,
        order,
        VERIFY,
        form,
        "judgement",
        lambda actor, at, **_: actions.accept_order(order=order, actor=actor, at=at, opinion=form.cleaned_data["opinion"], verdicts=form.verdicts()),
        "验收通过，该问题已销号。",
    )


@require_POST
def order_return(request: AuthedRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    form = forms.JudgementForm(request.POST, order=order)
    form.fields["opinion"].required = True
    form.fields["opinion"].error_messages["required"] = "请填写退回理由，写明缺什么、怎么补。"
    return _perform(
        request,
        order,
        VERIFY,
        form,
        "judgement",
        lambda actor, at, **_: actions.return_order(order=order, actor=actor, at=at, reason=form.cleaned_data["opinion"], verdicts=form.verdicts()),
        "已退回整改。",
    )


@require_POST
def order_reopen(request: AuthedRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    return _perform(
        request,
        order,
        VERIFY,
        forms.ReasonForm(request.POST),
        "reason_form",
        lambda **facts: actions.reopen_order(order=order, **facts),
        "已重新整改，期限已重新计算。",
    )


@require_POST
def order_cancel(request: AuthedRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    return _perform(
        request,
        order,
        ISSUE,
        forms.CancelForm(request.POST),
        "cancel_form",
        lambda **facts: actions.cancel_order(order=order, **facts),
        "已撤销整改，编号保留。",
    )


@require_POST
def order_extend(request: AuthedRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    return _perform(
        request,
        order,
        FILL,
        forms.ExtensionForm(request.POST),
        "extension_form",
        lambda **facts: actions.request_extension(order=order, **facts),
        "已提交延期申请，等待审批。",
    )


@require_POST
def extension_approve(request: AuthedRequest, pk: int, extension_pk: int) -> HttpResponse:
    order = _order(request, pk)
    extension = get_object_or_404(Extension.objects.filter(order=order), pk=extension_pk)
    return _perform(
        request,
        order,
        EXTEND,
        forms.OpinionForm(request.POST),
        "opinion_form",
        lambda actor, at, opinion: actions.approve_extension(extension=extension, actor=actor, at=at, note=opinion),
        "已同意延期，期限已更新。",
    )


@require_POST
def extension_refuse(request: AuthedRequest, pk: int, extension_pk: int) -> HttpResponse:
    order = _order(request, pk)
    extension = get_object_or_404(Extension.objects.filter(order=order), pk=extension_pk)
    return _perform(
        request,
        order,
        EXTEND,
        forms.ReasonForm(request.POST),
        "reason_form",
        lambda actor, at, reason: actions.refuse_extension(extension=extension, actor=actor, at=at, note=reason),
        "已答复不同意延期。",
    )


@require_POST
def order_urge(request: AuthedRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    return _perform(request, order, URGE, None, "", lambda **facts: actions.urge(order=order, **facts), "已催办，提醒记录可打印为催办证明。")


@require_POST
def order_urge_phone(request: AuthedRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    return _perform(
        request, order, URGE, forms.PhoneForm(request.POST), "phone_form", lambda **facts: actions.note_phone_urging(order=order, **facts), "已登记电话催办。"
    )


@require_POST
def order_urge_many(request: AuthedRequest) -> HttpResponse:
    """批量催办: all the ticked ones or, when one is out of sight, none."""
    if not request.user.has_perm(URGE):
        raise PermissionDenied
    wanted = {pk for pk in map(whole_number, request.POST.getlist("pk")) if pk is not None}
    found = list(Order.objects.visible_to(request.user).for_list().filter(pk__in=wanted))
    if len(found) != len(wanted) or not found:
        messages.error(request, "请先选择要催办的整改事项。")
        return redirect("rectification:order-list")
    urged, reasons = 0, []
    for order in found:
        try:
            actions.urge(order=order, actor=request.user, at=timezone.now())
            urged += 1
        except DomainError as refusal:
            reasons.append(str(refusal))
    messages.success(request, f"已催办 {urged} 件。")
    for reason in dict.fromkeys(reasons):
        messages.warning(request, reason)
    return redirect("rectification:order-list")
