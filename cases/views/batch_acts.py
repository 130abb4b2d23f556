"""Acts on a batch as POSTs."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from accounts.http import AuthedRequest
from cases.actions.assignment import deal_reviewers
from cases.actions.batch import bulletin_batch, close_batch, publish_batch
from cases.actions.draw import draw_files, lock_frame, unlock_frame
from cases.actions.dropping import drop_batch
from cases.actions.recall import request_files
from cases.actions.steps import require
from cases.forms.batch import BulletinForm, ReasonForm
from cases.models import ReviewBatch
from cases.views.batch import batch_page
from cases.workflow import ORGANISE
from core.acting import perform


def _act(request: AuthedRequest, pk: int, act: Any, said: Any, **more: Any) -> HttpResponse:
    """All acts on a batch are the organiser's; asked before any form, and the action judges again."""
    batch = get_object_or_404(ReviewBatch.objects.visible_to(request.user), pk=pk)
    require(request.user, ORGANISE)
    return perform(request, page=partial(batch_page, request, batch), goal=batch, done=partial(act, batch=batch), said=said, **more)


@require_POST
def batch_publish(request: AuthedRequest, pk: int) -> HttpResponse:
    return _act(request, pk, publish_batch, "已印发，各单位可以核对目录。")


@require_POST
def batch_drop(request: AuthedRequest, pk: int) -> HttpResponse:
    return _act(request, pk, drop_batch, "批次已撤销，已告知各单位。", form=ReasonForm(request.POST), bound_as="drop_form")


@require_POST
def batch_lock(request: AuthedRequest, pk: int) -> HttpResponse:
    return _act(request, pk, lock_frame, lambda record: f"已锁定抽取范围 {record.frame_count} 卷，范围摘要已记录。")


@require_POST
def batch_unlock(request: AuthedRequest, pk: int) -> HttpResponse:
    return _act(request, pk, unlock_frame, "已撤销锁定，原记录留存。", form=ReasonForm(request.POST), bound_as="reason_form")


@require_POST
def batch_draw(request: AuthedRequest, pk: int) -> HttpResponse:
    return _act(request, pk, draw_files, lambda record: f"已抽取 {record.drawn_count} 卷，记录编号 {record.number}。")


@require_POST
def batch_request_files(request: AuthedRequest, pk: int) -> HttpResponse:
    return _act(request, pk, request_files, "已为各单位拟制调卷通知书，请逐件送审、签发、送达。")


@require_POST
def batch_deal(request: AuthedRequest, pk: int) -> HttpResponse:
    return _act(request, pk, deal_reviewers, lambda record: f"已随机分派 {len(record.result)} 卷，记录编号 {record.number}。")


@require_POST
def batch_close(request: AuthedRequest, pk: int) -> HttpResponse:
    return _act(request, pk, close_batch, "批次已办结。")


@require_POST
def batch_bulletin(request: AuthedRequest, pk: int) -> HttpResponse:
    return _act(request, pk, bulletin_batch, "已登记通报。", form=BulletinForm(request.POST), bound_as="bulletin_form")
