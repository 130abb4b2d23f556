"""一企一档: finding a company, and its page."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.http import AuthedRequest
from cases.models.act import is_company_code
from core.lists.asked import IDENTITY_NUMBER
from core.search.query import words_of
from core.whole_number import whole_number
from reports.companies.acts import acts_on, canonical, companies_like, summary_of
from reports.companies.page import page_of

MOST = 50


@require_safe
def company_find(request: AuthedRequest) -> HttpResponse:
    """查找企业, by part of the name or the beginning of the code."""
    if not request.user.has_perm("cases.view_acts"):
        raise PermissionDenied
    request.stands_in = reverse("cases:act-list")
    words = "".join(words_of(request.GET.get("q", "")))
    is_identity = bool(IDENTITY_NUMBER.search(canonical(words))) and not is_company_code(canonical(words))
    found = companies_like(request.user, words, MOST) if len(words) > 1 and not is_identity else []
    context = {"words": "" if is_identity else words, "companies": found, "is_full": len(found) == MOST, "is_identity": is_identity}
    return render(request, "reports/company_find.html", context)


@require_safe
def company_page(request: AuthedRequest, code: str) -> HttpResponse:
    """All acts in sight on the company; 404 where there is none, and for what is no code of an organisation; one address however the code is typed."""
    if code != canonical(code) and is_company_code(canonical(code)):
        return redirect("companies:company-page", canonical(code))
    summary = summary_of(acts := acts_on(request.user, code)) if is_company_code(code) else None
    if summary is None:
        raise Http404
    request.stands_in = reverse("cases:act-list")
    context = page_of(acts, summary, request.user, number=request.GET.get("page", ""), body=whole_number(request.GET.get("unit")) or 0)
    return render(request, "reports/company_page.html", {**context, "code": code, "sees_all": request.user.unit_ids() is None})
