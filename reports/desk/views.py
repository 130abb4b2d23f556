"""工作台: the first page of every post."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET, require_POST

from accounts.http import AuthedRequest
from core.lists.actions import keep_habit
from core.notices.models import Message
from core.workdays import calendar_of
from reports.desk.board import PAGE, UNIT_HABIT, board


@require_GET
def desk(request: AuthedRequest) -> HttpResponse:
    """What is asked of me, by when, on what basis, and the verb that does it."""
    kind, due, today = request.GET.get("kind", ""), request.GET.get("due", ""), timezone.localdate()
    shown = board(request.user, today, calendar_of(request), kind, due, import_string(settings.FRAME_SETS)(request.user, today))
    request.frame_counts = shown.along  # type: ignore[attr-defined]
    context = {
        "board": shown,
        "kind": kind,
        "due": due,
        "messages_in": Message.objects.inbox(request.user).unread()[:5],
    }
    return render(request, "desk/desk.html", context)


@require_POST
def arrange(request: AuthedRequest) -> HttpResponse:
    """按期限、按单位: kept for this person until it is turned again."""
    keep_habit(page=PAGE, query=UNIT_HABIT if request.POST.get("by") == "unit" else "", actor=request.user, at=timezone.now())
    shown = {name: value for name in ("kind", "due") if (value := request.POST.get(name))}
    return redirect(f"/?{urlencode(shown)}" if shown else "/")
