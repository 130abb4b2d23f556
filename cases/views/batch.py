"""评查批次: list, new, and the page on which the bureau conducts a round."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import AuthedRequest
from cases.actions.batch import create_batch, edit_batch
from cases.forms.batch import BatchForm, BulletinForm, EditForm, ReasonForm
from cases.frame import frame_warnings
from cases.incoming import BATCH
from cases.lists import BATCH_TONES, BATCHES
from cases.models import BatchUnit, DrawKind, DrawnFile, ReviewBatch
from cases.numbers import agreement_of, common_problems, numbers_by_row, numbers_of
from cases.progress import batch_steps, row_lines
from cases.workflow import BATCH_TRANSITIONS, ORGANISE, SCORED_BATCHES, BatchAct, BatchState, FileState, ReviewState, UnitState
from core.errors import DomainError, StaleForm
from core.lists.view import list_view
from core.look import Figure
from core.workflow import acts_open
from documents.models import Incoming


@require_GET
def batch_list(request: AuthedRequest) -> HttpResponseBase:
    return list_view(request, BATCHES)


@require_http_methods(["GET", "POST"])
def batch_create(request: AuthedRequest) -> HttpResponse:
    if not request.user.has_perm(ORGANISE):
        raise PermissionDenied
    form = BatchForm(request.POST if request.method == "POST" else None, user=request.user)
    return _form_page(request, form, create_batch, "已新建批次 {}，印发后各单位才能看到。")


@require_http_methods(["GET", "POST"])
def batch_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """修改批次: what was typed comes back when it is refused; one that is published goes on as it is."""
    batch = get_object_or_404(ReviewBatch.objects.visible_to(request.user), pk=pk)
    if not request.user.has_perm(ORGANISE):
        raise PermissionDenied
    if BatchAct.EDIT not in acts_open(BATCH_TRANSITIONS, batch.state, request.user):
        messages.error(request, "批次印发后不能再修改。")
        return redirect(batch)
    form = EditForm(request.POST if request.method == "POST" else None, batch=batch, user=request.user)
    return _form_page(request, form, partial(edit_batch, batch=batch), "已修改批次 {}。", batch)


def _form_page(request: AuthedRequest, form: BatchForm, act: Callable[..., ReviewBatch], said: str, batch: ReviewBatch | None = None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            done = act(actor=request.user, at=timezone.now(), **form.cleaned_data)
        except StaleForm:
            raise
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said.format(done))
            return redirect(done)
    return render(request, "cases/batch_form.html", {"form": form, "batch": batch}, status=422 if form.errors else 200)


@require_GET
def batch_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    batch = get_object_or_404(ReviewBatch.objects.visible_to(request.user), pk=pk)
    if not request.user.has_perm(ORGANISE) and request.user.unit_ids() is not None:
        own = list(BatchUnit.objects.visible_to(request.user).filter(batch=batch)[:2])
        if len(own) == 1:
            return redirect(own[0])
    return batch_page(request, batch)


def batch_page(request: AuthedRequest, batch: ReviewBatch, *, status: int = 200, **bound: Any) -> HttpResponse:
    """The page of one batch; `bound` holds the form of a refused act under its name."""
    rows = list(BatchUnit.objects.visible_to(request.user).filter(batch=batch).select_related("batch", "unit", "feedback"))
    files = list(DrawnFile.objects.filter(row__in=rows).prefetch_related("sheets"))
    acts = {act.name: act for act in acts_open(BATCH_TRANSITIONS, batch.state, request.user)}
    record = batch.current_draw()
    may_draw = "DRAW" in acts and record is not None and not record.seed
    lines = row_lines(rows, numbers_by_row(rows, files), request.user, timezone.localdate())
    context = {
        "batch": batch,
        "tone": BATCH_TONES.get(BatchState(batch.state), "blue"),
        "rubrics": list(batch.rubrics.all()),
        "linked_incoming": Incoming.objects.linked_to(BATCH, batch.pk).visible_to(request.user),
        "lines": lines,
        "steps": batch_steps(batch),
        "acts": acts,
        "unconfirmed": [row.unit.short_name for row in rows if row.state == UnitState.CATALOGUE_DUE],
        "may_organise": request.user.has_perm(ORGANISE),
        "record": record,
        "may_drop": "DROP" in acts and not (record is not None and record.seed),
        "may_draw": may_draw,
        "frame_warnings": frame_warnings(batch) if may_draw or "LOCK_FRAME" in acts else [],
        "may_request": "REQUEST_FILES" in acts and record is not None and bool(record.seed),
        "deals": list(batch.draws.filter(kind=DrawKind.REVIEWERS)),
        "drop_form": bound.pop("drop_form", None) or ReasonForm(),
        "reason_form": bound.pop("reason_form", None) or ReasonForm(),
        "bulletin_form": bound.pop("bulletin_form", None) or BulletinForm(),
        **_office_numbers(batch, files, sum(line.entries for line in lines), request),
        **bound,
    }
    return render(request, "cases/batch_detail.html", context, status=status)


def _office_numbers(batch: ReviewBatch, files: list[DrawnFile], entries: int, request: AuthedRequest) -> dict[str, Any]:
    """What only the organiser sees: figures over all units, agreement, what waits for assignment and settling."""
    if not request.user.has_perm(ORGANISE):
        return {"figures": [], "is_office": False}
    numbers, agreement = numbers_of(files), agreement_of(files)
    return {
        "is_office": True,
        "unassigned": sum(file.state == FileState.RECEIVED and file.review_state == ReviewState.UNASSIGNED for file in files),
        "figures": [
            Figure("目录", str(entries), "卷"),
            Figure("抽取", str(numbers.drawn), f"已调 {numbers.received} 卷"),
            Figure("已评定", str(numbers.scored), f"共 {numbers.drawn} 卷"),
            Figure("合格率", numbers.rate_text.partition("（")[0], f"{numbers.passed} 卷合格" if numbers.scored else ""),
            Figure("平均分", numbers.mean_text, "各卷平均"),
            Figure(
                "评查一致率",
                agreement.rate_text.partition("（")[0],
                f"{agreement.agreed}/{agreement.pairs} 卷，平均分差 {agreement.gap_text}" if agreement.pairs else "",
            ),
        ],
        "common": common_problems(batch) if batch.state in SCORED_BATCHES else [],
    }
