"""请假代理: who stands in for whom, named for some days, ended before its day."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts import actions
from accounts.deputy_forms import DeputyForm, LendForm, posts_to_lend
from accounts.deputy_lists import DEPUTIES
from accounts.forms import add_refusal
from accounts.http import AuthedRequest
from accounts.models import Post
from accounts.proof import recent_login_required
from core.errors import DomainError
from core.lists.view import list_view


@require_GET
def deputy_list(request: AuthedRequest) -> HttpResponseBase:
    return list_view(request, DEPUTIES)


@require_GET
def deputy_new(request: AuthedRequest) -> HttpResponse:
    """选择岗位; with one post only there is nothing to choose."""
    posts = posts_to_lend(request.user)
    if not posts.exists():
        raise PermissionDenied
    form = LendForm(request.user, request.GET or None)
    if form.is_valid():
        return redirect("accounts:post-deputy", form.cleaned_data["post"].pk)
    return render(request, "accounts/deputy_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@recent_login_required
def post_deputy(request: AuthedRequest, pk: int) -> HttpResponse:
    """指定代理人."""
    post = posts_to_lend(request.user).filter(pk=pk).first()
    if post is None:
        raise Http404
    form, status = DeputyForm(post, timezone.localdate(), request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                acting = actions.name_deputy(post=post, actor=request.user, at=timezone.now(), **form.cleaned_data)
                messages.success(request, f"已指定{acting.user}代{post.user}办理，双方都已通知。")
                return redirect("accounts:deputy-list")
            except DomainError as refusal:
                add_refusal(form, refusal)
    return render(request, "accounts/post_deputy.html", {"form": form, "post": post}, status=status)


@require_http_methods(["GET", "POST"])
def deputy_end(request: AuthedRequest, pk: int) -> HttpResponse:
    """结束代理: the page shows it, the button ends it."""
    acting = get_object_or_404(Post.objects.lent_in_sight(request.user), pk=pk)
    refusal = ""
    if request.method == "POST":
        try:
            actions.end_deputy(acting=acting, actor=request.user, at=timezone.now())
            messages.success(request, "代理已结束。")
            return redirect("accounts:deputy-list")
        except DomainError as said:
            refusal = str(said)
    return render(request, "accounts/deputy_end.html", {"acting": acting, "refusal": refusal}, status=422 if refusal else 200)
