"""数据范围: the one rule of who sees which unit's rows, as a queryset base."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models

if TYPE_CHECKING:
    from accounts.models import User

M = TypeVar("M", bound=models.Model)


class UnitScopedQuerySet(models.QuerySet[M]):
    """Rows that belong to a unit. `unit_path` is the lookup to it; `view_permission` the power to know of the rows at all."""

    unit_path = "unit"
    view_permission = ""

    def visible_to(self, user: User) -> Self:
        """Rows `user` may know exist: none without the power, all for a county-wide post, else those of the subtree."""
        if self.view_permission and not user.has_perm(self.view_permission):
            return self.none()
        ids = user.unit_ids()
        return self if ids is None else self.filter(**{f"{self.unit_path}__in": list(ids)})
