"""What a login must fulfil on every request: not run out, complete (second factor), password in force; then the post."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts import logins
from accounts.models import User
from accounts.passwords import is_change_due
from accounts.second_factor import is_complete
from core.http import page_above, request_number, wants_page

GetResponse = Callable[[HttpRequest], HttpResponse]
DEFAULT_IDLE_MINUTES = 30
FACTOR_GATE, PASSWORD_GATE = "accounts:second-factor", "accounts:password-change"
OPEN_AT = {
    FACTOR_GATE: {FACTOR_GATE, "accounts:second-factor-setup", "accounts:logout"},
    PASSWORD_GATE: {PASSWORD_GATE, "accounts:logout"},
}


def _sent_to(request: HttpRequest, name: str) -> HttpResponse:
    """To the page that must come first; htmx follows by a header, a plain request by a redirect."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": reverse(name)})
    return redirect(name)


def unsent(request: HttpRequest, ended: str) -> HttpResponse:
    """登录已结束: what was typed is handed back to be copied, and the way leads to the page it was typed on, never to the act itself."""
    typed = [text for name in request.POST if "password" not in name for text in request.POST.getlist(name) if not text.isascii()]
    back = f"{reverse('accounts:login')}?{urlencode({'next': page_above(request.path)})}"
    context = {"sentence": ended or "登录已结束。", "typed": typed, "back": back, "request_number": request_number()}
    return render(request, "errors/unsent.html", context, status=HTTPStatus.UNAUTHORIZED)


def _gate(user: User) -> str:
    """URL name of what must be done before anything else, "" when the login is complete."""
    if settings.SECOND_FACTOR and not is_complete(user):
        return FACTOR_GATE
    return PASSWORD_GATE if is_change_due(user, timezone.now()) else ""


class LoginStateMiddleware:
    """登录状态: idle and absolute limits, the second factor and the forced change of password, on every URL."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.login_gate, request.login_ended = "", ""  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            self._keep_or_end(request, request.user)
        return self.get_response(request)

    def _keep_or_end(self, request: HttpRequest, user: User) -> None:
        now = timezone.now()
        idle = min((post.role.idle_minutes for post in user.held_posts), default=DEFAULT_IDLE_MINUTES)
        sentence = logins.reason_over(request, idle, now)
        if sentence:
            logout(request)
            request.login_ended = sentence  # type: ignore[attr-defined]
        else:
            logins.touch(request, now)
            request.login_gate = _gate(user)  # type: ignore[attr-defined]

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any) -> HttpResponse | None:
        """Before LoginRequiredMiddleware: what a page behind the login answers to a login that is over or not complete."""
        if not getattr(view, "login_required", True):
            return None
        ended, gate = request.login_ended, request.login_gate  # type: ignore[attr-defined]
        if request.method == "POST" and not request.user.is_authenticated and wants_page(request):
            return unsent(request, ended)
        if ended:
            messages.warning(request, ended)
        if not gate or (request.resolver_match and request.resolver_match.view_name in OPEN_AT[gate]):
            return None
        return _sent_to(request, gate)


class PostMiddleware:
    """岗位: act in the post chosen in this login while it is held; a login that is not complete acts in none."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User) and user.is_authenticated:
            if request.login_gate:  # type: ignore[attr-defined]
                user.lay_down_powers()
            else:
                self._take_chosen(request, user)
        return self.get_response(request)

    def _take_chosen(self, request: HttpRequest, user: User) -> None:
        chosen = request.session.get(logins.POST)
        post = next((held for held in user.held_posts if held.pk == chosen), None) if chosen else None
        if post is not None:
            user.take_post(post)
