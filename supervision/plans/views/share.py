"""一个单位的分工: its page and the acts on it; and settling what the import could not understand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthedRequest
from accounts.models.acting import in_words
from core.errors import DomainError, StaleForm
from core.look import Event
from core.notices.actions import deadline_of
from core.whole_number import whole_number
from supervision.plans import actions, forms
from supervision.plans.evidence import files_of, is_removable, takes_evidence
from supervision.plans.lists import tone_for
from supervision.plans.models import Assignment, PlanItem, Progress
from supervision.plans.views.plan import item_in_sight, item_page
from supervision.plans.workflow import FILL, MANAGE, OPEN_SHARES, SHARE_TRANSITIONS, ShareAct

Done = Callable[..., Any]


def _share(request: AuthedRequest, pk: int) -> Assignment:
    return get_object_or_404(Assignment.objects.visible_to(request.user).select_related("item__plan", "unit", "submitted_by"), pk=pk)


def _event(row: Progress) -> Event:
    """One report and what came of it."""
    answer = (
        f"　{row.answer}（{in_words(row.answered_by, row.answered_in_place_of)}，{timezone.localtime(row.answered_at):%m-%d %H:%M}）"
        if row.answer and row.answered_at
        else "　待确认"
    )
    reason = f"：{row.reason}" if row.reason else ""
    done = "报完成：" if row.is_done else ""
    return Event(f"{done}{row.text}", f"{timezone.localtime(row.at):%Y-%m-%d %H:%M}　{row.actor_words}报送{answer}{reason}", "act")


def _why_returned(share: Assignment) -> str:
    """What the bureau asks to be mended, until it is reported anew."""
    latest = share.progress.first()
    return f"退回理由：{latest.reason}" if latest is not None and latest.answer == ShareAct.RETURN.label else ""


def _page(request: AuthedRequest, share: Assignment, *, status: int = 200, **bound: Any) -> HttpResponse:
    fills = request.user.has_perm(FILL) and takes_evidence(share)
    reports = list(share.progress.select_related("actor", "answered_by"))
    context = {
        "share": share,
        "tone": tone_for(share, request.user),
        "acts": {act.name: act for act in share.acts_for(request.user)},
        "deadline": deadline_of(share, actions.DEADLINE) if share.status in OPEN_SHARES else None,
        "files": [(file, fills and is_removable(share, file)) for file in files_of(share)],
        "measures": share.item.shared_measures(),
        "events": [_event(row) for row in reports],
        "seen": reports[0].pk if reports else "",
        "may_upload": fills,
        "returned": _why_returned(share),
        "finish_label": "确认完成并长期推进" if share.item.is_continuing else "确认完成",
        "target": f"share:{share.pk}",
        "progress_form": bound.get("progress_form") or forms.ProgressForm(initial={"text": share.draft}),
        "reason_form": bound.get("reason_form") or forms.ReasonForm(),
    }
    return render(request, "supervision/assignment_detail.html", context, status=status)


@require_GET
def assignment_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    return _page(request, _share(request, pk))


@dataclass(frozen=True)
class Asked:
    """An act on the page of a share: what it is, what does it, what is said then, and the form that stands for it."""

    act: ShareAct
    done: Done
    said: str
    form: type[django_forms.Form] | None = None
    bound_as: str = ""


def _perform(request: AuthedRequest, pk: int, asked: Asked) -> HttpResponse:
    share = _share(request, pk)
    if not request.user.has_perm(SHARE_TRANSITIONS[asked.act].permission):
        raise PermissionDenied
    form = asked.form(request.POST) if asked.form else None
    bound = {asked.bound_as: form} if form is not None else {}
    if form is not None and not form.is_valid():
        return _page(request, share, status=422, **bound)
    try:
        asked.done(share=share, actor=request.user, at=timezone.now(), **(form.cleaned_data if form is not None else {}))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return _page(request, share, status=409 if isinstance(refusal, StaleForm) else 422, **bound)
    messages.success(request, asked.said)
    return redirect(share)


@require_POST
def assignment_save(request: AuthedRequest, pk: int) -> HttpResponse:
    """存草稿: nothing is required yet."""
    said = f"已保存草稿（{timezone.localtime():%H:%M}）。"
    return _perform(request, pk, Asked(ShareAct.SAVE, actions.save_draft, said, forms.DraftForm, "progress_form"))


@require_POST
def assignment_submit(request: AuthedRequest, pk: int) -> HttpResponse:
    return _perform(request, pk, Asked(ShareAct.SUBMIT, actions.submit_progress, "已报送，司法局审核后通知您。", forms.ProgressForm, "progress_form"))


@require_POST
def assignment_withdraw(request: AuthedRequest, pk: int) -> HttpResponse:
    return _perform(request, pk, Asked(ShareAct.WITHDRAW, actions.withdraw_progress, "已撤回，可修改后重新报送。"))


def _seen(request: AuthedRequest, done: Done) -> Done:
    """The answer with the report that stood on the page; a page that names none has seen none."""
    return partial(done, seen=whole_number(request.POST.get("seen")) or 0)


@require_POST
def assignment_confirm(request: AuthedRequest, pk: int) -> HttpResponse:
    return _perform(request, pk, Asked(ShareAct.CONFIRM, _seen(request, actions.confirm_progress), "已确认进展。"))


@require_POST
def assignment_return(request: AuthedRequest, pk: int) -> HttpResponse:
    return _perform(
        request, pk, Asked(ShareAct.RETURN, _seen(request, actions.return_progress), "已退回，联络员会收到退回理由。", forms.ReasonForm, "reason_form")
    )


@require_POST
def assignment_finish(request: AuthedRequest, pk: int) -> HttpResponse:
    return _perform(request, pk, Asked(ShareAct.FINISH, _seen(request, actions.finish_share), "已确认完成。"))


@require_POST
def assignment_remove_evidence(request: AuthedRequest, pk: int, file_pk: UUID) -> HttpResponse:
    """移除佐证材料."""
    share = _share(request, pk)
    file = get_object_or_404(files_of(share), pk=file_pk)
    return _perform(request, pk, Asked(ShareAct.SUBMIT, partial(actions.remove_evidence, file=file), f"已移除“{file}”。"))


@require_POST
def assignment_settle(request: AuthedRequest, pk: int) -> HttpResponse:
    """确认责任单位 of words that were not resolved."""
    share = _share(request, pk)
    return _settle(
        request, share.item, forms.UnitForm(request.user, request.POST), "请选择责任单位。", "已确认责任单位。", partial(actions.settle_unit, share=share)
    )


@require_POST
def assignment_drop(request: AuthedRequest, pk: int) -> HttpResponse:
    """不列为责任单位."""
    share = _share(request, pk)
    said = "已去掉，原文仍保留在任务里。"
    return _settle(request, share.item, forms.ReasonForm(request.POST), "请填写理由。", said, partial(actions.drop_share, share=share))


@require_POST
def item_share_out(request: AuthedRequest, pk: int) -> HttpResponse:
    """分解任务 to further units."""
    item = item_in_sight(request, pk)
    form = forms.ShareForm(request.user, request.POST)
    return _settle(request, item, form, "请选择责任单位。", "已分解到所选单位。", partial(actions.share_out, item=item), bound_as="share_form")


@require_POST
def item_settle_term(request: AuthedRequest, pk: int) -> HttpResponse:
    """确认完成时限."""
    item = item_in_sight(request, pk)
    form, wrong = forms.TermForm(request.POST), "请填写完成时限（2026-03-05），或勾选“待定”。"
    return _settle(request, item, form, wrong, "已确认完成时限。", partial(actions.settle_term, item=item), bound_as="term_form")


def _settle(request: AuthedRequest, item: PlanItem, form: django_forms.Form, wrong: str, said: str, done: Done, bound_as: str = "") -> HttpResponse:
    """One act from the task's page; a refusal is said there, beside what was put in."""
    if not request.user.has_perm(MANAGE):
        raise PermissionDenied
    bound = {bound_as: form} if bound_as else {}
    if not form.is_valid():
        messages.error(request, wrong)
        return item_page(request, item, status=422, **bound)
    try:
        done(actor=request.user, at=timezone.now(), **form.cleaned_data)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return item_page(request, item, status=422, **bound)
    messages.success(request, said)
    return redirect(item)
