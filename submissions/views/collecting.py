"""收齐与汇总: who has not answered, and all accepted answers in one workbook."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthedRequest
from core.jobs.queue import submit
from core.notices.actions import URGE
from submissions.comparing import changed, changes_of, key_of, pairs_of, previous_of, totals_of
from submissions.jobs import DIFFERENCES, MERGE
from submissions.missing import missing_units, words_of
from submissions.tables.fields import asked, fields_from_json
from submissions.views.request import in_sight
from submissions.workflow import MANAGE

UNITS_OF_A_PAGE = 20


@require_GET
def request_missing(request: AuthedRequest, pk: int) -> HttpResponse:
    """未报名单, ready to be copied."""
    if not request.user.has_perm(URGE):
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
    key = f"{MERGE}:{asked_for.pk}:{request.user.pk}:{at:%Y%m%d%H%M}"
    return redirect(submit(kind=MERGE, title=f"汇总《{asked_for}》", actor=request.user, at=at, params={"request": asked_for.pk}, key=key))


@require_GET
def request_differences(request: AuthedRequest, pk: int) -> HttpResponse:
    """与上期对比: the sums, and some units at a time what changed."""
    if not request.user.has_perm(MANAGE):
        raise PermissionDenied
    asked_for = in_sight(request, pk)
    before = previous_of(asked_for)
    pairs = pairs_of(before, asked_for) if before is not None else []
    key, page = key_of(asked_for, request.GET.get("key", "")), Paginator(changed(pairs), UNITS_OF_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "asked": asked_for,
        "before": before,
        "sums": totals_of(asked_for, pairs) if pairs else [],
        "page": page,
        "units": list(changes_of(asked_for, page, key)),
        "key": key,
        "fields": asked(fields_from_json(asked_for.fields)),
    }
    return render(request, "submissions/request_differences.html", context)


@require_POST
def request_differences_export(request: AuthedRequest, pk: int) -> HttpResponse:
    """与上期对比 as a workbook, as a job; a second click within the minute gives the same one."""
    if not request.user.has_perm(MANAGE):
        raise PermissionDenied
    asked_for, at, column = in_sight(request, pk), timezone.now(), request.POST.get("key", "")[:40]
    key = f"{DIFFERENCES}:{asked_for.pk}:{column}:{request.user.pk}:{at:%Y%m%d%H%M}"
    return redirect(
        submit(kind=DIFFERENCES, title=f"《{asked_for}》与上期对比", actor=request.user, at=at, params={"request": asked_for.pk, "key": column}, key=key)
    )
