"""审批意见: what reviewer and signer wrote, approvals given on paper, and what was changed in a draft."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models.acting import LONGEST_SIGNED


class OpinionRole(models.TextChoices):
    """意见环节."""

    DRAFT = "draft", "拟制"
    REVIEW = "review", "核稿"
    RETURN = "return", "退回修改"
    SIGN = "sign", "签发"


class Opinion(models.Model):
    """意见: one line of the 发文稿纸; never changed. `author_name` is who gave it, also where somebody else recorded it from paper."""

    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="opinions", verbose_name="文书")
    role = models.CharField("环节", max_length=10, choices=OpinionRole)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    author_name = models.CharField("姓名", max_length=LONGEST_SIGNED)  # of a deputy with the name of whose place he took
    at = models.DateTimeField("时间")
    text = models.TextField("意见", blank=True)
    is_on_paper = models.BooleanField("线下", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "审批意见"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.author_name} {self.get_role_display()}"


class PaperApproval(models.Model):
    """线下审批: the signed 发文稿纸 as a scan, who approved and on which day; never changed."""

    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="paper_approvals", verbose_name="文书")
    scan = models.ForeignKey("core.StoredFile", models.PROTECT, related_name="+", verbose_name="签批件")
    approver_name = models.CharField("批示人", max_length=40)
    approved_on = models.DateField("批示日期")
    text = models.TextField("批示内容", blank=True)
    recorded_at = models.DateTimeField("补录时间")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="补录人")

    class Meta:
        verbose_name = verbose_name_plural = "线下审批"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.approver_name} {self.approved_on}"


class TakeOverQuerySet(models.QuerySet["TakeOver"]):
    """Reads of take-overs."""

    def of_drafts(self) -> Self:
        """Before the document was signed."""
        return self.filter(Q(document__signed_at=None) | Q(at__lt=F("document__signed_at")))


class TakeOver(models.Model):
    """接手: who took the document over from its handler, by a hand-over; never changed."""

    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="take_overs", verbose_name="文书")
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="接手人")
    at = models.DateTimeField("时间")

    objects = TakeOverQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文书接手"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.taker} {self.at:%Y-%m-%d}"


class Revision(models.Model):
    """修改痕迹: one saved change of a draft, part by part; never changed. Stays inside the bureau."""

    document = models.ForeignKey("documents.Document", models.CASCADE, related_name="revisions", verbose_name="文书")  # CASCADE: only a draft can be deleted
    at = models.DateTimeField("时间")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="修改人")
    changes = models.JSONField("改动", default=list)  # [{"part", "before", "after"}]

    class Meta:
        verbose_name = verbose_name_plural = "修改痕迹"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.document} {self.at:%Y-%m-%d %H:%M}"
