"""报送一览: the page, its workbook, and urging one request or one unit from it."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthedRequest
from accounts.models import Unit
from core.audit.trail import record
from core.files.kinds import XLSX
from core.notices.actions import URGE
from core.sheets.stream import Heading, python_rows, xlsx_stream
from core.whole_number import whole_number
from submissions.actions.urging import Urged, urge_missing, urge_unit
from submissions.forms.matrix import MatrixForm
from submissions.matrix import MatrixQuery, columns_of, matrix_of, rows_of, units_of_matrix
from submissions.models import SubmissionRequest
from submissions.workflow import VIEW


@require_GET
def matrix(request: AuthedRequest) -> HttpResponseBase:
    """单位 × 报送任务."""
    if not request.user.has_perm(VIEW):
        raise PermissionDenied
    form, on = MatrixForm(request.user, request.GET), timezone.localdate()
    if request.GET.get("format") == "xlsx":
        return _workbook(request, form.query, timezone.now())
    context = {
        "form": form,
        "matrix": matrix_of(request.user, form.query, on, whole_number(request.GET.get("page")) or 1),
        "may_urge": request.user.has_perm(URGE),
        "is_narrowed": any(request.GET.get(name) for name in form.fields),
    }
    return render(request, "submissions/matrix.html", context)


def _workbook(request: AuthedRequest, asked: MatrixQuery, at: datetime) -> HttpResponseBase:
    """导出 Excel: every unit that is asked for, not only those of one page."""
    on: date = timezone.localdate(at)
    columns = columns_of(request.user, asked, on)
    rows = rows_of(request.user, units_of_matrix(request.user, asked, columns), columns, on)
    headings = [Heading("单位", 28), *[Heading(str(column.request), 20) for column in columns], Heading("逾期、迟报", 12), Heading("应报", 10)]
    lines = [[row.unit.name, *[cell.words for cell in row.cells], row.late, row.owed] for row in rows]
    record(actor=request.user, act="export_list", act_label="导出", target=None, at=at, note=f"报送一览：{len(rows)} 行 {len(columns)} 列")
    facts = [("名称", "报送一览"), ("行数", str(len(rows))), ("导出人", str(request.user)), ("导出时间", f"{timezone.localtime(at):%Y-%m-%d %H:%M}")]
    blocks = xlsx_stream("报送一览", headings, iter(list(python_rows(lines))), lambda count: facts)
    response = StreamingHttpResponse(blocks, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"报送一览-{on:%Y%m%d}.xlsx") or ""
    return response


@require_POST
def matrix_urge(request: AuthedRequest) -> HttpResponse:
    """催办 one column (`request`) or one row (`unit`), and back to the same page."""
    if not request.user.has_perm(URGE):
        raise PermissionDenied
    messages.success(request, _urged(request).sentence)
    asked = request.GET.urlencode()
    return redirect(f"{reverse('submissions:matrix')}{f'?{asked}' if asked else ''}")


def _urged(request: AuthedRequest) -> Urged:
    at = timezone.now()
    if pk := whole_number(request.POST.get("request")):
        column = get_object_or_404(SubmissionRequest.objects.visible_to(request.user), pk=pk)
        return urge_missing(request=column, actor=request.user, at=at)
    unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=whole_number(request.POST.get("unit")))
    return urge_unit(unit=unit, actor=request.user, at=at)
