"""单位组: units under one name, to be chosen again and again; what is sent to a group keeps its own list of units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.models.unit import Unit

if TYPE_CHECKING:
    from accounts.models.user import User


class UnitGroupQuerySet(models.QuerySet["UnitGroup"]):
    """Reads of groups."""

    def visible_to(self, user: User) -> Self:
        """Own groups and shared ones, for those who see the units of the county."""
        if not user.has_perm("accounts.view_units"):
            return self.none()
        return self.filter(Q(is_shared=True) | Q(owner=user))


class UnitGroup(models.Model):
    """单位组: nothing refers to it, so that it may be changed and deleted at any time."""

    name = models.CharField("组名", max_length=40)
    units = models.ManyToManyField(Unit, related_name="groups", verbose_name="单位")
    is_shared = models.BooleanField("共用", default=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="unit_groups", verbose_name="建立人")
    created_at = models.DateTimeField("建立时间")
    changed_at = models.DateTimeField("修改时间")

    objects = UnitGroupQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位组"
        ordering = ["name", "pk"]
        permissions = [("manage_groups", "维护单位组")]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="unit_group_name_of_owner", violation_error_message="您已经有一个同名的单位组。"),
            models.UniqueConstraint(
                fields=["name"], condition=Q(is_shared=True), name="unit_group_name_shared", violation_error_message="已经有一个同名的共用单位组。"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:group-detail", args=[self.pk])
