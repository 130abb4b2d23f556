"""导入台账: what was uploaded, what each row became, and the row as it was before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.urls import reverse

from core.sheets.engine import sheet_of

if TYPE_CHECKING:
    from accounts.models import User


class BatchState(models.TextChoices):
    """导入批次状态."""

    READING = "reading", "读取中"
    UNMATCHED = "unmatched", "待核对列"
    CHECKED = "checked", "待确认"
    COMMITTING = "committing", "导入中"
    COMMITTED = "committed", "已导入"
    REFUSED = "refused", "无法读取"
    CANCELLED = "cancelled", "已取消"


class RowOutcome(models.TextChoices):
    """导入行结果."""

    CREATED = "created", "新增"
    UPDATED = "updated", "更新"
    UNCHANGED = "unchanged", "无变化"
    REJECTED = "rejected", "未导入"


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    """Reads of imports."""

    def visible_to(self, user: User) -> Self:
        """One's own, of the kinds one may import today: the rows of a file may be anybody's."""
        return self.filter(created_by=user, kind__in=[kind for kind in settings.SHEET_KINDS if sheet_of(kind).is_open_to(user)])


class ImportBatch(models.Model):
    """导入批次: one uploaded workbook of one kind. Nothing is written to trade tables before it is committed."""

    kind = models.CharField("种类", max_length=40)
    file = models.ForeignKey("core.StoredFile", models.PROTECT, related_name="+", verbose_name="文件")
    options = models.JSONField("选项", default=dict)
    mapping = models.JSONField("列对应", default=dict)
    state = models.CharField("状态", max_length=10, choices=BatchState, default=BatchState.READING)
    refusal = models.CharField("无法读取的原因", max_length=300, blank=True)
    reading = models.JSONField("读表情况", default=dict)
    counts = models.JSONField("计数", default=dict)
    job = models.ForeignKey("core.Job", models.PROTECT, null=True, related_name="+", verbose_name="后台任务")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="导入人")
    created_at = models.DateTimeField("上传时间")
    checked_at = models.DateTimeField("读完时间", null=True)
    committed_at = models.DateTimeField("导入时间", null=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        ordering = ["-pk"]
        permissions = [("import_sheets", "查看导入记录")]

    def __str__(self) -> str:
        return f"{self.kind} {self.file}"

    def get_absolute_url(self) -> str:
        return reverse("core:import-detail", args=[self.pk])


class ImportRow(models.Model):
    """导入行: the outcome of one row of the user's file, by the user's own row number."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows", verbose_name="批次")  # CASCADE: rows are parts of the ledger of their batch
    number = models.PositiveIntegerField("行号")
    outcome = models.CharField("结果", max_length=10, choices=RowOutcome)
    key = models.CharField("业务主键", max_length=200, blank=True)
    values = models.JSONField("内容", default=dict)
    before = models.JSONField("导入前", null=True)
    errors = models.JSONField("问题", default=list)  # [{"column", "code", "message", "value"}]
    warnings = models.JSONField("提示", default=list)
    tidied = models.JSONField("规整", default=list)  # [[column, what was done, what it says now]]

    class Meta:
        verbose_name = verbose_name_plural = "导入行"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="import_row_number_unique")]

    def __str__(self) -> str:
        return f"第 {self.number} 行"
