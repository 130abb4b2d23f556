"""登录, 退出, 激活, 再次验证."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout as end_session
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions, entrance, logins, passwords, throttle
from accounts.forms import ActivateForm, ConfirmForm, LoginForm, add_refusal
from accounts.http import AuthedRequest
from accounts.models import User
from accounts.redirects import HOME, is_local, next_address
from accounts.workflow import Act
from core import audit
from core.errors import DomainError
from core.http import client_address


def _typed(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _let_in(request: HttpRequest, form: LoginForm) -> int:
    """0 when the person is inside now, else the status of the refusal, which the form shows."""
    if not form.is_valid():
        return 422
    at = timezone.now()
    try:
        entrance.enter(request, entrance.checked(request, at=at, **form.cleaned_data), at)
    except DomainError as refusal:
        add_refusal(form, refusal)
        return _status(refusal)
    if isinstance(request.user, User) and (told := passwords.warning(request.user, at)):
        messages.warning(request, told)
    return 0


def _status(refusal: DomainError) -> int:
    return 429 if isinstance(refusal, entrance.Blocked) else 422


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """登录: one sentence for every kind of wrong."""
    if request.user.is_authenticated:
        return redirect(next_address(request))
    form, status = LoginForm(_typed(request)), 200
    if request.method == "POST":
        status = _let_in(request, form)
        if not status:
            return redirect(next_address(request))
    context = {"form": form, "next": next_address(request, ""), "county": settings.BUREAU_NAME.removesuffix("司法局")}
    return render(request, "accounts/login.html", context, status=status)


@require_POST
def logout(request: AuthedRequest) -> HttpResponse:
    """退出登录."""
    actor = request.user
    audit.record(actor=actor, act=Act.LOGOUT, target=actor, at=timezone.now())
    end_session(request)
    return redirect("accounts:login")


@login_not_required
@sensitive_post_parameters("code", "password", "again")
@require_http_methods(["GET", "POST"])
def activate(request: HttpRequest) -> HttpResponse:
    """激活账号: the code, and a password that only the person knows."""
    form, status = ActivateForm(_typed(request)), 200
    if request.method == "POST":
        status = _activated(request, form)
        if not status:
            messages.success(request, "账号已激活，请用登录名和刚设置的密码登录。")
            return redirect("accounts:login")
    return render(request, "accounts/activate.html", {"form": form}, status=status)


def _activated(request: HttpRequest, form: ActivateForm) -> int:
    """0 when the account is active now, else the status of the refusal, which the form shows."""
    if not form.is_valid():
        return 422
    facts, at = form.cleaned_data, timezone.now()
    account = f"activate:{facts['username']}"
    try:
        entrance.guarded(request, account, None, at)
        actions.activate(username=facts["username"], code=facts["code"], password=facts["password"], at=at)
    except ValidationError as refusal:
        add_refusal(form, refusal, "password")
        return 422
    except DomainError as refusal:
        audit.record(actor=None, act=Act.ACTIVATION_FAILED, target=None, at=at, result="refused")
        add_refusal(form, refusal)
        return _status(refusal)
    throttle.succeeded(account=account, source=client_address(request))
    return 0


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def confirm(request: AuthedRequest) -> HttpResponse:
    """再次验证: the password again, before an act that weighs much."""
    form, status = ConfirmForm(_typed(request)), 200
    if request.method == "POST":
        status = _proved(request, form)
        if not status:
            return redirect(next_address(request))
    wanted = next_address(request, "")
    return render(request, "accounts/confirm.html", {"form": form, "next": wanted, "back": wanted if is_local(wanted) else HOME}, status=status)


def _proved(request: AuthedRequest, form: ConfirmForm) -> int:
    """0 when the password was right, else the status of the refusal, which the form shows."""
    if not form.is_valid():
        return 422
    user, at = request.user, timezone.now()
    try:
        entrance.checked(request, user.username, form.cleaned_data["password"], at)
    except DomainError as refusal:
        add_refusal(form, DomainError("密码不对。") if _status(refusal) == 422 else refusal, "password")
        return _status(refusal)
    logins.prove(request, at)
    audit.record(actor=user, act=Act.PROVED, target=user, at=at)
    return 0
