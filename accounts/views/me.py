"""我的账号: posts, password, second factor and logins of the person who looks."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions, entrance, logins, passwords, second_factor
from accounts.forms import PasswordChangeForm, TakePostForm, add_refusal
from accounts.http import AuthedRequest
from accounts.models import LoginRecord
from accounts.redirects import HOME, next_address
from accounts.views.login import logout
from core.errors import DomainError

RECORDS_SHOWN = 10


@require_GET
def me(request: AuthedRequest) -> HttpResponse:
    user, now = request.user, timezone.now()
    context = {
        "person": user,
        "posts": user.held_posts,
        "logins": logins.recent(user, now),
        "present_login": request.session.session_key,
        "records": LoginRecord.objects.filter(user=user)[:RECORDS_SHOWN],
        "device": second_factor.device_of(user),
        "is_factor_required": second_factor.is_required(user),
        "password_until": passwords.expires_at(user),
        "password_warning": passwords.warning(user, now),
    }
    return render(request, "accounts/me.html", context)


@sensitive_post_parameters("present", "password", "again")
@require_http_methods(["GET", "POST"])
def password_change(request: AuthedRequest) -> HttpResponse:
    """修改密码: also the page that stands before everything else while the change is due."""
    user, now = request.user, timezone.now()
    form, status = PasswordChangeForm(user, request.POST or None), 200
    if request.method == "POST":
        status = _changed(request, form, now)
        if not status:
            messages.success(request, "密码已修改，其他地方的登录已经退出。")
            return redirect(next_address(request, HOME))
    context = {"form": form, "is_due": passwords.is_change_due(user, now), "until": passwords.expires_at(user), "next": next_address(request, "")}
    return render(request, "accounts/password_change.html", context, status=status)


def _changed(request: AuthedRequest, form: PasswordChangeForm, at: datetime) -> int:
    """0 when the password is changed, else the status of the refusal; the present one is tried under the limits of a login."""
    if not form.is_valid():
        return 422
    user, keep = request.user, request.session.session_key or ""
    try:
        entrance.checked(request, user.username, form.cleaned_data["present"], at)
        changed = actions.change_password(user=user, password=form.cleaned_data["password"], at=at, keep=keep)
    except entrance.Blocked as refusal:
        add_refusal(form, refusal, "present")
        return 429
    except DomainError:
        add_refusal(form, DomainError("现在的密码不对。"), "present")
        return 422
    except ValidationError as refusal:
        add_refusal(form, refusal, "password")
        return 422
    logins.rebind(request, changed)
    logins.prove(request, at)
    return 0


@require_POST
def login_end(request: AuthedRequest, mark: str) -> HttpResponse:
    """结束一处登录: `mark` is a hash, the key itself never leaves the server."""
    held = next((login for login in logins.recent(request.user) if login.mark == mark), None)
    if held is None:
        raise Http404
    if held.pk == request.session.session_key:
        return logout(request)
    actions.end_login(login=held, actor=request.user, at=timezone.now())
    messages.success(request, "这处登录已结束。")
    return redirect("accounts:me")


@require_POST
def logins_end_others(request: AuthedRequest) -> HttpResponse:
    """结束其他登录."""
    count = actions.end_other_logins(actor=request.user, keep=request.session.session_key or "", at=timezone.now())
    logins.rebind(request, request.user)
    messages.success(request, f"已结束其他 {count} 处登录。")
    return redirect("accounts:me")


@require_POST
def post_take(request: AuthedRequest) -> HttpResponse:
    """切换岗位: a new token, and from here on the powers of the chosen post only."""
    form = TakePostForm(request.user, request.POST)
    if not form.is_valid():
        messages.warning(request, "这个岗位已经不在您名下，请重新选择。")
        return redirect("accounts:me")
    post = next(held for held in request.user.held_posts if held.pk == form.cleaned_data["post"].pk)
    actions.take_post(post=post, actor=request.user, at=timezone.now())
    request.session[logins.POST] = post.pk
    request.session.cycle_key()
    messages.success(request, f"已切换为{post}。")
    return redirect(HOME)
