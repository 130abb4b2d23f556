"""抽取记录: the certificate that anyone in the batch can check."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthedRequest
from cases.jobs import KIND
from cases.models import Draw, DrawKind, ReviewBatch
from cases.papers import draw_context
from cases.workflow import ORGANISE
from core.jobs.queue import submit


def _record(request: AuthedRequest, pk: int, draw_pk: int) -> Draw:
    """A record of a batch within sight; who reviews what is not for units."""
    batch = get_object_or_404(ReviewBatch.objects.visible_to(request.user), pk=pk)
    records = Draw.objects.filter(batch=batch).select_related("batch", "frozen_by", "drawn_by")
    if not request.user.has_perm(ORGANISE):
        records = records.filter(kind=DrawKind.FILES)
    return get_object_or_404(records, pk=draw_pk)


@require_GET
def draw_detail(request: AuthedRequest, pk: int, draw_pk: int) -> HttpResponse:
    """抽取记录 on screen."""
    return render(request, "cases/draw_detail.html", draw_context(_record(request, pk, draw_pk), request.user))


@require_GET
def draw_print(request: AuthedRequest, pk: int, draw_pk: int) -> HttpResponse:
    """打印抽取记录: the same on paper, without the frame of the product."""
    return render(request, "cases/draw_print.html", draw_context(_record(request, pk, draw_pk), request.user))


@require_POST
def draw_pdf(request: AuthedRequest, pk: int, draw_pk: int) -> HttpResponse:
    """抽取记录 as PDF, made by a job."""
    record = _record(request, pk, draw_pk)
    job = submit(kind=KIND, title=f"抽取记录 {record.number} PDF", actor=request.user, at=timezone.now(), params={"draw": record.pk})
    return redirect("core:job-detail", job.pk)
