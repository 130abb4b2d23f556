"""单位: government, bureau, departments, teams, towns, justice offices and partners as one tree."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.urls import reverse

if TYPE_CHECKING:
    from accounts.models.change import UnitChange
    from accounts.models.user import User


class UnitKind(models.TextChoices):
    """单位类型."""

    GOVERNMENT = "government", "县政府"
    BUREAU = "bureau", "司法行政机关"
    DEPARTMENT = "department", "政府部门"
    TEAM = "team", "综合行政执法队"
    TOWN = "town", "乡镇街道"
    JUSTICE_OFFICE = "justice_office", "司法所"
    PARTNER = "partner", "协同单位"


class UnitQuerySet(models.QuerySet["Unit"]):
    """Reads of units."""

    def visible_to(self, user: User) -> Self:
        """Units `user` may know: all for holders of 查看单位, else the subtree of the post's unit, or none."""
        ids = None if user.has_perm("accounts.view_units") else user.unit_ids()
        return self if ids is None else self.filter(pk__in=ids)

    def active(self) -> Self:
        return self.filter(is_active=True)

    def below(self, unit: Unit) -> Self:
        """`unit` and everything under it."""
        return self.filter(path__startswith=unit.path)

    def enforcing(self) -> Self:
        """Units that enforce and are supervised: departments, teams and towns."""
        return self.filter(kind__in=SUPERVISED_KINDS)


SUPERVISED_KINDS = (UnitKind.DEPARTMENT, UnitKind.TEAM, UnitKind.TOWN)


class Unit(models.Model):
    """单位: a node of the tree. `path` is materialised ("/1/8/30/"), so that a subtree is a prefix."""

    code = models.CharField("单位编码", max_length=20, unique=True)
    name = models.CharField("单位名称", max_length=80, unique=True)
    short_name = models.CharField("简称", max_length=40)
    aliases = models.JSONField("别名", default=list, blank=True)
    kind = models.CharField("类型", max_length=20, choices=UnitKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级单位")
    path = models.CharField("路径", max_length=200, db_index=True, editable=False)
    area_code = models.CharField("行政区划代码", max_length=9)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    is_vertical = models.BooleanField("垂直管理", default=False)
    is_active = models.BooleanField("在用", default=True)
    sort_key = models.CharField("排序", max_length=120, blank=True, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["sort_key", "pk"]
        permissions = [("view_units", "查看单位"), ("manage_units", "维护单位")]
        indexes = [models.Index(fields=["path"], name="unit_path_prefix", opclasses=["text_pattern_ops"])]

    def __str__(self) -> str:
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:unit-detail", args=[self.pk])

    def successor_change(self) -> UnitChange | None:
        """并入、划入: how it went into another unit, None while it did not; such a unit is kept as it was."""
        return self.changes.exclude(successor=None).select_related("successor").first()

    @property
    def page_url(self) -> str:
        """一单位一档: the page for everybody who may know the unit; `get_absolute_url` is the administrators'."""
        return reverse("units:unit-page", args=[self.pk])

    def name_on(self, on: date) -> str:
        """The name it had on that day; for many units ask `accounts.former_names.names_on`."""
        change = self.changes.renamed_after(on).first()
        return change.former_name if change else self.name
