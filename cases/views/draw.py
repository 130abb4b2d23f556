"""抽取记录: the certificate that anyone in the batch can check."""

from __future__ import annotations

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.http import AuthedRequest
from cases.drawing import ALGORITHM, frame_hash
from cases.integrity import recomputed
from cases.models import ActKind, BatchUnit, Draw, DrawKind, DrawnFile, ReviewBatch
from cases.workflow import ORGANISE


@require_GET
def draw_detail(request: AuthedRequest, pk: int, draw_pk: int) -> HttpResponse:
    """抽取记录 on screen."""
    return render(request, "cases/draw_detail.html", _certificate(request, pk, draw_pk))


@require_GET
def draw_print(request: AuthedRequest, pk: int, draw_pk: int) -> HttpResponse:
    """打印抽取记录: the same on paper, without the frame of the product."""
    return render(request, "cases/draw_print.html", _certificate(request, pk, draw_pk))


def _certificate(request: AuthedRequest, pk: int, draw_pk: int) -> dict[str, object]:
    batch = get_object_or_404(ReviewBatch.objects.visible_to(request.user), pk=pk)
    records = Draw.objects.filter(batch=batch).select_related("frozen_by", "drawn_by")
    if not request.user.has_perm(ORGANISE):
        records = records.filter(kind=DrawKind.FILES)
    record = get_object_or_404(records, pk=draw_pk)
    files = DrawnFile.objects.visible_to(request.user).filter(draw=record).select_related("entry", "row__unit", "replaces__entry").order_by("row__unit__sort_key", "position")
    return {
        "batch": batch,
        "record": record,
        "is_files": record.kind == DrawKind.FILES,
        "files": files,
        "algorithm": ALGORITHM,
        "hash_fits": frame_hash(record.frame) == record.frame_hash,
        "result_fits": bool(record.seed) and recomputed(record) == record.result,
        "strata": _strata(record),
    }


def _strata(record: Draw) -> list[tuple[str, int, int]]:
    """Each stratum in words, with how many it held and how many were drawn."""
    names = dict(BatchUnit.objects.filter(batch=record.batch_id).values_list("unit__code", "unit__name"))
    held = Counter(row[0] for row in record.frame)
    lines = []
    for stratum, keys in record.result.items():
        code, _, kind = stratum.partition("|")
        lines.append((f"{names.get(code, code)}　{ActKind(kind).label}（{stratum}）" if kind in ActKind.values else stratum, held[stratum], len(keys)))
    return lines
