"""纸面: 抽取记录 and 评查表 as PDF, from the same parts as the pages."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from accounts.models import User
from cases.comparison import comparison_of
from cases.drawing import ALGORITHM, frame_hash
from cases.integrity import recomputed
from cases.models import ActKind, BatchUnit, CatalogueEntry, Draw, DrawKind, DrawnFile
from documents.render import pdf_from_html


def draw_context(record: Draw, user: User) -> dict[str, Any]:
    """抽取记录 as `user` may see it: the files of one's own units, all for the organiser."""
    files = (
        DrawnFile.objects.visible_to(user)
        .filter(draw=record)
        .select_related("entry", "row__unit", "replaces__entry")
        .order_by("row__unit__sort_key", "position")
    )
    is_files = record.kind == DrawKind.FILES
    return {
        "batch": record.batch,
        "record": record,
        "is_files": is_files,
        "files": files,
        "algorithm": ALGORITHM,
        "hash_fits": frame_hash(record.frame) == record.frame_hash,
        "result_fits": bool(record.seed) and recomputed(record) == record.result,
        "strata": strata_of(record) if is_files else [],
        "dealt": [] if is_files else dealt_of(record),
    }


def strata_of(record: Draw) -> list[tuple[str, int, int]]:
    """Each stratum of a draw of files in words, with how many it held and how many were drawn."""
    names = dict(BatchUnit.objects.filter(batch=record.batch_id).values_list("unit__code", "unit__name"))
    held = Counter(row[0] for row in record.frame)
    lines = []
    for stratum, keys in record.result.items():
        code, _, kind = stratum.partition("|")
        lines.append((f"{names.get(code, code)}　{ActKind(kind).label}", held[stratum], len(keys)))
    return lines


def dealt_of(record: Draw) -> list[tuple[str, list[str]]]:
    """分派结果 in words: the number of each file and its reviewers by name."""
    numbers = {entry.key: entry.number for entry in CatalogueEntry.objects.filter(row__batch=record.batch_id, key__in=record.result)}
    names = dict(User.objects.filter(username__in={name for pair in record.result.values() for name in pair}).values_list("username", "name"))
    return [(numbers.get(key, key), [names.get(name, name) for name in pair]) for key, pair in record.result.items()]


def sheet_context(file: DrawnFile) -> dict[str, Any]:
    """评查表 of an open file, with all its reviewers."""
    return {"file": file, "entry": file.entry, "row": file.row, "comparison": comparison_of(file)}


def pdf_of(template: str, context: dict[str, Any], identifier: str) -> bytes:
    """The PDF; RenderRefused in words when the component is missing."""
    css = (settings.BASE_DIR / "static" / "css" / "review-paper.css").read_text(encoding="utf-8")
    html = render_to_string(template, {**context, "bureau": settings.BUREAU_NAME, "is_sample": settings.DEMO})
    return pdf_from_html(html, css, identifier=identifier)
