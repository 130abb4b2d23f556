"""常用筛选 of one list before one person: own and shared views, the columns kept, and which view the list opens with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.http import QueryDict

from core.lists.models import SavedView
from core.whole_number import whole_number

if TYPE_CHECKING:
    from accounts.models import User

VIEW = "view"
CARRIED = ("page", "after", "before", "format", "panel")  # what an address may ask of a view besides naming it


@dataclass
class Shelf:
    """What lies ready: `views` in the order they were made, and the person's habit on this page."""

    views: list[SavedView] = field(default_factory=list)
    habit: SavedView | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns this person has kept for the list."""
        named = QueryDict(self.habit.query).get("columns", "") if self.habit else ""
        return tuple(key for key in named.split(",") if key)

    @property
    def opens(self) -> SavedView | None:
        """打开时使用; None when it is not offered any more."""
        return self.view(self.habit.opens_id) if self.habit else None

    def view(self, pk: int | None) -> SavedView | None:
        return next((view for view in self.views if view.pk == pk), None)

    def asked_for(self, params: QueryDict) -> SavedView | None:
        """The view an address names; the one the list opens with where the address says nothing at all."""
        return self.view(whole_number(params.get(VIEW))) if params else self.opens


def shelf_of(page: str, user: User) -> Shelf:
    """Everything in one query."""
    found = list(SavedView.objects.visible_to(user).filter(page=page).order_by("pk"))
    return Shelf([view for view in found if view.name], next((view for view in found if not view.name), None))


def opened(view: SavedView, params: QueryDict) -> QueryDict:
    """The address that a view stands for, on the page asked for."""
    made = QueryDict(view.query, mutable=True)
    for name in CARRIED:
        if name in params:
            made[name] = str(params[name])
    return made
