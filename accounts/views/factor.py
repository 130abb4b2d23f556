"""双因子: answer, set up, recovery codes."""

import segno
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as otp_login

from accounts import actions, entrance, second_factor, throttle
from accounts.forms import FactorForm, SetupForm, add_refusal
from accounts.http import AuthedRequest
from accounts.models import SecondFactor, User
from accounts.proof import recent_login_required
from accounts.redirects import next_address
from accounts.workflow import Act
from core import audit
from core.errors import DomainError
from core.http import client_address


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def check(request: AuthedRequest) -> HttpResponse:
    """双因子验证: the second half of the login."""
    device = second_factor.device_of(request.user)
    if device is None:
        return redirect("accounts:second-factor-setup")
    form, status = FactorForm(request.POST if request.method == "POST" else None), 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            _answer(request, device, form.cleaned_data["code"])
            return redirect(next_address(request))
        except DomainError as refusal:
            add_refusal(form, refusal, "code")
            status = _status(refusal)
    return render(request, "accounts/second_factor.html", {"form": form}, status=status)


def _status(refusal: DomainError) -> int:
    return 429 if isinstance(refusal, entrance.Blocked) else 422


def _answer(request: AuthedRequest, device: SecondFactor, code: str) -> None:
    user, at = request.user, timezone.now()
    account = f"factor:{user.pk}"
    entrance.guarded(request, account, user, at)
    if not second_factor.accepts(user=user, answer=code, at=at):
        audit.record(actor=user, act=Act.FACTOR_FAILED, target=user, at=at, result="refused")
        raise DomainError("口令不对，或者已经用过。请等应用里的数字变化后再输。")
    throttle.succeeded(account=account, source=client_address(request))
    _complete(request, device)
    audit.record(actor=user, act=Act.FACTOR_PASSED, target=user, at=at)


def _complete(request: AuthedRequest, device: SecondFactor) -> None:
    """A new token for the completed login."""
    otp_login(request, device)
    request.session.cycle_key()


def _may_set_up(user: User) -> bool:
    """Whoever has a device must have answered it in this login before another may take its place."""
    return bool(user.is_verified()) or second_factor.device_of(user) is None  # type: ignore[attr-defined]


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def setup(request: AuthedRequest) -> HttpResponseBase:
    """设置双因子: the first device completes the login; to take another one later the password is asked again."""
    if not _may_set_up(request.user):
        return redirect("accounts:second-factor")
    is_complete = second_factor.is_complete(request.user)
    return recent_login_required(_setup)(request) if is_complete else _setup(request)


def _setup(request: AuthedRequest) -> HttpResponse:
    """QR code for the app, then its first code."""
    form, status = SetupForm(request.POST if request.method == "POST" else None), 422 if request.method == "POST" else 200
    if form.is_valid():
        try:
            entrance.guarded(request, f"factor:{request.user.pk}", request.user, timezone.now())
            device, codes = actions.confirm_setup(user=request.user, code=form.cleaned_data["code"], at=timezone.now())
            throttle.succeeded(account=f"factor:{request.user.pk}", source=client_address(request))
            _complete(request, device)
            return render(request, "accounts/recovery_codes.html", {"codes": codes})
        except DomainError as refusal:
            add_refusal(form, refusal, "code")
            status = _status(refusal)
    seed = actions.begin_setup(user=request.user, at=timezone.now()).seed
    picture = segno.make(second_factor.setup_address(request.user, seed)).svg_data_uri(scale=5, border=2)
    context = {"form": form, "picture": picture, "seed": second_factor.readable_seed(seed), "is_required": second_factor.is_required(request.user)}
    return render(request, "accounts/second_factor_setup.html", context, status=status)


@require_POST
@recent_login_required
def renew_codes(request: AuthedRequest) -> HttpResponse:
    """更换恢复码: shown once, on the answer itself."""
    if second_factor.device_of(request.user) is None or not request.user.is_verified():  # type: ignore[attr-defined]
        messages.warning(request, "请先完成双因子设置和验证。")
        return redirect("accounts:me")
    codes = actions.renew_recovery_codes(user=request.user, at=timezone.now())
    return render(request, "accounts/recovery_codes.html", {"codes": codes})
