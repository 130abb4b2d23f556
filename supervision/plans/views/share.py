"""一个单位的分工: its page and the acts on it; and settling what the import could not understand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthedRequest
from core.errors import DomainError
from core.look import Event
from core.notices.actions import deadline_of
from supervision.plans import actions, forms
from supervision.plans.evidence import CLOSED, evidence_of
from supervision.plans.lists import tone_for
from supervision.plans.models import Assignment
from supervision.plans.views.plan import item_in_sight
from supervision.plans.workflow import FILL

Done = Callable[..., Any]


def _share(request: AuthedRequest, pk: int) -> Assignment:
    return get_object_or_404(Assignment.objects.visible_to(request.user).select_related("item__plan", "unit", "submitted_by"), pk=pk)


def _page(request: AuthedRequest, share: Assignment, *, status: int = 200, **bound: Any) -> HttpResponse:
    events = [Event(row.text[:80], f"{timezone.localtime(row.at):%Y-%m-%d %H:%M}　{row.actor}{f'　{row.answer}' if row.answer else ''}{f'：{row.reason}' if row.reason else ''}", "act") for row in share.progress.select_related("actor")]
    context = {
        "share": share,
        "tone": tone_for(share, request.user),
        "acts": {act.name: act for act in share.acts_for(request.user)} if not share.is_pending else {},
        "deadline": deadline_of(share, actions.DEADLINE),
        "files": evidence_of(share),
        "measures": share.item.measures.all(),
        "events": events,
        "may_upload": request.user.has_perm(FILL) and share.status not in CLOSED and not share.is_pending,
        "target": f"share:{share.pk}",
        "progress_form": bound.get("progress_form") or forms.ProgressForm(),
        "reason_form": bound.get("reason_form") or forms.ReasonForm(),
    }
    return render(request, "supervision/assignment_detail.html", context, status=status)


@require_GET
def assignment_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    return _page(request, _share(request, pk))


def _perform(request: AuthedRequest, share: Assignment, form: django_forms.Form | None, bound_as: str, done: Done, said: str) -> HttpResponse:
    if form is not None and not form.is_valid():
        return _page(request, share, status=422, **{bound_as: form})
    try:
        done(share=share, actor=request.user, at=timezone.now(), **(form.cleaned_data if form is not None else {}))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return _page(request, share, status=422, **({bound_as: form} if form is not None else {}))
    messages.success(request, said)
    return redirect(share)


@require_POST
def assignment_submit(request: AuthedRequest, pk: int) -> HttpResponse:
    return _perform(request, _share(request, pk), forms.ProgressForm(request.POST), "progress_form", actions.submit_progress, "已报送，司法局审核后通知您。")


@require_POST
def assignment_withdraw(request: AuthedRequest, pk: int) -> HttpResponse:
    return _perform(request, _share(request, pk), None, "", actions.withdraw_progress, "已撤回，可修改后重新报送。")


@require_POST
def assignment_confirm(request: AuthedRequest, pk: int) -> HttpResponse:
    return _perform(request, _share(request, pk), None, "", actions.confirm_progress, "已确认进展。")


@require_POST
def assignment_return(request: AuthedRequest, pk: int) -> HttpResponse:
    return _perform(request, _share(request, pk), forms.ReasonForm(request.POST), "reason_form", actions.return_progress, "已退回，联络员会收到退回理由。")


@require_POST
def assignment_finish(request: AuthedRequest, pk: int) -> HttpResponse:
    return _perform(request, _share(request, pk), None, "", actions.finish_share, "已确认完成。")


@require_POST
def assignment_settle(request: AuthedRequest, pk: int) -> HttpResponse:
    """确认责任单位 of words that were not resolved."""
    share, form = _share(request, pk), forms.UnitForm(request.POST)
    try:
        if form.is_valid():
            actions.settle_unit(share=share, unit=form.cleaned_data["unit"], actor=request.user, at=timezone.now())
            messages.success(request, "已确认责任单位。")
        else:
            messages.error(request, "请选择责任单位。")
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(share.item)


@require_POST
def assignment_drop(request: AuthedRequest, pk: int) -> HttpResponse:
    share, form = _share(request, pk), forms.ReasonForm(request.POST)
    item = share.item
    try:
        if form.is_valid():
            actions.drop_share(share=share, actor=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
            messages.success(request, "已去掉，原文仍保留在任务里。")
        else:
            messages.error(request, "请填写理由。")
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(item)


@require_POST
def item_settle_term(request: AuthedRequest, pk: int) -> HttpResponse:
    item, form = item_in_sight(request, pk), forms.TermForm(request.POST)
    if form.is_valid():
        actions.settle_term(item=item, actor=request.user, at=timezone.now(), due_on=form.cleaned_data["due_on"])
        messages.success(request, "已确认完成时限。")
    else:
        messages.error(request, "日期应为 2026-03-05 的写法。")
    return redirect(item)
