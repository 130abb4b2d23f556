"""全局搜索: units by whole name, short name or alias, and the people of the contact book by name, within sight."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from accounts.contacts import posts_in_sight
from accounts.models import Unit, User
from accounts.names import UnitNames
from core.search.query import Hit
from core.search.sources import Rows, Source

CONTACT_BOOK = "personnel.view_register"  # who has the page in the navigation


def _named(user: User, words: str) -> list[Unit]:
    return UnitNames(list(Unit.objects.visible_to(user).order_by("sort_key"))).holding(words)


def _hit(unit: Unit, user: User) -> Hit:
    """Who keeps the tree goes to its page, everybody else to 一单位一档."""
    url = unit.get_absolute_url() if user.has_perm("accounts.manage_units") else unit.page_url
    return Hit("单位", unit.name, url, f"{unit.short_name}　{unit.get_kind_display()}", "" if unit.is_active else "停用")


UNITS = Source("单位", lambda user: Unit.objects.visible_to(user), _hit, found=_named, list_name="accounts:unit-list", power="accounts.view_units")


def _people(user: User) -> Rows:
    """Who holds a post at a unit in sight, with the first of these posts: only for those who have the contact book."""
    if not user.has_perm(CONTACT_BOOK):
        nobody: Rows = User.objects.none()
        return nobody
    posts = posts_in_sight(user, timezone.localdate())
    first = posts.filter(user=OuterRef("pk")).order_by("pk")
    of = {name: Subquery(first.values(path)[:1]) for name, path in (("at_unit", "unit"), ("at_unit_name", "unit__name"), ("as_post", "role__name"))}
    found: Rows = User.objects.filter(is_active=True, pk__in=posts.values("user")).annotate(**of)
    return found


def _contact(person: Any, user: User) -> Hit:
    return Hit("通讯录", person.name, reverse("accounts:contact-detail", args=[person.at_unit]), f"{person.at_unit_name}　{person.as_post}")


PEOPLE = Source(
    "通讯录",
    _people,
    _contact,
    lambda rows, words: rows.filter(name__contains=words),
    order=("name", "pk"),
    list_name="accounts:contact-list",
    power=CONTACT_BOOK,
)
