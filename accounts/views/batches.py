"""账号批次: the list, one batch with its people and 待授予岗位, and the activation slips, shown for ten minutes."""

from itertools import groupby
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import actions, codes
from accounts.forms import ProposalsForm, SlipsForm
from accounts.http import AuthedRequest
from accounts.lists import BATCHES
from accounts.models import AccountBatch, PostProposal, ProposalState, User
from accounts.proof import recent_login_required
from core.errors import DomainError
from core.lists.view import list_view

TONES = {ProposalState.WAITING: "amber", ProposalState.GRANTED: "green", ProposalState.REFUSED: "grey"}


def _found(request: AuthedRequest, pk: int, permission: str = "accounts.view_accounts") -> AccountBatch:
    batch = get_object_or_404(AccountBatch.objects.visible_to(request.user).select_related("created_by"), pk=pk)
    if not request.user.has_perm(permission):
        raise PermissionDenied
    return batch


@require_GET
def batch_list(request: AuthedRequest) -> HttpResponseBase:
    return list_view(request, BATCHES)


def _proposals(batch: AccountBatch) -> list[PostProposal]:
    rows = list(batch.proposals.select_related("user", "role", "unit", "decided_by"))
    for row in rows:
        row.tone = TONES[ProposalState(row.state)]  # type: ignore[attr-defined]
    return rows


def _page(request: AuthedRequest, batch: AccountBatch, status: int = 200, form: ProposalsForm | None = None) -> HttpResponse:
    people = list(batch.accounts.select_related("unit").order_by("unit__sort_key", "username"))
    proposals = _proposals(batch)
    may_print = request.user.has_perm("accounts.manage_accounts")
    context: dict[str, Any] = {
        "batch": batch,
        "people": people,
        "idle": sum(person.is_active and not person.has_usable_password() for person in people),
        "proposals": proposals,
        "ticked": form.cleaned_data.get("proposal", []) if form is not None else [],  # nothing at first: each is looked at
        "waiting": sum(row.state == ProposalState.WAITING for row in proposals),
        "may_grant": request.user.has_perm("accounts.grant_posts"),
        "form": form,
        "slips_form": SlipsForm(batch) if may_print else None,
    }
    return render(request, "accounts/batch_detail.html", context, status=status)


@require_GET
def batch_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


def _ticked(request: AuthedRequest, batch: AccountBatch) -> ProposalsForm:
    return ProposalsForm(list(batch.proposals.waiting().values_list("pk", flat=True)), request.POST)


@require_POST
@recent_login_required
def batch_grant(request: AuthedRequest, pk: int) -> HttpResponse:
    """授予所选岗位, in one step."""
    batch = _found(request, pk, "accounts.grant_posts")
    form = _ticked(request, batch)
    if not form.is_valid():
        return _page(request, batch, 422, form)
    number, refused = actions.grant_proposals(batch=batch, proposals=form.cleaned_data["proposal"], actor=request.user, at=timezone.now())
    if number:
        messages.success(request, f"已授予 {number} 个岗位。")
    if refused:
        messages.warning(request, f"{len(refused)} 个没有授予：{'；'.join(refused[:5])}")
    return redirect(batch)


@require_POST
@recent_login_required
def batch_refuse(request: AuthedRequest, pk: int) -> HttpResponse:
    """不予授予所选岗位."""
    batch = _found(request, pk, "accounts.grant_posts")
    form = _ticked(request, batch)
    if form.is_valid():
        try:
            number = actions.refuse_proposals(
                batch=batch, actor=request.user, at=timezone.now(), proposals=form.cleaned_data["proposal"], reason=form.cleaned_data["reason"]
            )
            messages.success(request, f"{number} 个岗位不予授予。")
            return redirect(batch)
        except DomainError as refusal:
            form.add_error("reason", str(refusal))
    return _page(request, batch, 422, form)


@require_http_methods(["GET", "POST"])
@recent_login_required
def batch_slips(request: AuthedRequest, pk: int) -> HttpResponse:
    """打印激活通知单: the POST makes the codes, the page shows them for ten minutes, reloaded as often as one likes; after that they are to be made anew."""
    batch = _found(request, pk, "accounts.manage_accounts")
    if request.method == "POST":
        return _make_slips(request, batch)
    slips, made_at = codes.laid_out_slips(request.session, batch.pk, timezone.now())
    if not slips:
        messages.info(request, "通知单不再显示。没有打印出来的，请再打印一次，激活码随之更换。")
        return redirect(batch)
    address = f"{settings.BASE_URL}{reverse('accounts:activate')}"
    context = {
        "batch": batch,
        "units": [(unit, list(rows)) for unit, rows in groupby(slips, key=lambda slip: slip[0].unit)],
        "number": len(slips),
        "address": address,
        "picture": segno.make(address, error="m").svg_data_uri(scale=4, border=0),
        "until": made_at + codes.LIFETIME,
    }
    return render(request, "accounts/slips.html", context)


def _make_slips(request: AuthedRequest, batch: AccountBatch) -> HttpResponse:
    form, now = SlipsForm(batch, request.POST), timezone.now()
    if not form.is_valid():
        return _page(request, batch, 422)
    people = User.objects.filter(unit=form.cleaned_data["unit"]) if form.cleaned_data["unit"] else User.objects.all()
    try:
        slips = actions.print_slips(batch=batch, people=people, actor=request.user, at=now)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(batch)
    codes.lay_out_slips(request.session, batch.pk, slips, now)
    return redirect("accounts:batch-slips", batch.pk)


@require_POST
def batch_slips_done(request: AuthedRequest, pk: int) -> HttpResponse:
    """已打印: nobody who comes to this screen later sees the codes."""
    batch = _found(request, pk, "accounts.manage_accounts")
    codes.put_slips_away(request.session)
    return redirect(batch)
