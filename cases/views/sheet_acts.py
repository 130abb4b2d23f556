"""Saves of the scoring desk. Plain forms go on to the next item; the desk's script gets the rubric column back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest
from cases.actions import sheet as acts
from cases.actions.assignment import recuse
from cases.desk_board import board_of
from cases.forms.sheet import ItemForm, RecuseForm, SubmitForm, SummaryForm, VersionForm, VetoForm
from cases.models import ReviewSheet, RubricItem
from cases.views.sheet import find_sheet, sheet_page
from core.errors import DomainError, IllegalTransition, StaleForm
from core.whole_number import whole_number

MOST_PAGES = 100_000
STALE = "这份评查表已在别处保存过，本页内容没有保存，请刷新后核对再存。"


def _refused(request: AuthedRequest, sheet: ReviewSheet, refusal: DomainError, **place: Any) -> HttpResponse:
    """Said on the desk; 409 for a stale version, 422 for the rest."""
    messages.error(request, str(refusal))
    return sheet_page(request, find_sheet(request, sheet.pk), status=409 if isinstance(refusal, StaleForm) else 422, **place)


def _save(
    request: AuthedRequest, sheet: ReviewSheet, act: Callable[..., Any], facts: dict[str, Any], tab: str, code: str = "", after: str = ""
) -> HttpResponse:
    try:
        act(sheet=sheet, actor=request.user, at=timezone.now(), **facts)
    except DomainError as refusal:
        return _refused(request, sheet, refusal, tab=tab, code=code)
    if request.headers.get("X-Desk"):
        return sheet_page(request, find_sheet(request, sheet.pk), tab=tab, code=code)
    return redirect(f"{sheet.get_absolute_url()}?tab={tab}&item={after or code}&page={request.POST.get('page', '')}")


@require_POST
def sheet_save_item(request: AuthedRequest, pk: int, item_pk: int) -> HttpResponse:
    sheet = find_sheet(request, pk)
    item = get_object_or_404(RubricItem.objects.filter(rubric_id=sheet.file.rubric_id, is_veto=False), pk=item_pk)
    before: list[dict[str, Any]] = next((score.cites for score in sheet.scores.all() if score.item_id == item.pk), [])
    form = ItemForm(request.POST, before=before)
    if not form.is_valid():
        words = "；".join(str(error) for errors in form.errors.values() for error in errors)
        return _refused(request, sheet, DomainError(words), tab="items", code=item.code)
    data = form.cleaned_data
    facts = {"item": item, "version": data["version"], "picks": form.picks(item), "is_na": data["is_na"], "reason": data["reason"], "cites": data["found"]}
    after = board_of(sheet, item.code).next_code if "next" in request.POST else ""
    return _save(request, sheet, acts.save_item, facts, "items", item.code, after)


@require_POST
def sheet_veto(request: AuthedRequest, pk: int) -> HttpResponse:
    sheet = find_sheet(request, pk)
    form = VetoForm(request.POST, rubric_id=sheet.file.rubric_id)
    if not form.is_valid():
        return sheet_page(request, sheet, tab="vetoes", status=422, veto_form=form)
    data = form.cleaned_data
    facts = {"item": data["item"], "version": data["version"], "statement": data["statement"], "cites": data["found"], "is_checked": data["is_checked"]}
    try:
        acts.save_veto(sheet=sheet, actor=request.user, at=timezone.now(), **facts)
    except (StaleForm, IllegalTransition) as refusal:
        return _refused(request, sheet, refusal, tab="vetoes")
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return sheet_page(request, sheet, tab="vetoes", status=422, veto_form=form)
    messages.success(request, f"已记录一票否决 {data['item'].code}，本卷记 0 分。")
    return redirect(f"{sheet.get_absolute_url()}?tab=vetoes")


@require_POST
def sheet_drop_veto(request: AuthedRequest, pk: int, item_pk: int) -> HttpResponse:
    sheet = find_sheet(request, pk)
    item = get_object_or_404(RubricItem.objects.filter(rubric_id=sheet.file.rubric_id, is_veto=True), pk=item_pk)
    form = VersionForm(request.POST)
    if not form.is_valid():
        return _refused(request, sheet, StaleForm(STALE), tab="vetoes")
    return _save(request, sheet, acts.drop_veto, {"item": item, "version": form.cleaned_data["version"]}, "vetoes")


@require_POST
def sheet_summary(request: AuthedRequest, pk: int) -> HttpResponse:
    sheet = find_sheet(request, pk)
    form = SummaryForm(request.POST)
    if not form.is_valid():
        return sheet_page(request, sheet, tab="summary", status=422, summary_form=form)
    return _save(request, sheet, acts.save_summary, form.cleaned_data, "summary")


@require_POST
def sheet_page_seen(request: AuthedRequest, pk: int) -> HttpResponse:
    """看到第几页: kept quietly, so that a closed laptop opens where it was."""
    sheet = find_sheet(request, pk)
    page = whole_number(request.POST.get("page"))
    if page is not None and page < MOST_PAGES:
        acts.note_page(sheet=sheet, actor=request.user, page=page)
    return HttpResponse(status=204)


@require_POST
def sheet_submit(request: AuthedRequest, pk: int) -> HttpResponse:
    sheet = find_sheet(request, pk)
    form = SubmitForm(request.POST, is_vetoed=sheet.is_vetoed)
    if not form.is_valid():
        return sheet_page(request, sheet, status=422, submit_form=form)
    try:
        acts.submit_sheet(sheet=sheet, actor=request.user, at=timezone.now(), **form.cleaned_data)
    except (StaleForm, IllegalTransition) as refusal:
        return _refused(request, sheet, refusal)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return sheet_page(request, sheet, status=422, submit_form=form)
    messages.success(request, f"已提交 {sheet.file} 的评查表。")
    return redirect("cases:sheet-list")


@require_POST
def sheet_recuse(request: AuthedRequest, pk: int) -> HttpResponse:
    sheet = find_sheet(request, pk)
    form = RecuseForm(request.POST)
    if not form.is_valid():
        return sheet_page(request, sheet, status=422, recuse_form=form)
    try:
        recuse(sheet=sheet, actor=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
    except DomainError as refusal:
        return _refused(request, sheet, refusal)
    messages.success(request, f"已申请回避 {sheet.file}，由司法局另行分派。")
    return redirect("cases:sheet-list")
