"""导入页: upload, preview, columns by hand, commit, the error workbook and the template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import DomainError
from core.files.kinds import XLSX
from core.lists.view import list_view
from core.sheets.actions import assign_columns, check_batch, check_later, commit_later, commit_now, give_up, local_copy, upload
from core.sheets.answers import error_workbook
from core.sheets.engine import sheet_of
from core.sheets.forms import AssignForm, UploadForm
from core.sheets.lists import IMPORTS, kinds
from core.sheets.models import BatchState, ImportBatch, RowOutcome
from core.sheets.preview import Preview, steps_of
from core.sheets.sheet import Sheet
from core.sheets.template import template_of
from core.whole_number import whole_number

if TYPE_CHECKING:
    from accounts.http import AuthedRequest

AT_ONCE_BYTES = 400 * 1024  # about 3,000 rows: quicker than a look at the queue
AT_ONCE_ROWS = 3_000


def _sheet(request: AuthedRequest, kind: str) -> Sheet:
    """The kind, for those who may import it."""
    if kind not in settings.SHEET_KINDS:
        raise Http404
    sheet = sheet_of(kind)
    if not sheet.is_open_to(request.user):
        raise PermissionDenied
    return sheet


def _back(request: AuthedRequest, sheet: Sheet) -> str:
    """The list that the rows go into, "" when there is none; the navigation marks it."""
    request.stands_in = reverse(sheet.back) if sheet.back else ""
    return request.stands_in


def _batch(request: AuthedRequest, pk: int) -> ImportBatch:
    batches = ImportBatch.objects.visible_to(request.user).select_related("file", "job", "created_by")
    return get_object_or_404(batches, pk=pk)


@require_GET
def import_list(request: AuthedRequest) -> HttpResponseBase:
    """导入记录: one's own, and the kinds one may begin."""
    offered = [(kind, title) for kind, title in kinds() if sheet_of(kind).is_open_to(request.user)]
    return list_view(request, IMPORTS, "core/import_list.html", offered=offered)


@require_http_methods(["GET", "POST"])
def import_new(request: AuthedRequest, kind: str) -> HttpResponse:
    """上传一张表."""
    sheet = _sheet(request, kind)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        options = {name: number for name in ("unit", *sheet.asks) if (number := whole_number(request.GET.get(name))) is not None}
        try:
            batch = upload(kind=kind, name=file.name, stream=file, options=options, actor=request.user, at=timezone.now())
        except DomainError as refusal:
            form.add_error("file", str(refusal))
        else:
            return _check(request, batch)
    context = {"sheet": sheet, "form": form, "back": _back(request, sheet), "recent": _recent(request, kind)}
    return render(request, "core/import_form.html", context, status=422 if form.errors else 200)


def _recent(request: AuthedRequest, kind: str) -> Any:
    return ImportBatch.objects.visible_to(request.user).filter(kind=kind).select_related("file")[:5]


def _check(request: AuthedRequest, batch: ImportBatch) -> HttpResponse:
    """Small files are read at once, large ones by a job."""
    at = timezone.now()
    if batch.file.size <= AT_ONCE_BYTES:
        check_batch(batch=batch, actor=request.user, at=at)
        return redirect(batch)
    return redirect(check_later(batch=batch, actor=request.user, at=at))


@require_GET
def import_template(request: AuthedRequest, kind: str) -> HttpResponse:
    """下载模板."""
    sheet = _sheet(request, kind)
    response = HttpResponse(template_of(sheet), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"{sheet.title}导入模板.xlsx") or ""
    return response


@require_GET
def import_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    """预览 before the commit, 结果 after it."""
    batch = _batch(request, pk)
    return _page(request, batch, sheet_of(batch.kind))


def _page(request: AuthedRequest, batch: ImportBatch, sheet: Sheet, form: AssignForm | None = None) -> HttpResponse:
    context: dict[str, Any] = {"batch": batch, "sheet": sheet, "steps": steps_of(batch), "back": _back(request, sheet)}
    if batch.state == BatchState.UNMATCHED or form is not None:
        context["form"] = form or AssignForm(sheet, batch)
    elif batch.counts:
        context["preview"] = Preview(batch, sheet, request.GET)
    return render(request, "core/import_detail.html", context, status=422 if form is not None and form.errors else 200)


@require_POST
def import_assign(request: AuthedRequest, pk: int) -> HttpResponse:
    """指定列."""
    batch = _batch(request, pk)
    sheet = _sheet(request, batch.kind)
    form = AssignForm(sheet, batch, request.POST)
    if not form.is_valid():
        return _page(request, batch, sheet, form)
    batch = assign_columns(batch=batch, mapping=form.mapping(), actor=request.user, at=timezone.now())
    return _check(request, batch)


@require_POST
def import_commit(request: AuthedRequest, pk: int) -> HttpResponse:
    """导入正确的 n 行."""
    batch = _batch(request, pk)
    _sheet(request, batch.kind)
    if batch.counts.get("rows", 0) > AT_ONCE_ROWS:
        return redirect(commit_later(batch=batch, actor=request.user, at=timezone.now()))
    batch = commit_now(batch=batch, actor=request.user, at=timezone.now())
    messages.success(request, _done(batch))
    return redirect(batch)


def _done(batch: ImportBatch) -> str:
    rejected = batch.counts["rejected"]
    left = f"，{rejected} 行未导入，原因见错误表。" if rejected else "。"
    return f"已导入 {batch.counts['rows'] - rejected} 行{left}"


@require_POST
def import_cancel(request: AuthedRequest, pk: int) -> HttpResponse:
    """全部改好再导."""
    batch = give_up(batch=_batch(request, pk), actor=request.user, at=timezone.now())
    messages.success(request, "这次没有导入。改好后重新上传即可。")
    return redirect("core:import-new", kind=batch.kind)


@require_GET
def import_errors(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """下载错误表: the user's own workbook back."""
    batch = _batch(request, pk)
    if not batch.counts.get("rejected"):
        raise Http404
    errors = batch.rows.filter(outcome=RowOutcome.REJECTED).values_list("number", "errors")
    with local_copy(batch.file) as path:
        marked = error_workbook(path, batch.file.original_name, batch.reading, batch.reading["places"], errors)
    name = batch.file.original_name.rsplit(".", 1)[0]
    return FileResponse(marked, as_attachment=True, filename=f"{name}-错误表.xlsx", content_type=XLSX)
