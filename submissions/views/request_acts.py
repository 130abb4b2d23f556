"""Acts on a request as POSTs, and the pages that shape its draft."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import AuthedRequest
from core.acting import perform
from core.errors import DomainError, StaleForm
from core.files.rules import refuse_too_large
from core.notices.actions import URGE
from core.stamps import stamp_of
from submissions.actions.drafting import copy_request
from submissions.actions.ending import cancel_request, close_request, reopen_request
from submissions.actions.opening import add_unit, open_request
from submissions.actions.shaping import COLUMNS, set_blank, set_fields, set_parts
from submissions.actions.urging import urge_missing
from submissions.files import BLANK
from submissions.forms.fields import FieldRowFormSet, fields_of, rows_of
from submissions.forms.request import AddUnitForm, BlankForm, CancelForm, DayForm, PartsForm
from submissions.models import Shape, SubmissionRequest
from submissions.notices import unheard
from submissions.tables.blank import read_blank
from submissions.tables.fields import fields_from_json
from submissions.views.request import draft_page, in_sight, sent_page
from submissions.workflow import MANAGE

Page = Callable[..., HttpResponseBase]


def _page(request: AuthedRequest, asked: SubmissionRequest) -> Page:
    """Where a refused act comes back: the page of the draft, or that of the units."""

    def page(*, status: int, **bound: Any) -> HttpResponseBase:
        fresh = in_sight(request, asked.pk)
        return (draft_page if fresh.is_draft else sent_page)(request, fresh, status=status, **bound)

    return page


def _act(request: AuthedRequest, pk: int, power: str, done: Callable[..., Any], said: Any, form: forms.Form | None = None, bound_as: str = "") -> HttpResponse:
    asked = in_sight(request, pk)
    if not request.user.has_perm(power):
        raise PermissionDenied
    return perform(request, page=_page(request, asked), goal=asked, done=partial(done, request=asked), said=said, form=form, bound_as=bound_as)  # type: ignore[arg-type]


def _seen(request: AuthedRequest) -> str:
    """The stamp of the draft the page showed."""
    return request.POST.get("seen", "")


@require_POST
def request_open(request: AuthedRequest, pk: int) -> HttpResponse:
    return _act(request, pk, MANAGE, partial(open_request, seen=_seen(request)), _sent_out)


def _sent_out(made: SubmissionRequest) -> str:
    """How many units got it, and how many of them nobody could tell."""
    units = [row.unit for row in made.submissions.select_related("unit")]
    deaf = len(unheard(units))
    return f"已下发到 {len(units)} 个单位，联络员会收到提醒。{f'其中 {deaf} 个单位没有联络员，请另行通知。' if deaf else ''}"


@require_POST
def request_close(request: AuthedRequest, pk: int) -> HttpResponse:
    return _act(request, pk, MANAGE, close_request, "已办结，不再提醒未报单位。")


@require_POST
def request_reopen(request: AuthedRequest, pk: int) -> HttpResponse:
    return _act(request, pk, MANAGE, reopen_request, "已恢复报送。")


@require_POST
def request_cancel(request: AuthedRequest, pk: int) -> HttpResponse:
    return _act(request, pk, MANAGE, cancel_request, "已撤销任务，各单位不再需要报送。", CancelForm(request.POST), "cancel_form")


@require_POST
def request_urge(request: AuthedRequest, pk: int) -> HttpResponse:
    return _act(request, pk, URGE, urge_missing, lambda urged: urged.sentence)


@require_POST
def request_add_unit(request: AuthedRequest, pk: int) -> HttpResponse:
    form = AddUnitForm(request.user, request.POST)
    return _act(request, pk, MANAGE, add_unit, lambda made: f"已增加报送单位{made.unit}。", form, "unit_form")


@require_POST
def request_copy(request: AuthedRequest, pk: int) -> HttpResponse:
    asked = in_sight(request, pk)
    if not request.user.has_perm(MANAGE):
        raise PermissionDenied
    done, said = partial(copy_request, request=asked), "已复制为新任务，核对后下发。"
    return perform(request, page=_page(request, asked), goal=lambda made: made, done=done, said=said, form=DayForm(request.POST), bound_as="copy_form")  # type: ignore[arg-type]


@require_POST
def request_parts(request: AuthedRequest, pk: int) -> HttpResponse:
    return _act(request, pk, MANAGE, partial(set_parts, seen=_seen(request)), "已设置报告组成部分。", PartsForm(request.POST), "parts_form")


@require_POST
def request_blank(request: AuthedRequest, pk: int) -> HttpResponse:
    """上传司法局表样: read first, kept only when it could be read."""
    asked = in_sight(request, pk)
    if not request.user.has_perm(MANAGE):
        raise PermissionDenied
    form = BlankForm(request.POST, request.FILES)
    if not form.is_valid():
        return draft_page(request, asked, status=422, blank_form=form)
    upload = form.cleaned_data["blank"]
    try:
        refuse_too_large(BLANK, upload.size)
        data = upload.read()
        set_blank(request=asked, actor=request.user, at=timezone.now(), name=upload.name, data=data, blank=read_blank(data, upload.name), seen=_seen(request))
    except DomainError as refusal:
        form.add_error("blank", str(refusal))
        return draft_page(request, in_sight(request, pk), status=409 if isinstance(refusal, StaleForm) else 422, blank_form=form)
    messages.success(request, "已读出表样的栏目，请核对类型和必填项。")
    return redirect("submissions:request-fields", pk)


@require_http_methods(["GET", "POST"])
def request_fields(request: AuthedRequest, pk: int) -> HttpResponse:
    """设置表列: one row of boxes for each column."""
    asked = in_sight(request, pk)
    if not request.user.has_perm(MANAGE):
        raise PermissionDenied
    if not asked.is_draft or not asked.is_table:
        messages.error(request, f"《{asked}》现为“{asked.get_status_display()}”，不能再改表列。" if asked.is_table else "报送形式不是填表，没有表列。")
        return redirect(asked)
    rows = FieldRowFormSet(request.POST if request.method == "POST" else None, initial=rows_of(asked))
    if asked.shape == Shape.WORKBOOK:
        rows.extra = 0
    refusals: list[str] = []
    is_stale = False
    if request.method == "POST" and rows.is_valid():
        fields, sources = fields_of([row.cleaned_data for row in rows.forms], fields_from_json(asked.fields))
        try:
            set_fields(request=asked, actor=request.user, at=timezone.now(), fields=fields, sources=sources, seen=_seen(request))
        except DomainError as refusal:
            refusals, is_stale = [str(refusal)], isinstance(refusal, StaleForm)
        else:
            messages.success(request, f"已设置 {len(fields)} 栏。")
            return redirect("submissions:request-fields", pk) if "more" in request.POST else redirect(asked)
    status = 409 if is_stale else 422 if refusals or rows.is_bound else 200
    remarks = (asked.blank_layout or {}).get("remarks", [])
    context = {
        "asked": asked,
        "rows": rows,
        "refusals": refusals,
        "is_blank": asked.shape == Shape.WORKBOOK,
        "remarks": remarks,
        "seen": stamp_of(in_sight(request, pk), COLUMNS),
    }
    return render(request, "submissions/request_fields.html", context, status=status)
