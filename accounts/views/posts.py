"""岗位: who holds what where, and the end of a post."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts import actions, passwords, policy
from accounts.http import AuthedRequest
from accounts.lists import POSTS
from accounts.models import Post
from accounts.proof import recent_login_required
from core.lists.view import list_view


@require_GET
def post_list(request: AuthedRequest) -> HttpResponseBase:
    return list_view(request, POSTS)


@require_POST
@recent_login_required
def post_end(request: AuthedRequest, pk: int) -> HttpResponse:
    """终止岗位: from today."""
    post = get_object_or_404(Post.objects.visible_to(request.user).select_related("user", "role", "unit"), pk=pk)
    actions.end_post(post=post, actor=request.user, at=timezone.now(), on=timezone.localdate())
    messages.success(request, f"已终止{post.user.name}的岗位：{post}。")
    return redirect(post.user)


@require_GET
def policy_page(request: AuthedRequest) -> HttpResponse:
    """安全策略: what is in force, and which role holds which power."""
    if not request.user.has_perm("accounts.manage_policy"):
        raise PermissionDenied
    return render(request, "accounts/policy.html", {"rules": policy.rules(), "roles": policy.roles(), "password_help": passwords.help_text(None)})
