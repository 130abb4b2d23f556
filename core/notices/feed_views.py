"""日历订阅: the feed itself and the page that issues its address."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from core.notices.feed import as_ics, feed_rows, issue_feed, owner_of, revoke_feed


@login_not_required
@require_GET
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """The feed of whoever holds the token; 404 for any other, so that nothing can be told from the answer."""
    user = owner_of(request.GET.get("token", ""))
    if user is None:
        raise Http404
    now = timezone.now()
    answer = HttpResponse(as_ics(feed_rows(user, now), now), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'inline; filename="mingdu.ics"'
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@require_GET
def feed_detail(request: HttpRequest) -> HttpResponse:
    """订阅页: whether there is an address."""
    return render(request, "core/feed_detail.html", {"has_feed": bool(getattr(request.user, "calendar_token_hash", "")), "address": ""})


@require_POST
def feed_issue(request: HttpRequest) -> HttpResponse:
    """The new address is shown in this answer and nowhere else."""
    token = issue_feed(user=request.user, at=timezone.now())
    address = f"{settings.BASE_URL}{reverse('core:calendar-feed')}?token={token}"
    return render(request, "core/feed_detail.html", {"has_feed": True, "address": address})


@require_POST
def feed_revoke(request: HttpRequest) -> HttpResponse:
    revoke_feed(user=request.user, at=timezone.now())
    messages.success(request, "订阅地址已停用。")
    return redirect("core:feed-detail")
