"""Error pages: Chinese, with a request number and nothing internal."""

import sys

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from core import audit
from core.http import request_number


def _page(request: HttpRequest, status: int, name: str = "") -> HttpResponse:
    """A refusal, in the frame of whoever is logged in."""
    return render(request, f"errors/{name or status}.html", {"request_number": request_number()}, status=status)


def _bare(status: int) -> HttpResponse:
    """Rendered without the request: after a failure the page asks neither the database nor the login."""
    shell = {"demo": settings.DEMO, "bureau": settings.BUREAU_NAME, "phone": settings.BUREAU_PHONE}
    return HttpResponse(render_to_string(f"errors/{status}.html", {"request_number": request_number(), "shell": shell}), status=status)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 413 if isinstance(exception, RequestDataTooBig | TooManyFieldsSent) else 400)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Refused for want of power; whoever is logged in has it on the record, without what was typed."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        note = f"{request.method} {request.path}"[:200]
        audit.record(actor=user, act="core.refuse_access", act_label="越权访问", target=None, at=timezone.now(), note=note, result="refused")
    return _page(request, 403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """The program is wrong (500), or the database is away (503)."""
    return _bare(503 if isinstance(sys.exc_info()[1], OperationalError | InterfaceError) else 500)


@login_not_required
def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """页面停留过久: the form token does not fit; nothing was written."""
    return _page(request, 403, "csrf")


@login_not_required
def too_many(request: HttpRequest) -> HttpResponse:
    """操作过于频繁: the limit of this act is reached for the moment."""
    return _page(request, 429)
