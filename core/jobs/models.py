"""后台任务: every import, export, report and rendering as a row that survives worker and broker."""

from django.conf import settings
from django.db import models


class JobState(models.TextChoices):
    """后台任务状态."""

    QUEUED = "queued", "排队中"
    RUNNING = "running", "处理中"
    RETRYING = "retrying", "重试中"
    SUCCEEDED = "succeeded", "已完成"
    FAILED = "failed", "未完成"
    CANCELLED = "cancelled", "已取消"


OPEN_STATES = (JobState.QUEUED, JobState.RUNNING, JobState.RETRYING)


class Job(models.Model):
    """后台任务: the outbox row. `kind` names its handler in JOB_KINDS; `key` makes a second click return the first job."""

    kind = models.CharField("种类", max_length=40, db_index=True)
    title = models.CharField("任务", max_length=200)
    params = models.JSONField("参数", default=dict)
    key = models.CharField("去重键", max_length=120, null=True, unique=True)
    state = models.CharField("状态", max_length=10, choices=JobState, default=JobState.QUEUED)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="发起人")
    post = models.CharField("岗位", max_length=40, blank=True)
    created_at = models.DateTimeField("发起时间")
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)
    lease_until = models.DateTimeField("租约至", null=True)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    stage = models.CharField("环节", max_length=100, blank=True)
    done = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    result = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="结果文件")
    result_url = models.CharField("结果页", max_length=200, blank=True)
    summary = models.CharField("结果", max_length=300, blank=True)
    error = models.CharField("未完成原因", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title


class Heartbeat(models.Model):
    """心跳: last sign of life of each periodic task, of the scheduler and of the workers."""

    name = models.CharField("名称", max_length=60, primary_key=True)
    started_at = models.DateTimeField("开始", null=True)
    finished_at = models.DateTimeField("结束", null=True)
    note = models.CharField("结果", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "心跳"

    def __str__(self) -> str:
        return self.name
