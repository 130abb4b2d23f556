"""搜索页: one box over everything the person may see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from core.search.query import Hit, words_of

PER_SOURCE = 20


@require_GET
def search_page(request: HttpRequest) -> HttpResponse:
    """Hits grouped by kind, at most twenty a kind; a kind beyond its limit says so and leaves the rest to its list."""
    words = " ".join(words_of(request.GET.get("q", "")))
    groups = _groups(request.user, words) if words else []
    return render(request, "core/search.html", {"words": words, "groups": groups, "limit": PER_SOURCE})


def _groups(user: Any, words: str) -> list[tuple[str, list[Hit]]]:
    found: dict[str, list[Hit]] = {}
    for name in settings.SEARCH_SOURCES:
        source: Callable[[Any, str, int], list[Hit]] = import_string(name)
        for hit in source(user, words, PER_SOURCE):
            found.setdefault(hit.kind, []).append(hit)
    return list(found.items())
