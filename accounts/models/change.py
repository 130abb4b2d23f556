"""单位变更: renamed, merged into another, dissolved or taken into use again, on which basis; and which open matters went to the successor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Coalesce

if TYPE_CHECKING:
    from datetime import date, datetime

    from accounts.models.unit import Unit


class ChangeKind(models.TextChoices):
    """变更方式."""

    RENAME = "rename", "更名"
    MERGE = "merge", "合并"
    DISSOLVE = "dissolve", "撤销"
    REOPEN = "reopen", "恢复"


class UnitChangeQuerySet(models.QuerySet["UnitChange"]):
    """Reads of changes."""

    def touching(self, unit: Unit) -> Self:
        """沿革 of one unit: its own changes and those by which others came to it, the latest first."""
        return self.filter(Q(unit=unit) | Q(successor=unit)).select_related("unit", "successor", "actor")

    def renamed_after(self, on: date) -> Self:
        """Of every unit renamed later than `on` the first such change, whose former name is the one of that day."""
        return self.filter(kind=ChangeKind.RENAME, on__gt=on).order_by("unit_id", "on", "pk").distinct("unit_id")


class UnitChange(models.Model):
    """单位变更: one act, never overwritten. `on` is the day of the basis document; `passed` and `stayed` tell how many of what."""

    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="changes", verbose_name="单位")
    kind = models.CharField("变更方式", max_length=10, choices=ChangeKind)
    on = models.DateField("变更日期")
    basis = models.CharField("依据", max_length=200, blank=True)
    successor = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="successions", verbose_name="承接单位")
    former_name = models.CharField("原名称", max_length=80)
    former_short_name = models.CharField("原简称", max_length=40)
    new_name = models.CharField("新名称", max_length=80, blank=True)
    passed = models.JSONField("移交承接单位", default=list)  # [[what, how many, counter]]
    stayed = models.JSONField("留在原单位名下", default=list)  # [[what, how many, counter, why]]
    at = models.DateTimeField("办理时间")
    actor = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="办理人")

    objects = UnitChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位变更"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ChangeKind.values), name="unit_change_kind_known", violation_error_message="变更方式不存在。"),
            models.CheckConstraint(
                condition=~Q(kind="merge") | Q(successor__isnull=False), name="unit_change_merge_has_successor", violation_error_message="合并须有承接单位。"
            ),
            models.CheckConstraint(
                condition=Q(successor=None) | ~Q(successor=F("unit")), name="unit_change_successor_is_other", violation_error_message="承接单位不能是本单位。"
            ),
            models.CheckConstraint(
                condition=Q(kind="rename") & ~Q(new_name="") & Q(successor=None) | ~Q(kind="rename") & Q(new_name=""),
                name="unit_change_rename_has_name",
                violation_error_message="更名须写明新名称。",
            ),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(successor__isnull=False), name="unit_succeeded_once", violation_error_message="这个单位已有承接单位。"
            ),
        ]

    def __str__(self) -> str:
        return self.words()

    def words(self) -> str:
        """What happened, in one sentence."""
        if self.kind == ChangeKind.RENAME:
            return f"{self.former_name}更名为{self.new_name}"
        if self.successor is None:
            return f"{self.former_name}{self.get_kind_display()}"
        return f"{self.former_name}{'并入' if self.kind == ChangeKind.MERGE else '撤销，职能划入'}{self.successor.name}"


class PassedRowQuerySet(models.QuerySet["PassedRow"]):
    """Reads of what was passed on."""

    def unit_then(self, kind: str, row: str, at: datetime) -> Coalesce:
        """The unit (its id) that had a row just before `at`: the first to pass it on since, else the one that has it now.

        `row` is the path of the query that is annotated to the row, "order"; `kind` is what that row is, "rectification.order".
        """
        same = Cast(OuterRef(f"{row}_id"), models.CharField())
        since = self.filter(target_kind=kind, target_id=same, change__at__gte=at).order_by("change__at", "pk")
        return Coalesce(Subquery(since.values("change__unit")[:1]), F(f"{row}__unit"), output_field=models.BigIntegerField())


class PassedRow(models.Model):
    """承继事项: one open row that went from the unit to its successor; what was closed before stays where it was."""

    change = models.ForeignKey(UnitChange, models.PROTECT, related_name="rows", verbose_name="单位变更")
    target_kind = models.CharField("对象类型", max_length=60)
    target_id = models.CharField("对象编号", max_length=40)

    objects = PassedRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "承继事项"
        indexes = [models.Index(fields=["target_kind", "target_id"], name="passed_row_target")]
        constraints = [
            models.UniqueConstraint(fields=["change", "target_kind", "target_id"], name="passed_row_once", violation_error_message="这一事项已经移交。")
        ]

    def __str__(self) -> str:
        return f"{self.target_kind} {self.target_id}"
