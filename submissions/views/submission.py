"""报送件: the list and one unit's answer."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.http import AuthedRequest
from core.lists.view import list_view
from submissions.lists import SUBMISSIONS
from submissions.models import Submission


@require_GET
def submission_list(request: AuthedRequest) -> HttpResponseBase:
    return list_view(request, SUBMISSIONS)


@require_GET
def submission_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    submission = get_object_or_404(Submission.objects.visible_to(request.user).for_list(), pk=pk)
    return render(request, "submissions/submission_detail.html", {"submission": submission})
