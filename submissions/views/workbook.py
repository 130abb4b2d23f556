"""下载、上传表格: out with what is known, back with what was written, and how it was read."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthedRequest
from core.audit.trail import record
from core.errors import DomainError, StaleForm
from core.files.kinds import XLSX
from core.files.models import StoredFile
from core.files.rules import refuse_too_large
from core.whole_number import whole_number
from submissions.actions.answering import save_answer, take_workbook
from submissions.files import WORKBOOK, files_of
from submissions.forms.answer import UploadForm
from submissions.models import Submission
from submissions.tables.fields import asked, fields_from_json
from submissions.tables.reading import Answer
from submissions.views.submission import in_sight, submission_page
from submissions.workbooks import Pointed, bytes_of, workbook_marked, workbook_read, workbook_to_fill
from submissions.workflow import FILL

NOT_THERE = "none"


def _handed_out(request: AuthedRequest, submission: Submission, data: bytes, name: str) -> HttpResponse:
    """A workbook made on the spot, recorded like the download of a stored one."""
    record(actor=request.user, act="download_workbook", act_label="下载表格", target=submission, at=timezone.now(), note=name)
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def _table(request: AuthedRequest, pk: int) -> Submission:
    submission = in_sight(request, pk)
    if not submission.request.is_table:
        raise Http404
    return submission


@require_GET
def submission_workbook(request: AuthedRequest, pk: int) -> HttpResponse:
    """下载表格 with what stands in the answer already."""
    submission = _table(request, pk)
    return _handed_out(request, submission, workbook_to_fill(submission), f"{submission.request}-{submission.unit}.xlsx")


@require_POST
def submission_upload(request: AuthedRequest, pk: int) -> HttpResponse:
    """上传填好的表格: read first, then kept with its rows; how it was read is told on a page of its own."""
    submission = _table(request, pk)
    if not request.user.has_perm(FILL):
        raise PermissionDenied
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return submission_page(request, submission, status=422, upload_form=form)
    upload, seen = form.cleaned_data["workbook"], form.cleaned_data["seen"]
    try:
        refuse_too_large(WORKBOOK, upload.size)
        data = upload.read()
        answer = workbook_read(submission, data, upload.name)
        file = take_workbook(submission=submission, actor=request.user, at=timezone.now(), seen=seen, name=upload.name, data=data, rows=answer.rows)
    except DomainError as refusal:
        form.add_error("workbook", str(refusal))
        return submission_page(request, in_sight(request, pk), status=409 if isinstance(refusal, StaleForm) else 422, upload_form=form)
    messages.success(request, f"已读入 {len(answer.rows)} 行{f'，有 {len(answer.problems)} 处要改' if answer.problems else '，没有发现问题'}。")
    return redirect("submissions:upload-detail", pk, file.pk)


def _upload(request: AuthedRequest, pk: int, file_pk: UUID) -> tuple[Submission, StoredFile]:
    submission = _table(request, pk)
    return submission, get_object_or_404(files_of(submission, WORKBOOK), pk=file_pk)


def _pointed(data: HttpRequest, submission: Submission) -> dict[str, int | None]:
    """指定的列: key of a column → place in the file, from the address or the form."""
    said = data.POST if data.method == "POST" else data.GET
    found: dict[str, int | None] = {}
    for field in fields_from_json(submission.request.fields):
        place = said.get(f"c-{field.key}", "")
        if place == NOT_THERE:
            found[field.key] = None
        elif place.isascii() and place.isdigit() and len(place) < 4:
            found[field.key] = int(place)
    return found


@require_GET
def upload_detail(request: AuthedRequest, pk: int, file_pk: UUID) -> HttpResponse:
    """读表情况: how each column was recognised, what was tidied, what has to be mended."""
    submission, file = _upload(request, pk, file_pk)
    return upload_page(request, submission, file, _pointed(request, submission))


def upload_page(request: AuthedRequest, submission: Submission, file: StoredFile, pointed: Pointed, *, status: int = 200) -> HttpResponse:
    answer = workbook_read(submission, bytes_of(file), file.original_name, pointed)
    context = {
        "submission": submission,
        "file": file,
        "answer": answer,
        "columns": _columns(submission, answer),
        "places": sorted(answer.headings.items()),
        "problems": _named(submission, answer),
        "query": _query(pointed),
        "fills": submission.is_fillable_by(request.user),
    }
    return render(request, "submissions/upload_detail.html", context, status=status)


def _columns(submission: Submission, answer: Answer) -> list[tuple[str, str, int | None, str, str]]:
    """key, heading asked for, place found, heading found, how."""
    known = {match.key: match for match in answer.mapping}
    rows = []
    for field in asked(fields_from_json(submission.request.fields)):
        match = known.get(field.key)
        rows.append((field.key, field.full_heading, match.place if match else None, match.heading if match else "", match.how.label if match else "没有找到"))
    return rows


def _named(submission: Submission, answer: Answer) -> list[tuple[int, str, str, str, str]]:
    names = {field.key: field.full_heading for field in fields_from_json(submission.request.fields)}
    return [(one.row_number, names.get(one.key, "整行"), one.value, one.message, one.hint) for one in answer.problems]


@require_POST
def upload_point(request: AuthedRequest, pk: int, file_pk: UUID) -> HttpResponse:
    """指定列: the rows are read again as the unit says, and replace those of the page."""
    submission, file = _upload(request, pk, file_pk)
    pointed = _pointed(request, submission)
    try:
        answer = workbook_read(submission, bytes_of(file), file.original_name, pointed)
        seen = whole_number(request.POST.get("seen")) or 0
        save_answer(submission=submission, actor=request.user, at=timezone.now(), seen=seen, rows=answer.rows)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return upload_page(request, *_upload(request, pk, file_pk), pointed, status=409 if isinstance(refusal, StaleForm) else 422)
    messages.success(request, f"已按指定的列重新读入 {len(answer.rows)} 行。")
    return redirect(f"{reverse('submissions:upload-detail', args=[pk, file_pk])}?{_query(pointed)}")


def _query(pointed: Pointed) -> str:
    """What the unit pointed out, as it stands in an address."""
    return urlencode({f"c-{key}": NOT_THERE if place is None else place for key, place in pointed.items()})


@require_GET
def upload_marked(request: AuthedRequest, pk: int, file_pk: UUID) -> HttpResponse:
    """下载错误表: the unit's own workbook with the bad cells marked and the reasons beside."""
    submission, file = _upload(request, pk, file_pk)
    data = bytes_of(file)
    answer = workbook_read(submission, data, file.original_name, _pointed(request, submission))
    name = f"错误表-{file.original_name.rsplit('.', 1)[0]}.xlsx"
    return _handed_out(request, submission, workbook_marked(submission, data, answer), name)
