"""我的评查 and the scoring desk. The desk is one address: `item`, `tab` and `page` say what is open."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from accounts.http import AuthedRequest
from cases.comparison import comparison_of
from cases.desk_board import board_of
from cases.forms.sheet import RecuseForm, SubmitForm, SummaryForm, VetoForm
from cases.lists import SHEETS
from cases.models import ReviewSheet
from cases.workflow import SheetState
from core.files.views import viewer_of
from core.lists.view import list_view

TABS = ("items", "vetoes", "summary")


@require_GET
def sheet_list(request: AuthedRequest) -> HttpResponseBase:
    return list_view(request, SHEETS)


def find_sheet(request: AuthedRequest, pk: int) -> ReviewSheet:
    """One's own sheet, with all the desk draws; anybody else's is not there."""
    own = ReviewSheet.objects.visible_to(request.user).filter(reviewer=request.user).standing()
    related = ("file__row__batch", "file__row__unit", "file__entry", "file__rubric", "reviewer")
    return get_object_or_404(own.select_related(*related).prefetch_related("scores__item", "vetoes__item", "file__rubric__items"), pk=pk)


@require_GET
def sheet_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    return sheet_page(request, find_sheet(request, pk), code=request.GET.get("item", ""), tab=request.GET.get("tab", ""))


def sheet_page(request: AuthedRequest, sheet: ReviewSheet, *, code: str = "", tab: str = "", status: int = 200, **bound: Any) -> HttpResponse:
    """The desk, or for its script the rubric column only; `bound` holds the form of a refused act under its name."""
    board = board_of(sheet, code)
    scan = sheet.file.scans.filter(replaced_at=None).select_related("file").first()
    viewer = viewer_of(scan.file, _asked(request, sheet)) if scan else {"number": 1}
    version = {"version": sheet.version}
    context = {
        "sheet": sheet,
        "file": sheet.file,
        "entry": sheet.file.entry,
        "board": board,
        "tab": tab if tab in TABS else TABS[0],
        "scan": scan,
        "viewer": viewer,
        "outline": (scan.outline or []) if scan else [],
        "place": _place(sheet),
        "comparison": comparison_of(sheet.file) if sheet.file.is_open and not board.is_editable else None,
        "veto_form": bound.pop("veto_form", None) or VetoForm(rubric_id=sheet.file.rubric_id, initial={**version, "pages": str(viewer["number"])}),
        "summary_form": bound.pop("summary_form", None)
        or SummaryForm(initial={**version, "problems": sheet.problems, "merits": sheet.merits, "advice": sheet.advice}),
        "submit_form": bound.pop("submit_form", None) or SubmitForm(is_vetoed=sheet.is_vetoed, initial=version),
        "recuse_form": bound.pop("recuse_form", None) or RecuseForm(),
        **bound,
    }
    part = "#rubric" if request.headers.get("X-Desk") == "rubric" else ""
    response = render(request, f"cases/sheet_desk.html{part}", context, status=status)
    patch_vary_headers(response, ["X-Desk"])
    return response


def _asked(request: AuthedRequest, sheet: ReviewSheet) -> QueryDict:
    """The address with the page: the one asked for, else the one the reviewer saw last."""
    asked = request.GET.copy()
    asked.setdefault("page", str(sheet.last_page))
    return asked


def _place(sheet: ReviewSheet) -> tuple[int, int]:
    """第 4 卷，共 9 卷 of this reviewer in the batch."""
    own = list(
        ReviewSheet.objects.filter(reviewer_id=sheet.reviewer_id, file__row__batch_id=sheet.file.row.batch_id)
        .exclude(state=SheetState.RECUSED)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return own.index(sheet.pk) + 1, len(own)
