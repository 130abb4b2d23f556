"""账号管理: the list, one account, and what the administrators may do with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions, codes, logins, second_factor, throttle
from accounts.forms import AccountForm, GrantPostForm, NewAccountForm, ReasonForm, add_refusal
from accounts.handover import waiting_with
from accounts.http import AuthedRequest
from accounts.lists import USERS
from accounts.models import Handover, User
from accounts.proof import recent_login_required
from core.errors import DomainError, StaleForm
from core.lists.view import list_view
from core.stamps import show_again, stamp_of

POWERS = ("manage_accounts", "grant_posts", "unlock_accounts", "end_logins")


def _found(request: AuthedRequest, pk: int, permission: str = "accounts.view_accounts") -> User:
    """An account within sight; seeing accounts without the power for the act is 403."""
    user: User = get_object_or_404(User.objects.visible_to(request.user).select_related("unit"), pk=pk)
    if not request.user.has_perm(permission):
        raise PermissionDenied
    return user


@require_GET
def user_list(request: AuthedRequest) -> HttpResponseBase:
    return list_view(request, USERS)


def _page(request: AuthedRequest, person: User, status: int = 200, **forms: Any) -> HttpResponse:
    now = timezone.now()
    context: dict[str, Any] = {
        "person": person,
        "posts": person.posts.select_related("role", "unit").order_by("until", "pk"),
        "today": timezone.localdate(now),
        "device": second_factor.device_of(person),
        "logins": logins.recent(person, now),
        "is_blocked": person.pk in throttle.blocked_users(now),
        "records": person.login_records.all()[:10],
        "handovers": Handover.objects.visible_to(request.user).of_person(person).for_list()[:10],
        "grant_form": forms.get("grant_form") or GrantPostForm(request.user, timezone.localdate(now)),
        "reason_form": forms.get("reason_form") or ReasonForm(),
        "may": {power: request.user.has_perm(f"accounts.{power}") for power in POWERS},
        "is_self": person.pk == request.user.pk,
    }
    return render(request, "accounts/user_detail.html", context, status=status)


@require_GET
def user_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


@require_http_methods(["GET", "POST"])
def user_new(request: AuthedRequest) -> HttpResponse:
    """建立账号; the activation code stands on a page of its own."""
    if not request.user.has_perm("accounts.manage_accounts"):
        raise PermissionDenied
    form, status = NewAccountForm(request.user, request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _hand_out(request, *actions.create_account(actor=request.user, at=timezone.now(), **form.cleaned_data))
            except DomainError as refusal:
                add_refusal(form, refusal, "username")
    return render(request, "accounts/user_form.html", {"form": form, "person": None}, status=status)


def _initial(person: User) -> dict[str, Any]:
    return {"name": person.name, "unit": person.unit, "email": person.email, "seen": stamp_of(person, actions.EDITED_FIELDS)}


@require_http_methods(["GET", "POST"])
def user_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    person = _found(request, pk, "accounts.manage_accounts")
    form, status = AccountForm(request.user, request.POST or None, initial=_initial(person)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.edit_account(user=person, actor=request.user, at=timezone.now(), **form.cleaned_data)
                messages.success(request, f"{person.name}的账号已修改。")
                return redirect(person)
            except StaleForm as refusal:
                person.refresh_from_db()
                show_again(form, _initial(person), refusal)
                status = 409
            except DomainError as refusal:
                add_refusal(form, refusal, "unit")
    return render(request, "accounts/user_form.html", {"form": form, "person": person}, status=status)


def _with_reason(request: AuthedRequest, person: User, act: Callable[..., Any]) -> tuple[Any, HttpResponse | None]:
    """Run an act that asks for a reason: its result, or the page with the refusal."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return None, _page(request, person, 422, reason_form=form)
    try:
        return act(user=person, actor=request.user, at=timezone.now(), reason=form.cleaned_data["reason"]), None
    except DomainError as refusal:
        add_refusal(form, refusal)
        return None, _page(request, person, 422, reason_form=form)


@require_POST
def user_disable(request: AuthedRequest, pk: int) -> HttpResponse:
    """停用账号."""
    person = _found(request, pk, "accounts.manage_accounts")
    _, refused = _with_reason(request, person, actions.disable_account)
    if refused:
        return refused
    messages.success(request, f"{person.name}的账号已停用，登录已全部结束。")
    if waiting := waiting_with(person):
        messages.warning(request, f"{person.name}名下还有未办结的事项：{'、'.join(waiting)}。请安全管理员办理工作交接。")
    return redirect(person)


@require_POST
def user_enable(request: AuthedRequest, pk: int) -> HttpResponse:
    """启用账号."""
    return _hand_out(request, *actions.enable_account(user=_found(request, pk, "accounts.manage_accounts"), actor=request.user, at=timezone.now()))


@require_POST
@recent_login_required
def user_reset(request: AuthedRequest, pk: int) -> HttpResponse:
    """重置密码."""
    person = _found(request, pk, "accounts.manage_accounts")
    made, refused = _with_reason(request, person, actions.reset_account)
    return refused or _hand_out(request, *made)


def _hand_out(request: AuthedRequest, person: User, code: str) -> HttpResponse:
    codes.lay_out(request.session, person, code, timezone.now())
    return redirect("accounts:user-code", person.pk)


@require_http_methods(["GET", "POST"])
def user_code(request: AuthedRequest, pk: int) -> HttpResponse:
    """激活码 just made, until the administrator says that the person has it."""
    person = _found(request, pk, "accounts.manage_accounts")
    if request.method == "POST":
        codes.put_away(request.session)
        return redirect(person)
    code = codes.laid_out(request.session, person, timezone.now())
    if not code:
        messages.info(request, "激活码不再显示。没有记下的，请重置密码取得新的激活码。")
        return redirect(person)
    return render(request, "accounts/activation_code.html", {"person": person, "code": code})


@require_POST
def user_unlock(request: AuthedRequest, pk: int) -> HttpResponse:
    """解除登录限制."""
    person = _found(request, pk, "accounts.unlock_accounts")
    actions.unlock_account(user=person, actor=request.user, at=timezone.now())
    messages.success(request, f"已解除{person.name}的登录限制。")
    return redirect(person)


@require_POST
@recent_login_required
def user_reset_factor(request: AuthedRequest, pk: int) -> HttpResponse:
    """重置双因子."""
    person = _found(request, pk, "accounts.unlock_accounts")
    _, refused = _with_reason(request, person, actions.reset_second_factor)
    if refused:
        return refused
    messages.success(request, f"{person.name}下次登录时须重新设置双因子。")
    return redirect(person)


@require_POST
def user_end_logins(request: AuthedRequest, pk: int) -> HttpResponse:
    """结束登录."""
    person = _found(request, pk, "accounts.end_logins")
    count = actions.end_logins_of(user=person, actor=request.user, at=timezone.now())
    messages.success(request, f"已结束{person.name}的 {count} 处登录。")
    return redirect(person)


@require_POST
@recent_login_required
def post_grant(request: AuthedRequest, pk: int) -> HttpResponse:
    """授予岗位."""
    person = _found(request, pk, "accounts.grant_posts")
    form = GrantPostForm(request.user, timezone.localdate(), request.POST)
    if form.is_valid():
        try:
            post = actions.grant_post(user=person, actor=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, f"已授予{person.name}：{post}。本人须重新登录。")
            return redirect(person)
        except DomainError as refusal:
            add_refusal(form, refusal)
    return _page(request, person, 422, grant_form=form)
