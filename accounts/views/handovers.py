"""工作交接: whose post, to whom, what is open, and the list that both sign."""

from collections.abc import Sequence
from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions
from accounts.forms import add_refusal
from accounts.handover import Item, Line, barred, lines_of, open_of
from accounts.handover_forms import ChoosePostForm, HandoverForm, TakerForm, posts_to_hand_over
from accounts.handover_lists import HANDOVERS
from accounts.http import AuthedRequest
from accounts.models import Handover, HandoverItem, Post
from accounts.models.handover import GRANT, PROPOSE
from accounts.proof import recent_login_required
from accounts.with_post import with_post
from core.errors import DomainError, StaleForm
from core.lists.view import list_view


@require_GET
def handover_list(request: AuthedRequest) -> HttpResponseBase:
    return list_view(request, HANDOVERS)


@require_GET
def handover_new(request: AuthedRequest) -> HttpResponse:
    """选择岗位."""
    if not (request.user.has_perm(PROPOSE) or request.user.has_perm(GRANT)):
        raise PermissionDenied
    form = ChoosePostForm(request.user, request.GET or None)
    if form.is_valid():
        return redirect("accounts:post-handover", form.cleaned_data["post"].pk)
    return render(request, "accounts/handover_new.html", {"form": form}, status=422 if form.is_bound else 200)


def _groups(post: Post, items: Sequence[Item]) -> list[tuple[str, list[Line]]]:
    """What the signed list would name today, kind by kind; `items` are those that name the person."""
    lines = lines_of(items, with_post(post.user, post, timezone.localdate()))
    return [(kind, list(group)) for kind, group in groupby(lines, lambda line: line.kind)]


@recent_login_required
@require_http_methods(["GET", "POST"])
def post_handover(request: AuthedRequest, pk: int) -> HttpResponse:
    """提请或者办理一个岗位的交接: what is open, who takes it, and what he may not have."""
    post = posts_to_hand_over(request.user).filter(pk=pk).first()
    if post is None:
        raise Http404
    items, chosen = open_of(post.user, post), TakerForm(post, request.POST or request.GET or None)
    form = _form(request, post, items, chosen)
    status = 200
    if request.method == "POST":
        status = 422
        if form is not None and form.is_valid():
            done, status = _act(request, post, form)
            if done is not None:
                return redirect(done)
    groups = _groups(post, items)
    context = {
        "post": post,
        "groups": groups,
        "total": sum(len(lines) for _, lines in groups),
        "chosen": chosen,
        "form": form,
        "may_grant": request.user.has_perm(GRANT),
        "shows": request.user.has_perm(PROPOSE),
    }
    return render(request, "accounts/post_handover.html", context, status=status)


def _form(request: AuthedRequest, post: Post, items: list[Item], chosen: TakerForm) -> HandoverForm | None:
    """The form of the second step, once a taker is chosen."""
    if not chosen.is_valid():
        return None
    taker = chosen.cleaned_data["taker"]
    found = barred(items, post.user, taker, post)
    return HandoverForm(post, found, request.user.has_perm(PROPOSE), request.POST or None, initial={"taker": taker})


def _act(request: AuthedRequest, post: Post, form: HandoverForm) -> tuple[Handover | None, int]:
    act = actions.hand_over if request.user.has_perm(GRANT) else actions.propose_handover
    facts = {"taker": form.cleaned_data["taker"], "reason": form.cleaned_data["reason"], "choices": form.choices()}
    try:
        made = act(post=post, actor=request.user, at=timezone.now(), **facts)
    except StaleForm as refusal:
        add_refusal(form, refusal)
        return None, 409
    except DomainError as refusal:
        add_refusal(form, refusal)
        return None, 422
    messages.success(request, f"已由{made.taker}接手，{made.giver}的这个岗位已终止。" if made.is_done else "已提请交接，安全管理员办理后通知您。")
    return made, 302


