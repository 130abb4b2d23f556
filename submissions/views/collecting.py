"""收齐与汇总: who has not answered, and all accepted answers in one workbook."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthedRequest
from core.jobs.queue import submit
from submissions.jobs import KIND
from submissions.missing import missing_units, words_of
from submissions.views.request import in_sight
from submissions.workflow import MANAGE


@require_GET
def request_missing(request: AuthedRequest, pk: int) -> HttpResponse:
    """未报名单, ready to be copied."""
    if not request.user.has_perm("core.urge"):
        raise PermissionDenied
    asked = in_sight(request, pk)
    missing = missing_units(asked, request.user)
    return render(request, "submissions/request_missing.html", {"asked": asked, "missing": missing, "words": words_of(asked, missing)})


@require_POST
def request_merge(request: AuthedRequest, pk: int) -> HttpResponse:
    """汇总 as a job; a second click within the minute gives the same one."""
    if not request.user.has_perm(MANAGE):
        raise PermissionDenied
    asked, at = in_sight(request, pk), timezone.now()
    key = f"{KIND}:{asked.pk}:{request.user.pk}:{at:%Y%m%d%H%M}"
    return redirect(submit(kind=KIND, title=f"汇总《{asked}》", actor=request.user, at=at, params={"request": asked.pk}, key=key))
