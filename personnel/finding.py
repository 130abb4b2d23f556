"""全局搜索: officers by name or by card number, within sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from core.search.fold import fold
from core.search.query import Hit
from core.search.sources import Rows, Source
from personnel.models import Certificate, Officer

if TYPE_CHECKING:
    from accounts.models import User


def _rows(user: User) -> Rows:
    cards = Certificate.objects.filter(officer=OuterRef("pk")).values("number")[:1]  # the newest by their own order
    return Officer.objects.visible_to(user).select_related("unit").annotate(card_number=Subquery(cards))


def _match(found: Rows, words: str) -> Rows:
    """A word of figures and Latin letters is the beginning of a card number, any other a part of a name."""
    plain = fold(words)
    if plain.isascii():
        return found.filter(pk__in=Certificate.objects.filter(number__startswith=plain.upper()).values("officer"))
    return found.filter(name__zh=words)


def _hit(officer: Officer, user: User) -> Hit:
    return Hit("人员", officer.name, officer.get_absolute_url(), f"{officer.unit}　{officer.duty}", number=getattr(officer, "card_number", "") or "")


OFFICERS = Source("人员", _rows, _hit, _match, list_name="personnel:officer-list", power="personnel.view_register")
