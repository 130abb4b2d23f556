"""Acts on an answer as POSTs: find within sight, bind what was typed, call one action, answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest
from accounts.models import User
from core.errors import DomainError, IllegalTransition, StaleForm
from core.notices.actions import URGE
from core.whole_number import whole_number
from submissions.actions import handing_in, review, urging
from submissions.actions.answering import remove_file
from submissions.files import MATERIAL, SCAN, files_of
from submissions.forms import answer as forms
from submissions.models import Submission
from submissions.views.submission import in_sight, submission_page
from submissions.workflow import APPROVE, FILL, MANAGE, REVIEW

Done = Callable[..., Any]


def perform(request: AuthedRequest, submission: Submission, power: str, done: Done, said: str | Callable[[Any], str], **asked_for: Any) -> HttpResponse:
    """Ask for the power, call the act; a refusal comes back on the page with what was typed (`form` under `bound_as`, `kept`).

    Where a colleague was first, `beside` puts what was typed into the answer as it stands now.
    """
    if not request.user.has_perm(power):
        raise PermissionDenied
    form: django_forms.Form | None = asked_for.get("form")
    bound_as, kept, goal = asked_for.get("bound_as", ""), asked_for.get("kept", {}), asked_for.get("goal")
    bound = {**kept, **({bound_as: form} if form is not None and bound_as else {})}
    beside: Callable[[Submission], dict[str, Any]] | None = asked_for.get("beside")
    if form is not None and not form.is_valid():
        return submission_page(request, submission, status=422, **bound)
    try:
        outcome = done(submission=submission, actor=request.user, at=timezone.now(), **(form.cleaned_data if form is not None else {}))
    except DomainError as refusal:
        fresh = in_sight(request, submission.pk)
        if form is None or isinstance(refusal, IllegalTransition) or not bound_as:
            messages.error(request, str(refusal))
        else:
            form.add_error(None, str(refusal))
            _look_again(form, fresh)
        if isinstance(refusal, StaleForm) and beside is not None:
            bound |= beside(fresh)
        return submission_page(request, fresh, status=409 if isinstance(refusal, StaleForm) else 422, **bound)
    messages.success(request, said(outcome) if callable(said) else said)
    return redirect(goal or submission)


def _look_again(form: django_forms.Form, submission: Submission) -> None:
    """The form now stands on what is shown beside it, so that it can be sent again."""
    if "seen" in form.fields:
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["seen"] = str(submission.version)  # type: ignore[index]


def act_view(power: str, done: Done, said: Any, form: type[django_forms.Form] | None = None, bound_as: str = "") -> Callable[..., HttpResponse]:
    """The POST address of an act that takes what its form holds, or nothing."""

    @require_POST
    def view(request: AuthedRequest, pk: int) -> HttpResponse:
        return perform(request, in_sight(request, pk), power, done, said, form=form(request.POST) if form else None, bound_as=bound_as)

    return view


def version_seen(request: AuthedRequest) -> int:
    """The version on the page; a page that names none has seen none."""
    return whole_number(request.POST.get("seen")) or 0


def sent_words(submission: Submission) -> str:
    return "已送本单位审核，审核通过后报司法局。" if submission.request.needs_approval else "已报送，司法局审核后通知您。"


@require_POST
def submission_nil(request: AuthedRequest, pk: int) -> HttpResponse:
    """零报告."""
    submission = in_sight(request, pk)
    return perform(request, submission, FILL, partial(handing_in.hand_in, seen=version_seen(request), is_nil=True), sent_words)


@require_POST
def submission_remove_file(request: AuthedRequest, pk: int, file_pk: UUID) -> HttpResponse:
    submission = in_sight(request, pk)
    file = get_object_or_404(files_of(submission, MATERIAL) | files_of(submission, SCAN), pk=file_pk)
    return perform(request, submission, FILL, partial(remove_file, file=file), f"已移除“{file}”。")


@require_POST
def submission_urge(request: AuthedRequest, pk: int) -> HttpResponse:
    submission = in_sight(request, pk)

    def urge(submission: Submission, actor: User, at: datetime) -> urging.Urged:
        return urging.urge_missing(request=submission.request, actor=actor, at=at, only=[submission.pk])

    return perform(request, submission, URGE, urge, lambda urged: urged.sentence)


submission_withdraw = act_view(FILL, handing_in.withdraw, "已撤回，可修改后重新报送。")
submission_approve = act_view(APPROVE, handing_in.approve_hand_in, "已报送，司法局审核后通知您。", forms.OpinionForm, "opinion_form")
submission_send_back = act_view(APPROVE, handing_in.send_back, "已退回联络员修改。", forms.ReasonForm, "reason_form")
submission_accept = act_view(REVIEW, review.accept, "审核通过。", forms.OpinionForm, "opinion_form")
submission_return = act_view(REVIEW, review.return_submission, "已退回，联络员会收到退回理由。", forms.ReturnForm, "return_form")
submission_correct = act_view(REVIEW, review.reopen_for_correction, "已退回更正，原来审核通过的版本保留。", forms.ReturnForm, "return_form")
submission_ask_correction = act_view(FILL, review.ask_correction, "已申请更正，司法局退回后可以修改。", forms.WhyForm, "why_form")
submission_exempt = act_view(MANAGE, review.exempt, "已免报。", forms.WhyForm, "why_form")
submission_demand = act_view(MANAGE, review.demand, "已恢复应报。", forms.DayForm, "day_form")
submission_extend = act_view(MANAGE, review.extend, "已延期，期限已更新。", forms.ExtendForm, "extend_form")
submission_urge_phone = act_view(URGE, urging.note_phone_urging, "已登记电话催办。", forms.PhoneForm, "phone_form")


def _ticked(request: AuthedRequest) -> tuple[list[Submission], str]:
    """All the ticked answers or, when one is out of sight or they are of several requests, none; and where to go back to."""
    wanted = {pk for pk in map(whole_number, request.POST.getlist("pk")) if pk is not None}
    found = list(Submission.objects.visible_to(request.user).for_list().filter(pk__in=wanted))
    if not found or len(found) != len(wanted) or len({one.request_id for one in found}) > 1:
        messages.error(request, "请先选择单位。")
        return [], reverse("submissions:request-list")
    return found, found[0].request.get_absolute_url()


@require_POST
def submission_urge_many(request: AuthedRequest) -> HttpResponse:
    """催办 the ticked units."""
    if not request.user.has_perm(URGE):
        raise PermissionDenied
    found, back = _ticked(request)
    if found:
        urged = urging.urge_missing(request=found[0].request, actor=request.user, at=timezone.now(), only=[one.pk for one in found])
        messages.success(request, urged.sentence)
    return redirect(back)


@require_POST
def submission_accept_many(request: AuthedRequest) -> HttpResponse:
    """审核通过 the ticked ones; what may not be accepted is named with the reason."""
    if not request.user.has_perm(REVIEW):
        raise PermissionDenied
    found, back = _ticked(request)
    accepted, reasons = 0, []
    for one in found:
        try:
            review.accept(submission=one, actor=request.user, at=timezone.now())
        except DomainError as refusal:
            reasons.append(f"{one.unit}：{refusal}")
        else:
            accepted += 1
    if accepted:
        messages.success(request, f"已审核通过 {accepted} 件。")
    for reason in reasons:
        messages.warning(request, reason)
    return redirect(back)
