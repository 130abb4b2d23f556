"""Acts on an order as POSTs: find within sight, bind the form, call one action, answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest
from accounts.models import User
from core.errors import DomainError, IllegalTransition, StaleForm
from core.notices.actions import URGE
from core.notices.urging import said_of
from core.whole_number import whole_number
from rectification import actions, forms
from rectification.evidence import files_of
from rectification.models import Extension, Order, Problem
from rectification.views.order import order_page
from rectification.workflow import APPROVE, FILL, ISSUE, VERIFY

EXTEND = "rectification.extend_order"

Done = Callable[..., Any]
Said = str | Callable[[Any], str]  # of what the act returned


def _order(request: AuthedRequest, pk: int) -> Order:
    return get_object_or_404(Order.objects.visible_to(request.user).for_list(), pk=pk)


def _perform(request: AuthedRequest, order: Order, power: str, form: django_forms.Form | None, bound_as: str, done: Done, said: Said) -> HttpResponse:
    """Ask for the power, call the act with the form's data; a refusal comes back on the page with the form as typed."""
    if not request.user.has_perm(power):
        raise PermissionDenied
    if form is not None and not form.is_valid():
        return order_page(request, order, status=422, **{bound_as: form})
    try:
        outcome = done(actor=request.user, at=timezone.now(), **(form.cleaned_data if form is not None else {}))
    except DomainError as refusal:
        if form is None or isinstance(refusal, IllegalTransition):  # the order has moved on: the page may not hold the form any more
            messages.error(request, str(refusal))
        else:
            form.add_error(None, str(refusal))
            if isinstance(refusal, StaleForm) and "seen" in form.fields:
                _look_again(form, order)
        return order_page(request, order, status=409 if isinstance(refusal, StaleForm) else 422, **({bound_as: form} if form else {}))
    messages.success(request, said(outcome) if callable(said) else said)
    return redirect(order)


def _look_again(form: django_forms.Form, order: Order) -> None:
    """The form now stands on what is shown beside it, so what was typed and ticked can be sent again."""
    form.data = form.data.copy()  # type: ignore[attr-defined]
    form.data["seen"] = str(order.last_act())  # type: ignore[index]


def act_view(power: str, done: Done, said: Said, form: type[django_forms.Form] | None = None, bound_as: str = "") -> Callable[..., HttpResponse]:
    """The POST address of an act on an order that takes what its form holds, or nothing."""

    @require_POST
    def view(request: AuthedRequest, pk: int) -> HttpResponse:
        order = _order(request, pk)
        return _perform(request, order, power, form(request.POST) if form else None, bound_as, partial(done, order=order), said)

    return view


order_acknowledge = act_view(FILL, actions.acknowledge, "已签收，请在期限前报送整改报告。")
order_submit_plan = act_view(FILL, actions.submit_plan, "已报送整改方案。", forms.PlanForm, "plan_form")
order_note_progress = act_view(FILL, actions.note_progress, "已登记进展。", forms.ProgressForm, "progress_form")
order_withdraw = act_view(FILL, actions.withdraw, "已撤回，可修改后重新报送。")
order_extend = act_view(FILL, actions.request_extension, "已提交延期申请，等待审批。", forms.ExtensionForm, "extension_form")
order_approve_report = act_view(APPROVE, actions.approve_report, "已报送，司法局审核后通知您。", forms.ApprovalForm, "approval_form")
order_send_back = act_view(APPROVE, actions.send_back, "已退回联络员修改。", forms.SendBackForm, "send_back_form")
order_reopen = act_view(VERIFY, actions.reopen_order, "已重新整改，期限已重新计算。", forms.ReasonForm, "reason_form")
order_cancel = act_view(ISSUE, actions.cancel_order, "已撤销整改，编号保留。", forms.CancelForm, "cancel_form")
order_urge = act_view(URGE, actions.urge, said_of)
order_urge_phone = act_view(URGE, actions.note_phone_urging, "已登记电话催办。", forms.PhoneForm, "phone_form")


