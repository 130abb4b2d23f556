"""工作台: the first page of every post."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import AuthedRequest
from core.notices.models import Message
from core.workdays import calendar_of
from reports.desk.board import board


@require_GET
def desk(request: AuthedRequest) -> HttpResponse:
    """What is asked of me, by when, on what basis, and the verb that does it."""
    kind, due = request.GET.get("kind", ""), request.GET.get("due", "")
    context = {
        "board": board(request.user, timezone.localdate(), calendar_of(request), kind, due),
        "kind": kind,
        "messages_in": Message.objects.inbox(request.user).unread()[:5],
    }
    return render(request, "desk/desk.html", context)
