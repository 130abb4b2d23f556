"""报告: a version of a period's figures with the rows that made them, frozen when it is built and sealed when it is locked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

if TYPE_CHECKING:
    from accounts.models import User


class ReportKind(models.TextChoices):
    """报告种类."""

    MONTHLY = "monthly", "监督月报"


class ReportStatus(models.TextChoices):
    """月报状态."""

    COLLECTING = "collecting", "归集中"
    COMPUTED = "computed", "已计算"
    VERIFIED = "verified", "已核对"
    LOCKED = "locked", "已锁定"


class ReportQuerySet(models.QuerySet["Report"]):
    """Reads of reports."""

    def visible_to(self, user: User) -> Self:
        """County reports for whoever sees all numbers; a unit's own reports for the unit."""
        if user.has_perm("reports.view_numbers"):
            return self
        ids = user.unit_ids() or ()
        return self.filter(unit_id__in=list(ids), status=ReportStatus.LOCKED) if user.has_perm("reports.view_unit_numbers") else self.none()

    def of(self, kind: str, period: str, unit_id: int | None) -> Self:
        """All finished revisions of a period, the newest first."""
        return self.filter(kind=kind, period=period, unit=unit_id).exclude(status=ReportStatus.COLLECTING).order_by("-revision")

    def newest(self) -> Self:
        """Of each period and unit the version that counts."""
        finished = Report.objects.exclude(status=ReportStatus.COLLECTING)
        return self.filter(pk__in=finished.order_by("kind", "period", "unit_id", "-revision").distinct("kind", "period", "unit_id").values("pk"))

    def of_whole_months(self) -> Self:
        """Those built when their month was over, not 试算."""
        return self.filter(cut_off_at__date__gt=models.F("last_on"))


class Report(models.Model):
    """报告版本: unique by kind, period ("2026-10"), unit (empty for the whole county) and revision."""

    kind = models.CharField("种类", max_length=12, choices=ReportKind)
    period = models.CharField("期间", max_length=7)
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+", verbose_name="单位")
    revision = models.PositiveSmallIntegerField("版本")
    status = models.CharField("状态", max_length=12, choices=ReportStatus, default=ReportStatus.COLLECTING)
    first_on = models.DateField("期间起")
    last_on = models.DateField("期间止")
    cut_off_at = models.DateTimeField("数据截止")
    built_at = models.DateTimeField("生成时间", null=True)
    built_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="生成人")
    reason = models.CharField("更正说明", max_length=300, blank=True)
    job = models.OneToOneField("core.Job", models.PROTECT, null=True, related_name="+", verbose_name="后台任务")
    row_count = models.PositiveIntegerField("明细行数", default=0)
    sha256 = models.CharField("数据摘要", max_length=64, blank=True)
    workbook = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="Excel")
    pdf = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="PDF")
    pdf_note = models.CharField("PDF 说明", max_length=200, blank=True)
    verified_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="核对人")
    verified_at = models.DateTimeField("核对时间", null=True)
    locked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="锁定人")
    locked_at = models.DateTimeField("锁定时间", null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报告"
        ordering = ["-period", "-revision"]
        permissions = [
            ("view_numbers", "查看全县数据与报告"),
            ("view_unit_numbers", "查看本单位数据"),
            ("build_reports", "生成报告"),
            ("verify_reports", "核对报告"),
            ("lock_reports", "锁定报告"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "period", "unit", "revision"], name="report_revision_unique", nulls_distinct=False),
            models.CheckConstraint(
                condition=~Q(status="locked") | Q(locked_at__isnull=False, locked_by__isnull=False, verified_by__isnull=False) & ~Q(sha256=""),
                name="report_locked_fields_together",
                violation_error_message="锁定须同时有核对人、锁定人和时间。",
            ),
            models.CheckConstraint(
                condition=Q(locked_by=None) | ~Q(locked_by=models.F("verified_by")),
                name="report_locker_is_not_verifier",
                violation_error_message="核对人不能锁定本人核对的报告。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_text}行政执法监督月报{f'（{self.unit}）' if self.unit else ''}"

    def get_absolute_url(self) -> str:
        return reverse("reports:monthly-detail", args=[self.pk])

    @property
    def period_text(self) -> str:
        """2026年10月."""
        return f"{self.first_on.year}年{self.first_on.month}月"

    @property
    def revision_text(self) -> str:
        return f"第 {self.revision} 版"

    @property
    def is_locked(self) -> bool:
        return self.status == ReportStatus.LOCKED

    @property
    def is_trial(self) -> bool:
        """试算: built before the month was over; as `of_whole_months`."""
        return timezone.localdate(self.cut_off_at) <= self.last_on

    @property
    def lock_text(self) -> str:
        """未锁定, or 已锁定 by whom and when: what every file of the version says of itself."""
        if self.locked_at is None:
            return "试算，未锁定" if self.is_trial else "未锁定"
        return f"已锁定（锁定人 {self.locked_by}，{timezone.localtime(self.locked_at):%Y-%m-%d %H:%M}）"

    @property
    def tone(self) -> str:
        return {ReportStatus.LOCKED: "blue", ReportStatus.VERIFIED: "green"}.get(ReportStatus(self.status), "grey")


class FrozenRow(models.Model):
    """明细: one matter as it stood at the cut-off, with the flags that figures count. Cells are in the order of its section."""

    report = models.ForeignKey(
        Report, models.CASCADE, related_name="rows", verbose_name="报告"
    )  # CASCADE: a row is part of its version; locked versions are never deleted
    section = models.CharField("分表", max_length=12)
    position = models.PositiveIntegerField("次序")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+", verbose_name="单位")
    source_kind = models.CharField("对象类型", max_length=40)
    source_id = models.CharField("对象编号", max_length=40)
    url = models.CharField("地址", max_length=200, blank=True)
    cells = models.JSONField("内容")
    flags = ArrayField(models.CharField(max_length=20), verbose_name="计入")

    class Meta:
        verbose_name = verbose_name_plural = "报告明细"
        ordering = ["section", "position"]
        constraints = [models.UniqueConstraint(fields=["report", "section", "position"], name="frozen_row_position_unique")]

    def __str__(self) -> str:
        return f"{self.section} {self.position}"


class Figure(models.Model):
    """数字: one number of a report, computed once. It counts rows of `section` with `flag`; a rate divides by those with `of_flag`."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="figures", verbose_name="报告")  # CASCADE: as its rows
    code = models.CharField("编码", max_length=30)
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+", verbose_name="单位")
    numerator = models.DecimalField("分子", max_digits=14, decimal_places=2)
    denominator = models.DecimalField("分母", max_digits=14, decimal_places=2, null=True)
    value = models.DecimalField("数值", max_digits=14, decimal_places=2, null=True)

    class Meta:
        verbose_name = verbose_name_plural = "报告数字"
        constraints = [models.UniqueConstraint(fields=["report", "code", "unit"], name="figure_once", nulls_distinct=False)]

    def __str__(self) -> str:
        return f"{self.code} {self.value}"
