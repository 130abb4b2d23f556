"""审计日志: read, exported and verified by the audit administrator."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts import trail
from accounts.http import AuthedRequest
from accounts.lists import TRAIL
from accounts.proof import recent_login_required
from core.audit.words import changes_of
from core.lists.view import list_view


@require_GET
def audit_list(request: AuthedRequest) -> HttpResponseBase:
    """The list; its export asks for its own power and a fresh password, and is itself on the record."""
    if request.GET.get("format"):
        return _export(request)
    return list_view(request, TRAIL, template="accounts/audit_list.html")


@recent_login_required
def _export(request: AuthedRequest) -> HttpResponseBase:
    if not request.user.has_perm("core.export_audit"):
        raise PermissionDenied
    return list_view(request, TRAIL)


@require_GET
def audit_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm("core.view_audit"):
        raise PermissionDenied
    entry = get_object_or_404(trail.entries(request.user), pk=pk)
    return render(request, "accounts/audit_detail.html", {"entry": entry, "facts": trail.facts_of(entry), "changes": changes_of(entry)})


@require_POST
def audit_verify(request: AuthedRequest) -> HttpResponse:
    """核验: walk the chain and say what was found."""
    verdict = trail.verify_chain(actor=request.user, at=timezone.now())
    if verdict.holds:
        messages.success(request, f"审计链完整，共 {verdict.entries} 条。")
    else:
        messages.error(request, f"审计链有问题：{verdict.fault}。")
    return redirect("accounts:audit-list")
