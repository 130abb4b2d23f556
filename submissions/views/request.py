"""报送任务: the list and one request with its units."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from accounts.http import AuthedRequest
from core.lists.view import list_view
from submissions.lists import REQUESTS, units_of
from submissions.models import SubmissionRequest


@require_GET
def request_list(request: AuthedRequest) -> HttpResponseBase:
    return list_view(request, REQUESTS)


@require_GET
def request_detail(request: AuthedRequest, pk: int) -> HttpResponseBase:
    asked = get_object_or_404(SubmissionRequest.objects.visible_to(request.user).select_related("created_by", "opened_by"), pk=pk)
    return list_view(request, units_of(asked))
