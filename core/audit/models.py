"""审计日志: who did what to which row, when and with which result; append-only and chained."""

from django.conf import settings
from django.db import models


class AuditEntry(models.Model):
    """One event. Written in the transaction of the act; never updated, never deleted, never read back as data."""

    at = models.DateTimeField("时间", db_index=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="操作人")
    actor_post = models.CharField("岗位", max_length=40, blank=True)
    act = models.CharField("行为", max_length=60, db_index=True)
    act_label = models.CharField("行为名称", max_length=60)
    target_kind = models.CharField("对象类型", max_length=60, blank=True)
    target_id = models.CharField("对象编号", max_length=40, blank=True)
    target_text = models.CharField("对象", max_length=200, blank=True)
    result = models.CharField("结果", max_length=10, default="ok")
    note = models.TextField("说明", blank=True)
    changes = models.JSONField("变更", default=dict)
    request_number = models.CharField("请求编号", max_length=40, blank=True)
    algorithm = models.CharField("摘要算法", max_length=10, default="sha256")
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "审计日志"
        permissions = [("view_audit", "查看审计日志"), ("export_audit", "导出审计日志")]
        indexes = [models.Index(fields=["target_kind", "target_id"], name="audit_entry_target")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.act_label} {self.target_text}"


class AuditLink(models.Model):
    """审计链: position of an entry in the chain, appended by a deferred database trigger at COMMIT."""

    seq = models.BigIntegerField("序号", primary_key=True)
    entry = models.OneToOneField(AuditEntry, models.PROTECT, related_name="link", verbose_name="日志")
    previous = models.CharField("上一环", max_length=64)
    chained = models.CharField("本环", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "审计链"

    def __str__(self) -> str:
        return f"{self.seq}"
