"""执法行为: the library and one act."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.http import AuthedRequest
from cases.act_lists import ACTS, facts_of, steps_of
from cases.models import DrawnFile, EnforcementAct
from core.lists.view import list_view


@require_GET
def act_list(request: AuthedRequest) -> HttpResponseBase:
    return list_view(request, ACTS)


@require_GET
def act_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    act = get_object_or_404(EnforcementAct.objects.visible_to(request.user).select_related("unit"), pk=pk)
    files = DrawnFile.objects.visible_to(request.user).filter(entry__act=act).select_related("row__batch", "entry")
    return render(request, "cases/act_detail.html", {"act": act, "facts": facts_of(act), "steps": steps_of(act), "files": files})
