"""再次验证: acts that weigh much are done only within ten minutes of having given the password."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts import logins
from accounts.redirects import HOME, is_local

View = Callable[..., HttpResponseBase]


def _page_of(request: HttpRequest) -> str:
    """Where to come back to: the page itself, or the page that a POST came from."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    parts = urlsplit(request.headers.get("Referer", ""))
    address = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return address if parts.netloc == request.get_host() and is_local(address) else HOME


def recent_login_required(view: View) -> View:
    """The view runs only for a login proved within ten minutes; else nothing happens and the password is asked again."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if logins.is_recently_proved(request, timezone.now()):
            return view(request, *args, **kwargs)
        if request.method not in {"GET", "HEAD"}:
            messages.warning(request, "这一步需要再次输入密码，刚才的内容没有办理；验证后请重新办理。")
        address = f"{reverse('accounts:confirm')}?{urlencode({'next': _page_of(request)})}"
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": address})
        return redirect(address)

    return guarded