def _found(request: AuthedRequest, pk: int) -> Handover:
    return get_object_or_404(Handover.objects.visible_to(request.user).for_list().select_related("post__user"), pk=pk)


def _items(request: AuthedRequest, handover: Handover) -> list[HandoverItem]:
    """All for who reads it whole, one's own for who took single matters, none for who only grants posts."""
    rows = handover.items.select_related("taker")
    return list(rows if handover.is_shown_whole_to(request.user) else rows.filter(taker=request.user))


def _page(request: AuthedRequest, handover: Handover, status: int = 200, form: HandoverForm | None = None) -> HttpResponse:
    may_carry_out = handover.is_proposed and request.user.has_perm(GRANT)
    waiting = open_of(handover.giver, handover.post) if handover.is_proposed else []
    if may_carry_out and form is None:
        form = _carry_out_form(request, handover, waiting)
    rows, groups, is_whole = (
        _items(request, handover),
        _groups(handover.post, waiting) if handover.is_proposed else [],
        handover.is_shown_whole_to(request.user),
    )
    counts = [(kind, len(lines)) for kind, lines in groups] or _counts(handover)
    context = {
        "handover": handover,
        "groups": [(name, list(group)) for name, group in groupby(rows, lambda item: item.source)],
        "lines": groups if is_whole else [],
        "counts": counts,
        "total": sum(number for _, number in counts),
        "may_print": handover.is_done and is_whole,
        "form": form if may_carry_out else None,
        "may_withdraw": handover.is_proposed and (request.user.has_perm(GRANT) or handover.proposed_by_id == request.user.pk),
    }
    return render(request, "accounts/handover_detail.html", context, status=status)


def _counts(handover: Handover) -> list[tuple[str, int]]:
    """How many of what went."""
    names = handover.items.order_by("pk").values_list("source", flat=True)
    return [(name, len(list(group))) for name, group in groupby(names)]


def _carry_out_form(request: AuthedRequest, handover: Handover, waiting: Sequence[Item]) -> HandoverForm:
    found = barred(waiting, handover.giver, handover.taker, handover.post)
    data = request.POST if request.method == "POST" else None
    form = HandoverForm(handover.post, found, request.user.has_perm(PROPOSE), data, initial={f"take-{key}": pk for key, pk in handover.choices.items()})
    del form.fields["taker"], form.fields["reason"]
    return form


@require_GET
def handover_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


@require_GET
def handover_print(request: AuthedRequest, pk: int) -> HttpResponse:
    """交接清单, with room for the signatures."""
    handover = _found(request, pk)
    if not (handover.is_done and handover.is_shown_whole_to(request.user)):
        raise PermissionDenied
    return render(request, "accounts/handover_print.html", {"handover": handover, "items": handover.items.select_related("taker")})


@require_POST
@recent_login_required
def handover_carry_out(request: AuthedRequest, pk: int) -> HttpResponse:
    """办理交接 that was asked for."""
    handover = _found(request, pk)
    if not request.user.has_perm(GRANT):
        raise PermissionDenied
    form, status = _carry_out_form(request, handover, open_of(handover.giver, handover.post)), 422
    if form.is_valid():
        try:
            done = actions.carry_out_handover(handover=handover, actor=request.user, at=timezone.now(), choices=form.choices())
            messages.success(request, f"已由{done.taker}接手，{done.giver}的这个岗位已终止。")
            return redirect(done)
        except StaleForm as refusal:
            add_refusal(form, refusal)
            status = 409
        except DomainError as refusal:
            add_refusal(form, refusal)
    return _page(request, handover, status, form)


@require_POST
def handover_withdraw(request: AuthedRequest, pk: int) -> HttpResponse:
    """撤回."""
    handover = actions.withdraw_handover(handover=_found(request, pk), actor=request.user, at=timezone.now())
    messages.success(request, "已撤回。")
    return redirect(handover)