@require_POST
def order_answer(request: AuthedRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    form = forms.AnswersForm(request.POST, order=order)

    def save(actor: User, at: datetime, **_: Any) -> Order:
        return actions.answer_problems(order=order, actor=actor, at=at, answers=form.answers(), seen=form.seen())

    return _perform(request, order, FILL, form, "answers_form", save, f"已保存整改情况（{timezone.localtime():%H:%M}）。")


@require_POST
def order_submit_report(request: AuthedRequest, pk: int) -> HttpResponse:
    """报送整改报告, with the answers as they stand in the boxes; a report that may not leave comes back with them."""
    order = _order(request, pk)
    form = forms.AnswersForm(request.POST, order=order)

    @transaction.atomic
    def save_and_submit(actor: User, at: datetime, **_: Any) -> Order:
        actions.answer_problems(order=order, actor=actor, at=at, answers=form.answers(), seen=form.seen())
        return actions.submit_report(order=order, actor=actor, at=at)

    return _perform(request, order, FILL, form, "answers_form", save_and_submit, "已送本单位审核，审核通过后报司法局。")


@require_POST
def order_remove_evidence(request: AuthedRequest, pk: int, problem_pk: int, file_pk: UUID) -> HttpResponse:
    order = _order(request, pk)
    problem = get_object_or_404(Problem.objects.filter(order=order), pk=problem_pk)
    file = get_object_or_404(files_of(problem), pk=file_pk)
    return _perform(request, order, FILL, None, "", partial(actions.remove_evidence, problem=problem, file=file), f"已移除“{file}”。")


def _judge(request: AuthedRequest, order: Order, form: forms.JudgementForm, done: Done, words: str, said: str) -> HttpResponse:
    """Call the act with the verdicts and with the opinion under the name it takes it by."""

    def judge(actor: User, at: datetime, **_: Any) -> Order:
        judged: Order = done(order=order, actor=actor, at=at, verdicts=form.verdicts(), seen=form.cleaned_data["seen"], **{words: form.cleaned_data["opinion"]})
        return judged

    return _perform(request, order, VERIFY, form, "judgement", judge, said)


@require_POST
def order_accept(request: AuthedRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    return _judge(request, order, forms.JudgementForm(request.POST, order=order), actions.accept_order, "opinion", "验收通过，该问题已销号。")


@require_POST
def order_return(request: AuthedRequest, pk: int) -> HttpResponse:
    order = _order(request, pk)
    return _judge(request, order, forms.ReturnForm(request.POST, order=order), actions.return_order, "reason", "已退回整改。")


def decision_view(done: Done, said: str, form: type[django_forms.Form], bound_as: str, words: str) -> Callable[..., HttpResponse]:
    """The POST address of a decision on an extension; `words` is the form's field that becomes its note."""

    @require_POST
    def view(request: AuthedRequest, pk: int, extension_pk: int) -> HttpResponse:
        order = _order(request, pk)
        extension = get_object_or_404(Extension.objects.filter(order=order), pk=extension_pk)

        def decide(actor: User, at: datetime, **facts: str) -> Extension:
            decided: Extension = done(extension=extension, actor=actor, at=at, note=facts[words])
            return decided

        return _perform(request, order, EXTEND, form(request.POST), bound_as, decide, said)

    return view


extension_approve = decision_view(actions.approve_extension, "已同意延期，期限已更新。", forms.OpinionForm, "opinion_form", "opinion")
extension_refuse = decision_view(actions.refuse_extension, "已答复不同意延期。", forms.ReasonForm, "reason_form", "reason")


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
    counts, reasons = [], []
    for order in found:
        try:
            counts.append(actions.urge(order=order, actor=request.user, at=timezone.now()))
        except DomainError as refusal:
            reasons.append(str(refusal))
    messages.success(request, f"已催办 {len(counts) - counts.count(0)} 件。")
    if counts.count(0):
        reasons.append(f"{counts.count(0)} 件今天已提醒过，本次跳过。")
    for reason in dict.fromkeys(reasons):
        messages.warning(request, reason)
    return redirect("rectification:order-list")
