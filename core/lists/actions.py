"""常用筛选: keeping and dropping a list's address under a name."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from unicodedata import normalize

from django.db import transaction
from django.http import QueryDict

from core.errors import DomainError
from core.lists.asked import IDENTITY_NUMBER, PASSING
from core.lists.models import SavedView

if TYPE_CHECKING:
    from accounts.models import User

MOST_VIEWS = 12


@transaction.atomic
def save_view(*, page: str, name: str, query: str, actor: User, at: datetime) -> SavedView:
    """存为常用筛选: the same name again replaces the address; at most twelve a list and person."""
    params = QueryDict(query, mutable=True)
    for passing in PASSING:
        params.pop(passing, None)
    if any(IDENTITY_NUMBER.search(normalize("NFKC", value)) for _, values in params.lists() for value in values):
        raise DomainError("条件里有身份证号，不能存为常用筛选。请去掉后再存。")
    own = SavedView.objects.filter(page=page, owner=actor)
    if not own.filter(name=name).exists() and own.count() >= MOST_VIEWS:
        raise DomainError(f"一张台账最多存 {MOST_VIEWS} 个常用筛选，请先删去不用的。")
    view, _ = SavedView.objects.update_or_create(page=page, owner=actor, name=name, defaults={"query": params.urlencode(safe=","), "created_at": at})
    return view


def drop_view(*, page: str, name: str, actor: User) -> None:
    """删去常用筛选: only one's own."""
    SavedView.objects.filter(page=page, name=name, owner=actor).delete()
