"""后台任务: every import, export, report and rendering as a row that survives worker and broker."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.urls import reverse


class JobState(models.TextChoices):
    """后台任务状态."""

    QUEUED = "queued", "排队中"
    RUNNING = "running", "处理中"
    RETRYING = "retrying", "重试中"
    SUCCEEDED = "succeeded", "已完成"
    FAILED = "failed", "未完成"
    CANCELLED = "cancelled", "已取消"


OPEN_STATES = (JobState.QUEUED, JobState.RUNNING, JobState.RETRYING)


class JobQuerySet(models.QuerySet["Job"]):
    """Reads of jobs."""

    def visible_to(self, user: Any) -> Self:
        """One's own; all for whoever keeps the system."""
        return self if user.has_perm("core.view_jobs") else self.filter(requested_by=user)

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)


class Job(models.Model):
    """后台任务: the outbox row. `kind` names its handler in JOB_KINDS; `key` makes a second click return the first job."""

    kind = models.CharField("种类", max_length=40, db_index=True)
    title = models.CharField("任务", max_length=200)
    params = models.JSONField("参数", default=dict)
    key = models.CharField("去重键", max_length=120, null=True, unique=True)
    state = models.CharField("状态", max_length=10, choices=JobState, default=JobState.QUEUED)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="发起人")
    post = models.CharField("岗位", max_length=40, blank=True)
    unit = models.ForeignKey(settings.UNIT_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="岗位所在单位")
    acting_for = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="代谁发起")
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

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        ordering = ["-pk"]
        permissions = [("view_jobs", "查看全部后台任务"), ("view_health", "查看运行状况")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("core:job-detail", args=[self.pk])

    def is_handed_to(self, user: Any) -> bool:
        """结果 go to the person who asked, in the post and unit the job ran in."""
        return (self.requested_by_id, self.post, self.unit_id) == (user.pk, user.role_code, user.post_unit_id)

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return self.state in OPEN_STATES

    @property
    def is_failed(self) -> bool:
        """Whether it ended without a result and may be started anew."""
        return self.state == JobState.FAILED

    @property
    def tone(self) -> str:
        """Colour of its badge."""
        return {JobState.SUCCEEDED: "green", JobState.FAILED: "red"}.get(JobState(self.state), "blue" if self.is_open else "grey")


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
