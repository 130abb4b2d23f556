"""单位材料包: the frozen rows of one unit's page, for an interview or a bulletin, with the Word file made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.models import User

MAKE = "reports.make_unit_packs"


class UnitPackQuerySet(models.QuerySet["UnitPack"]):
    """Reads of packs."""

    def visible_to(self, user: User) -> Self:
        """Those of units in sight, for whoever may make them."""
        if not user.has_perm(MAKE):
            return self.none()
        ids = user.unit_ids()
        return self if ids is None else self.filter(unit_id__in=list(ids))


class UnitPack(models.Model):
    """材料包: added once, never changed. `rows` is everything the file says; the same rows give the same file, byte for byte."""

    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    as_of = models.DateTimeField("数据截止")
    made_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="制作人")
    job = models.OneToOneField("core.Job", models.PROTECT, related_name="+", verbose_name="后台任务")
    rows = models.JSONField("内容")
    sha256 = models.CharField("数据摘要", max_length=64)
    file = models.OneToOneField("core.StoredFile", models.PROTECT, related_name="+", verbose_name="Word")

    objects = UnitPackQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位材料包"
        ordering = ["-pk"]
        permissions = [("make_unit_packs", "生成单位材料包")]
        constraints = [
            models.CheckConstraint(condition=~Q(sha256=""), name="unit_pack_has_digest", violation_error_message="材料包须有数据摘要。"),
        ]
        indexes = [models.Index(fields=["unit", "-id"], name="unit_pack_newest")]

    def __str__(self) -> str:
        return f"{self.unit}材料包 {timezone.localtime(self.as_of):%Y-%m-%d %H:%M}"
