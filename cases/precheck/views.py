"""自助预查 pages: what is posted is answered in the same answer and nowhere else; the bureau has no page to see it."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import AuthedRequest
from cases.precheck.drafts import check_drafts
from cases.precheck.forms import PrecheckForm
from cases.precheck.table import DRAFTS, HEADING, CheckedTable, check_table
from core.errors import DomainError
from core.files.kinds import XLSX
from core.sheets.forms import UploadForm
from core.sheets.template import template_of

MOST_IN_THE_PAGE = 2 * 1024 * 1024  # bytes of a workbook that the page itself can carry
MOST_SHOWN = 100
private = cache_control(no_store=True, private=True)


def _require_power(request: AuthedRequest) -> None:
    if not request.user.has_perm("cases.precheck"):
        raise PermissionDenied


@private
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def precheck(request: AuthedRequest) -> HttpResponse:
    """预查一件: the form, and under it what the rules say."""
    _require_power(request)
    form = PrecheckForm(request.POST) if request.method == "POST" else PrecheckForm()
    context: dict[str, Any] = {"form": form, "upload": UploadForm()}
    if form.is_valid():
        today = timezone.localdate()
        context |= {"checked": check_drafts([form.cleaned_data], request.user, today)[0], "today": today}
    return render(request, "cases/precheck.html", context, status=422 if form.errors else 200)


@private
@sensitive_post_parameters()
@require_POST
def precheck_table(request: AuthedRequest) -> HttpResponse:
    """预查一张表: the answer as a page that carries the workbook, or the workbook alone."""
    _require_power(request)
    upload = UploadForm(request.POST, request.FILES)
    if upload.is_valid():
        file, today = upload.cleaned_data["file"], timezone.localdate()
        try:
            table = check_table(file, request.user, today)
        except DomainError as refusal:
            upload.add_error("file", str(refusal))
        else:
            name = f"{file.name.rpartition('.')[0] or file.name}-{HEADING}.xlsx"
            return _workbook(table, name) if "download" in request.POST else _page(request, table, name)
    return render(request, "cases/precheck.html", {"form": PrecheckForm(), "upload": upload}, status=422)


def _workbook(table: CheckedTable, name: str) -> HttpResponse:
    response = HttpResponse(table.workbook, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def _page(request: AuthedRequest, table: CheckedTable, name: str) -> HttpResponse:
    fits = len(table.workbook) <= MOST_IN_THE_PAGE
    link = f"data:{XLSX};base64,{b64encode(table.workbook).decode()}" if fits else ""
    context = {"table": table, "shown": table.bad[:MOST_SHOWN], "link": link, "name": name, "today": timezone.localdate(), "most": MOST_SHOWN}
    request.stands_in = "/cases/precheck/"
    return render(request, "cases/precheck_table.html", context)


@require_GET
def precheck_template(request: AuthedRequest) -> HttpResponse:
    """下载模板."""
    _require_power(request)
    response = HttpResponse(template_of(DRAFTS), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, "自助预查模板.xlsx") or ""
    return response
