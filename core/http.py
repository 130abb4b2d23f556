"""What every answer carries: a request number, safe headers, and refusals of the rules in words."""

import logging
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from http import HTTPStatus

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone

from core.errors import DomainError, StaleForm

GetResponse = Callable[[HttpRequest], HttpResponse]
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
BUSY = {"40P01", "40001", "55P03"}  # the database let go of one of two who waited for each other, or nobody let go in time
BUSY_SENTENCE = "同一事项正由他人办理，请稍后再办。"
logger = logging.getLogger(__name__)
_number: ContextVar[str] = ContextVar("request_number", default="")


def request_number() -> str:
    """编号 of the request being answered, "" outside one; shown on error pages and kept in the audit trail."""
    return _number.get()


def client_address(request: HttpRequest) -> str:
    """The peer's address, or the one that the configured number of our own proxies vouch for; forged headers change nothing."""
    hops: int = settings.TRUSTED_PROXY_HOPS
    if hops:
        chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        if len(chain) >= hops:
            return chain[-hops][:45]
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


class RequestNumberMiddleware:
    """Gives the request its number (20260305-143207-8F2C)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _number.set(f"{timezone.localtime():%Y%m%d-%H%M%S}-{secrets.token_hex(2).upper()}")
        try:
            return self.get_response(request)
        finally:
            _number.reset(token)


class ResponseHeadersMiddleware:
    """Headers on every answer, errors and files included."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if "Cache-Control" not in response.headers and not request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-store"
        return response


def wants_page(request: HttpRequest) -> bool:
    """A person's browser asks for a page: not a script, not a part of a page."""
    return "text/html" in request.headers.get("Accept", "") and not request.headers.get("HX-Request")


def page_above(path: str) -> str:
    """The page on which the form of an act stands: the nearest address above that exists, "/" at the latest."""
    while path != "/":
        path = f"{path.rstrip('/').rpartition('/')[0]}/"
        try:
            resolve(path)
        except Resolver404:
            continue
        return path
    return path


class RefusalMiddleware:
    """Refusals become pages in words: a DomainError that a view did not show beside its form (409 or 422), an act that ran into another
    one in the database (409), and the address of an act opened by hand (405)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and wants_page(request):
            allowed = response.headers["Allow"]
            response = render(request, "errors/405.html", {"request_number": request_number(), "back": page_above(request.path)}, status=405)
            response.headers["Allow"] = allowed
        return response

    def process_exception(self, request: HttpRequest, refusal: Exception) -> HttpResponse | None:
        if isinstance(refusal, OperationalError) and (state := getattr(refusal.__cause__, "sqlstate", "")) in BUSY:
            logger.warning("busy %s %s", state, request.path)
            refusal = StaleForm(BUSY_SENTENCE)
        if not isinstance(refusal, DomainError):
            return None
        status = 409 if isinstance(refusal, StaleForm) else 422
        back = request.headers.get("Referer", "")
        context = {
            "sentence": str(refusal),
            "request_number": request_number(),
            "back": back if back.startswith(f"{request.scheme}://{request.get_host()}/") else "/",
        }
        return render(request, "errors/refusal.html", context, status=status)
