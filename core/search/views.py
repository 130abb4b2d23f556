"""搜索页: one box over everything the person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from core.lists.asked import IDENTITY_NUMBER
from core.search.fold import fold
from core.search.numbers import number_key
from core.search.query import Hit, one_code, words_of
from core.search.sources import Group, Source, look

if TYPE_CHECKING:
    from accounts.http import AuthedRequest

FEWEST = 2  # characters: one alone is in no index


@require_GET
def search_page(request: AuthedRequest) -> HttpResponse:
    """Hits grouped by kind; the whole number of one thing leads straight to it. An identity number is not searched for here."""
    words = one_code(" ".join(words_of(request.GET.get("q", ""))))
    is_identity, is_short = bool(IDENTITY_NUMBER.search(words)), 0 < len(words) < FEWEST
    groups = look(sources(), request.user, words) if words and not is_identity and not is_short else []
    exact = _named(groups, words)
    if exact is not None:
        return redirect(exact.url)
    context = {"words": "" if is_identity else words, "groups": groups, "is_identity": is_identity, "is_short": is_short}
    return render(request, "core/search.html", context)


def sources() -> list[Source]:
    return [import_string(name) for name in settings.SEARCH_SOURCES]


def _named(groups: list[Group], words: str) -> Hit | None:
    """The one thing that bears this very number; None where none or several do."""
    typed = {fold(words).upper(), number_key(words)} - {""}
    found = {hit.url: hit for group in groups for hit in group.hits if hit.number and typed & {hit.number.upper(), number_key(hit.number)}}
    return next(iter(found.values())) if len(found) == 1 else None
