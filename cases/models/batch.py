"""评查批次: the frame of one review round, and one row per unit with its own state."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from cases.drawing import SizeRule
from cases.models.act import ActKind
from cases.workflow import BatchState, UnitState
from core.look.numbers import day_in_words

if TYPE_CHECKING:
    from datetime import date, datetime

    from accounts.models import User
    from cases.models.draw import Draw


class BatchQuerySet(models.QuerySet["ReviewBatch"]):
    """Reads of batches."""

    def visible_to(self, user: User) -> Self:
        """All for the organiser; published ones with a row of one's own units; none for others (reviewers see their sheets only)."""
        if not user.has_perm("cases.view_reviews"):
            return self.none()
        ids = user.unit_ids()
        if ids is None:
            return self
        own = BatchUnit.objects.filter(batch=OuterRef("pk"), unit_id__in=ids)
        return self.filter(Exists(own), published_at__isnull=False)


class ReviewBatch(models.Model):
    """评查批次: period, rubrics (one per kind), size rule and calendar. `state` follows its units (BATCH_FOLLOWS)."""

    name = models.CharField("批次名称", max_length=100)
    period_from = models.DateField("评查期间起")
    period_to = models.DateField("评查期间止")
    rubrics = models.ManyToManyField("cases.Rubric", related_name="batches", verbose_name="评查标准")
    units = models.ManyToManyField("accounts.Unit", through="cases.BatchUnit", related_name="+", verbose_name="被评查单位")
    reviewers = models.ManyToManyField("accounts.User", related_name="+", verbose_name="评查员")
    ratio = models.DecimalField("抽取比例（%）", max_digits=5, decimal_places=2, null=True, blank=True)
    number = models.PositiveSmallIntegerField("每单位抽取数", null=True, blank=True)
    minimum = models.PositiveSmallIntegerField("每单位至少", default=1)
    threshold = models.DecimalField("分差阈值", max_digits=4, decimal_places=2, default=Decimal(5))
    catalogue_due_on = models.DateField("目录确认截止")
    self_report_due_on = models.DateField("自评报告截止")
    scoring_due_on = models.DateField("评查截止", null=True, blank=True)
    requirements = models.TextField("评查要求", blank=True)
    state = models.CharField("当前环节", max_length=20, choices=BatchState, default=BatchState.DRAFT)
    version = models.PositiveIntegerField("版本", default=0)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="组织人")
    created_at = models.DateTimeField("创建时间")
    published_at = models.DateTimeField("印发时间", null=True)
    bulletin = models.TextField("评查通报要点", blank=True)
    bulletined_at = models.DateTimeField("通报时间", null=True)
    dropped_at = models.DateTimeField("撤销时间", null=True)
    drop_reason = models.CharField("撤销理由", max_length=300, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评查批次"
        ordering = ["-pk"]
        permissions = [
            ("view_reviews", "查看案卷评查"),
            ("organise_reviews", "组织案卷评查"),
            ("confirm_catalogue", "确认评查目录"),
            ("approve_self_report", "审核自评报告"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=~Q(state=BatchState.DROPPED), name="batch_name_once", violation_error_message="已有同名的批次，请改批次名称。"
            ),
            models.CheckConstraint(
                condition=Q(dropped_at=None, drop_reason="") & ~Q(state=BatchState.DROPPED)
                | Q(state=BatchState.DROPPED, dropped_at__isnull=False) & ~Q(drop_reason=""),
                name="batch_dropped_fields_together",
                violation_error_message="撤销批次须同时记录时间和理由。",
            ),
            models.CheckConstraint(condition=Q(state__in=BatchState.values), name="batch_state_known", violation_error_message="批次状态不存在。"),
            models.CheckConstraint(
                condition=Q(period_from__lte=models.F("period_to")), name="batch_period_in_order", violation_error_message="评查期间起不能晚于止。"
            ),
            models.CheckConstraint(
                condition=Q(ratio__gt=0, ratio__lte=100, number=None) | Q(ratio=None, number__gt=0),
                name="batch_one_size_rule",
                violation_error_message="抽取比例和抽取数只填一项，比例在 0 到 100 之间。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("cases:batch-detail", args=[self.pk])

    @property
    def dropped_words(self) -> str:
        """Said on the pages of a batch that was dropped, "" on others."""
        if self.dropped_at is None:
            return ""
        return f"批次已于{day_in_words(self.dropped_at)}撤销，不再评查。撤销理由：{self.drop_reason}"

    @property
    def size_rule(self) -> SizeRule:
        return SizeRule(self.ratio, self.number, self.minimum)

    @property
    def size_text(self) -> str:
        """抽取规则 in words."""
        rule = f"按 {self.ratio.normalize():f}% 抽取" if self.ratio is not None else f"每单位抽取 {self.number} 卷"
        return f"{rule}，每单位至少 {self.minimum} 卷"

    @property
    def kinds_text(self) -> str:
        """种类, from the rubrics."""
        return "、".join(ActKind(rubric.kind).label for rubric in self.rubrics.all())

    @property
    def drawn_at(self) -> datetime | None:
        """抽取时间 of the draw that stands."""
        return self.draws.filter(kind="files", superseded_at=None).values_list("drawn_at", flat=True).first()

    def current_draw(self) -> Draw | None:
        """The draw of files that stands; None before the frame is locked."""
        return self.draws.filter(kind="files", superseded_at=None).select_related("frozen_by", "drawn_by").first()


NO_SELF_REPORT = (UnitState.CATALOGUE_DUE, UnitState.NO_FILES)  # not yet, and not any more
AWAITS_SELF_REPORT = Q(approved_at=None, rated_at=None) & ~Q(state__in=NO_SELF_REPORT)  # as `BatchUnit.awaits_self_report`

REPORT_FIELDS = ("report_filed_at", "report_filed_by", "report_at", "report_approved_by", "report_returned")


class BatchUnitQuerySet(models.QuerySet["BatchUnit"]):
    """Reads of unit rows."""

    def visible_to(self, user: User) -> Self:
        """As the batch, limited to the user's own units."""
        if not user.has_perm("cases.view_reviews"):
            return self.none()
        ids = user.unit_ids()
        return self if ids is None else self.filter(unit_id__in=ids, batch__published_at__isnull=False)


class BatchUnit(models.Model):
    """被评查单位: one row per unit in a batch, with its own state."""

    batch = models.ForeignKey(ReviewBatch, models.PROTECT, related_name="rows", verbose_name="批次")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    state = models.CharField("状态", max_length=20, choices=UnitState, default=UnitState.CATALOGUE_DUE)
    confirmed_at = models.DateTimeField("目录确认时间", null=True)
    confirmed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="目录确认人")
    self_report_text = models.TextField("自评情况", blank=True)
    self_report_file = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="自评报告")
    self_report_at = models.DateTimeField("自评提交时间", null=True)
    self_report_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="自评提交人")
    self_report_returned = models.CharField("自评退回理由", max_length=300, blank=True)  # until it is submitted again
    approved_at = models.DateTimeField("单位审核时间", null=True)
    approved_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="单位审核人")
    approved_on_paper_by = models.CharField("线下审核人", max_length=40, blank=True)
    approved_on_paper_on = models.DateField("线下审核日期", null=True)
    approved_on_paper_scan = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="线下审核扫描件")
    recall = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+", verbose_name="调卷通知")
    requested_at = models.DateTimeField("调卷时间", null=True)
    received_at = models.DateTimeField("到齐时间", null=True)
    rated_at = models.DateTimeField("评定时间", null=True)
    feedback = models.OneToOneField("documents.Document", models.PROTECT, null=True, related_name="+", verbose_name="反馈函")
    feedback_at = models.DateTimeField("反馈送达时间", null=True)
    report_text = models.TextField("整改报告", blank=True)
    report_filed_at = models.DateTimeField("整改报告提交时间", null=True)
    report_filed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="整改报告提交人")
    report_at = models.DateTimeField("整改报告报送时间", null=True)
    report_approved_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="整改报告审核人")
    report_returned = models.CharField("整改报告退回理由", max_length=300, blank=True)  # until it is submitted again
    returned_reports = models.JSONField("退回的整改报告", default=list, encoder=DjangoJSONEncoder)  # text, reported_on, returned_on, reason
    verified_at = models.DateTimeField("复核时间", null=True)

    objects = BatchUnitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "被评查单位"
        ordering = ["batch", "unit__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "unit"], name="batch_unit_once", violation_error_message="这个单位已在批次里。"),
            models.CheckConstraint(condition=Q(state__in=UnitState.values), name="batch_unit_state_known", violation_error_message="被评查单位状态不存在。"),
            models.CheckConstraint(
                condition=~Q(state=UnitState.SELF_REPORTED) | Q(approved_at__isnull=False),
                name="batch_unit_self_report_approved",
                violation_error_message="自评报告须经单位审核。",
            ),
            models.CheckConstraint(
                condition=Q(approved_on_paper_by="", approved_on_paper_on=None, approved_on_paper_scan=None)
                | (~Q(approved_on_paper_by="") & Q(approved_on_paper_on__isnull=False)),  # the oldest have no scan
                name="batch_unit_paper_approval_together",
                violation_error_message="线下审核人、日期须同时登记。",
            ),
            models.CheckConstraint(
                condition=Q(report_approved_by=None) | ~Q(report_approved_by=models.F("report_filed_by")),
                name="batch_unit_report_two_hands",
                violation_error_message="提交人不能审核本人提交的整改报告。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.unit}"

    def get_absolute_url(self) -> str:
        return reverse("cases:unit-detail", args=[self.batch_id, self.pk])

    def state_words(self) -> str:
        """状态; in a batch that was dropped a unit is simply asked no more."""
        return "不再评查" if self.batch.dropped_at else self.get_state_display()

    def is_inside(self, user: User) -> bool:
        """Whether `user` reads from within the unit; the bureau reads only what has left it."""
        return self.unit_id in (user.unit_ids() or ())

    def shows_self_report_to(self, user: User) -> bool:
        """自评报告 leaves the unit when its leader has approved it."""
        return self.approved_at is not None or self.is_inside(user)

    def shows_report_to(self, user: User) -> bool:
        """整改报告, likewise."""
        return self.report_at is not None or self.is_inside(user)

    def clear_report(self, returned: str = "") -> None:
        """The unit reports anew, told why where its report was `returned`; save REPORT_FIELDS."""
        self.report_filed_at = self.report_filed_by = self.report_at = self.report_approved_by = None
        self.report_returned = returned

    @property
    def awaits_self_report(self) -> bool:
        """Whether the self-report may still come: from the confirmed or drawn catalogue until the grades stand."""
        return self.approved_at is None and self.rated_at is None and self.state not in NO_SELF_REPORT

    def is_self_report_missing(self, on: date) -> bool:
        """自评未报: its last day is over without a report; a red lamp that never takes a unit out of the draw."""
        return self.approved_at is None and self.state != UnitState.NO_FILES and on > self.batch.self_report_due_on

    def self_report_word(self, on: date) -> str:
        """自评报告 as the table of units says it on that day."""
        if self.approved_at is not None:
            return "迟报" if timezone.localdate(self.approved_at) > self.batch.self_report_due_on else "已报"
        return "未报" if self.is_self_report_missing(on) else "待审核" if self.self_report_at else "—"
