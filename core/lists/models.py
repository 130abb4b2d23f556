"""常用筛选: a list's address kept under a name, and how a person likes a page arranged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import User


class Sharing(models.TextChoices):
    """共用范围."""

    PERSONAL = "personal", "仅自己用"
    UNIT = "unit", "本单位共用"
    ALL = "all", "各单位共用"


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Reads of saved views."""

    def visible_to(self, user: User) -> Self:
        """One's own, those shared in the unit of the present post, and those shared with everybody."""
        return self.filter(Q(owner=user) | Q(sharing=Sharing.UNIT, unit=user.post_unit_id) | Q(sharing=Sharing.ALL))

    def named(self) -> Self:
        return self.exclude(name="")


class SavedView(models.Model):
    """常用筛选: filters, sort and columns of one list, personal or shared.

    The row without a name is the habit of its owner on that page: the columns chosen there, and the view it opens with.
    """

    page = models.CharField("页面", max_length=60)
    name = models.CharField("名称", max_length=30, blank=True)
    query = models.CharField("条件", max_length=1000, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="所有人")  # CASCADE: a bookmark
    sharing = models.CharField("共用范围", max_length=10, choices=Sharing, default=Sharing.PERSONAL)
    unit = models.ForeignKey(settings.UNIT_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="共用单位")
    opens = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+", verbose_name="打开时使用")
    created_at = models.DateTimeField("创建时间")

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "常用筛选"
        permissions = [("share_views", "与各单位共用筛选")]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "owner", "name"], name="saved_view_name_unique", violation_error_message="同名的常用筛选已经有了，请换个名称。"
            ),
            models.UniqueConstraint(
                fields=["page", "unit", "name"],
                condition=Q(sharing="unit"),
                name="saved_view_unit_name_unique",
                violation_error_message="本单位已有同名的共用筛选，请换个名称。",
            ),
            models.UniqueConstraint(
                fields=["page", "name"],
                condition=Q(sharing="all"),
                name="saved_view_all_name_unique",
                violation_error_message="各单位共用的筛选里已有这个名称，请换个名称。",
            ),
            models.CheckConstraint(
                condition=Q(sharing="unit", unit__isnull=False) | (~Q(sharing="unit") & Q(unit=None)),
                name="saved_view_unit_when_shared_in_it",
                violation_error_message="本单位共用的筛选要写明单位。",
            ),
            models.CheckConstraint(
                condition=~Q(name="") | Q(sharing="personal"), name="saved_view_habit_is_personal", violation_error_message="共用的筛选要有名称。"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_shared(self) -> bool:
        return self.sharing != Sharing.PERSONAL
