"""Error pages: Chinese, with a request number and nothing internal."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.http import request_number


def _page(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, f"errors/{status}.html", {"request_number": request_number()}, status=status)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 400)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 404)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, 500)


@login_not_required
def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """页面停留过久: the form token does not fit; nothing was written."""
    return render(request, "errors/csrf.html", {"request_number": request_number()}, status=403)
