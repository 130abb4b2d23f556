"""收齐与汇总: who has not answered, and all accepted answers in one workbook."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthedRequest
from core.audit.trail import record
from core.jobs.queue import submit
from core.lists.export import FORMATS
from submissions.comparing import UnitChanges, changes_between, key_of, previous_of
from submissions.jobs import KIND
from submissions.missing import missing_units, words_of
from submissions.models import SubmissionRequest
from submissions.tables.differences import differences_workbook
from submissions.tables.fields import asked, fields_from_json
from submissions.views.request import in_sight
from submissions.workflow import MANAGE


@require_GET
def request_missing(request: AuthedRequest, pk: int) -> HttpResponse:
    """未报名单, ready to be copied."""
    if not request.user.has_perm("core.urge"):
        raise PermissionDenied
    asked_for = in_sight(request, pk)
    missing = missing_units(asked_for, request.user)
    return render(request, "submissions/request_missing.html", {"asked": asked_for, "missing": missing, "words": words_of(asked_for, missing)})


@require_POST
def request_merge(request: AuthedRequest, pk: int) -> HttpResponse:
    """汇总 as a job; a second click within the minute gives the same one."""
    if not request.user.has_perm(MANAGE):
        raise PermissionDenied
    asked_for, at = in_sight(request, pk), timezone.now()
    key = f"{KIND}:{asked_for.pk}:{request.user.pk}:{at:%Y%m%d%H%M}"
    return redirect(submit(kind=KIND, title=f"汇总《{asked_for}》", actor=request.user, at=at, params={"request": asked_for.pk}, key=key))


@require_GET
def request_differences(request: AuthedRequest, pk: int) -> HttpResponseBase:
    """与上期对比, on a page or as xlsx."""
    if not request.user.has_perm(MANAGE):
        raise PermissionDenied
    asked_for = in_sight(request, pk)
    before = previous_of(asked_for)
    key = key_of(asked_for, request.GET.get("key", ""))
    units, sums = changes_between(before, asked_for, key) if before is not None else ([], [])
    if request.GET.get("format") == "xlsx" and before is not None:
        record(actor=request.user, act="export_list", act_label="导出", target=asked_for, at=timezone.now(), note=f"与上期对比，{len(units)} 个单位")
        return _workbook(asked_for, before, units)
    fields = asked(fields_from_json(asked_for.fields))
    context = {"asked": asked_for, "before": before, "units": units, "sums": sums, "key": key, "fields": fields}
    return render(request, "submissions/request_differences.html", context)


def _workbook(after: SubmissionRequest, before: SubmissionRequest, units: list[UnitChanges]) -> HttpResponseBase:
    parts = [(one.unit.name, one.changes) for one in units]
    facts = [("本期", str(after)), ("上期", str(before)), ("依据", after.basis)]
    response = StreamingHttpResponse(differences_workbook("两期对比", parts, facts), content_type=FORMATS["xlsx"])
    response["Content-Disposition"] = content_disposition_header(True, f"{after}与上期对比.xlsx") or ""
    return response
