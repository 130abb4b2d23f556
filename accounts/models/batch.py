"""账号批次: accounts that one workbook brought, and the posts it asks for until the security administrator decides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

if TYPE_CHECKING:
    from accounts.models.user import User


class AccountBatchQuerySet(models.QuerySet["AccountBatch"]):
    """Reads of batches."""

    def visible_to(self, user: User) -> Self:
        """All for those who administer accounts, else none."""
        return self if user.has_perm("accounts.view_accounts") else self.none()


class AccountBatch(models.Model):
    """账号批次: the accounts of one import; their activation slips are printed together."""

    title = models.CharField("批次", max_length=120)
    source = models.OneToOneField("core.ImportBatch", models.PROTECT, null=True, related_name="+", verbose_name="导入记录")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="导入人")
    created_at = models.DateTimeField("导入时间")
    printed_at = models.DateTimeField("最近打印通知单", null=True)

    objects = AccountBatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "账号批次"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("accounts:batch-detail", args=[self.pk])


class ProposalState(models.TextChoices):
    """待授予岗位的状态."""

    WAITING = "waiting", "待授予"
    GRANTED = "granted", "已授予"
    REFUSED = "refused", "不予授予"


class PostProposalQuerySet(models.QuerySet["PostProposal"]):
    """Reads of proposals."""

    def visible_to(self, user: User) -> Self:
        return self if user.has_perm("accounts.view_accounts") else self.none()

    def waiting(self) -> Self:
        return self.filter(state=ProposalState.WAITING)


class PostProposal(models.Model):
    """待授予岗位: the system administrator's list asks, the security administrator grants or refuses. Basis: GB22239-DUTIES."""

    batch = models.ForeignKey(AccountBatch, models.PROTECT, related_name="proposals", verbose_name="批次")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="proposals", verbose_name="人员")
    role = models.ForeignKey("accounts.Role", models.PROTECT, related_name="+", verbose_name="岗位")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="proposals", verbose_name="任职单位")
    since = models.DateField("任职日期")
    note = models.CharField("备注", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=ProposalState, default=ProposalState.WAITING)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="决定人")
    decided_at = models.DateTimeField("决定时间", null=True)
    reason = models.CharField("理由", max_length=200, blank=True)

    objects = PostProposalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "待授予岗位"
        ordering = ["unit__sort_key", "user__username", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "unit"],
                condition=Q(state=ProposalState.WAITING),
                name="post_proposal_waits_once",
                violation_error_message="这个岗位已经在等待授予。",
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.WAITING, decided_by=None, decided_at=None)
                | (~Q(state=ProposalState.WAITING) & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="post_proposal_decided_together",
                violation_error_message="决定人和决定时间须与状态一致。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}（{self.unit}）"
