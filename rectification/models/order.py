"""整改通知: what one unit has to put right, by which day, on which basis, and how it was accepted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Max, Q
from django.urls import reverse

from accounts.separation import same_person
from core.numbering import UsedBefore
from core.search.lookups import bigram_index
from core.search.numbers import MISSPELT
from core.workflow import acts_open
from rectification.workflow import ENDED_STATUSES, OPEN_STATUSES, TRANSITIONS, WITH_UNIT, Act, Status

if TYPE_CHECKING:
    from accounts.models import User


class OrderQuerySet(models.QuerySet["Order"]):
    """Reads of orders."""

    def visible_to(self, user: User) -> Self:
        """Orders `user` may know exist: those of the units in the present post's sight."""
        if not user.has_perm("rectification.view_orders"):
            return self.none()
        ids = user.unit_ids()
        return self if ids is None else self.filter(unit_id__in=list(ids))

    def open(self) -> Self:
        return self.filter(status__in=OPEN_STATUSES)

    def overdue(self, on: date) -> Self:
        """With the unit and past their day on `on`."""
        return self.filter(status__in=WITH_UNIT, due_on__lt=on)

    def due_between(self, first: date, last: date) -> Self:
        return self.open().filter(due_on__range=(first, last))

    def awaiting_acceptance(self) -> Self:
        return self.filter(status=Status.REPORT_SUBMITTED)

    def for_list(self) -> Self:
        return self.select_related("unit")

    def for_page(self) -> Self:
        """With its problems and the people its page names."""
        return self.select_related("unit", "issued_by", "filed_by", "approved_by", "accepted_by", "cancelled_by").prefetch_related(
            "problems__earlier_answers", "extensions__requested_by", "extensions__decided_by"
        )


class OrderCounter(models.Model):
    """整改编号: the last number given in a year; the row is locked while one is taken, so none is skipped but those of `OrderNumberGap`."""

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    last = models.PositiveIntegerField("已用至", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "整改编号"

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class OrderNumberGap(UsedBefore):
    """启用前已用 of the orders of a year."""

    year = models.PositiveSmallIntegerField("年份")

    class Meta:
        verbose_name = verbose_name_plural = "启用前已用的整改编号"
        ordering = ["-year", "first"]
        constraints = [
            models.CheckConstraint(condition=Q(first__gte=1, last__gte=F("first")), name="order_gap_in_order", violation_error_message="止号不能小于起号。"),
            models.UniqueConstraint(fields=["year", "first"], name="order_gap_once", violation_error_message="这一段编号已经登记。"),
        ]

    def __str__(self) -> str:
        return f"{self.year}年 {self.first}—{self.last} 号"


class Order(models.Model):
    """整改通知: issued to one unit from a finding; `source_kind` names the row of ORDER_SOURCES it came from.

    `import_batch` marks 启用前数据: it was issued, and perhaps closed, before the system was there; `issued_by` is then who brought it in.
    """

    number = models.CharField("整改编号", max_length=40, unique=True)
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+", verbose_name="单位")
    title = models.CharField("问题", max_length=200)
    basis = models.CharField("依据", max_length=300)
    standard = models.TextField("整改标准", blank=True)
    source_kind = models.CharField("来源", max_length=40)
    source_id = models.CharField("来源编号", max_length=40, blank=True)
    source_label = models.CharField("来源名称", max_length=120)
    source_url = models.CharField("来源地址", max_length=200, blank=True)
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+", verbose_name="文书")
    issue_type = models.CharField("问题类型", max_length=40, blank=True)
    status = models.CharField("状态", max_length=20, choices=Status, default=Status.ISSUED)
    issued_on = models.DateField("下达日期")
    issued_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="下达人")
    due_on = models.DateField("整改期限")
    responsible = models.CharField("责任人", max_length=40, blank=True)
    plan = models.TextField("整改方案", blank=True)
    plan_on = models.DateField("方案日期", null=True)
    acknowledged_at = models.DateTimeField("签收时间", null=True)
    filed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="填报人")
    filed_at = models.DateTimeField("填报时间", null=True)
    reported_at = models.DateTimeField("报送时间", null=True)
    approved_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="单位审核人")
    accepted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="验收人")
    closed_at = models.DateTimeField("销号时间", null=True)
    opinion = models.TextField("验收意见", blank=True)
    return_reason = models.TextField("退回理由", blank=True)  # of the unit's leader or the bureau, until the report is filed again
    cancelled_at = models.DateTimeField("撤销时间", null=True)
    cancelled_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="撤销人")
    cancel_reason = models.CharField("撤销理由", max_length=300, blank=True)
    is_extended = models.BooleanField("已延期", default=False)
    is_supervised = models.BooleanField("督办", default=False)
    is_recurring = models.BooleanField("复发", default=False)
    reopened = models.PositiveSmallIntegerField("重新整改次数", default=0)
    reopened_at = models.DateTimeField("重新整改时间", null=True)
    urged = models.PositiveSmallIntegerField("催办次数", default=0)
    version = models.PositiveIntegerField("版本", default=1)
    import_batch = models.ForeignKey("core.ImportBatch", models.PROTECT, null=True, related_name="+", verbose_name="启用前数据的导入批次")

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "整改通知"
        ordering = ["due_on", "pk"]
        permissions = [
            ("view_orders", "查看整改"),
            ("issue_order", "下达整改"),
            ("fill_order", "填报整改"),
            ("approve_report", "审核本单位整改报告"),
            ("accept_order", "验收整改"),
            ("extend_order", "审批延期"),
            ("import_orders", "导入整改台账、设置整改编号"),
        ]
        indexes = [
            models.Index(fields=["unit", "status", "due_on", "id"], name="order_unit_status_due"),
            models.Index(fields=["due_on", "id"], condition=~Q(status="closed"), name="order_open_due"),
            models.Index(fields=["source_kind", "source_id"], name="order_source"),
            bigram_index("title", "order_title_zh"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(number__regex=MISSPELT), name="order_number_spelt_our_way", violation_error_message="编号的年份用六角括号，顺序号不补零。"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in Status]), name="order_status_known", violation_error_message="整改状态不在规定范围内。"
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_at__isnull=False) & (Q(accepted_by__isnull=False) | Q(import_batch__isnull=False))
                | ~Q(status="closed") & Q(closed_at=None),
                name="order_closed_fields_together",
                violation_error_message="销号须同时有验收人和销号时间。",
            ),
            models.CheckConstraint(
                condition=Q(status="cancelled", cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancel_reason="")
                | ~Q(status="cancelled") & Q(cancelled_at=None, cancelled_by=None, cancel_reason=""),
                name="order_cancelled_fields_together",
                violation_error_message="撤销整改须同时有撤销人、时间和理由。",
            ),
            models.CheckConstraint(
                condition=Q(accepted_by=None) | Q(filed_by=None) | ~Q(accepted_by=F("filed_by")),
                name="order_accepter_is_not_filer",
                violation_error_message="填报人不能验收本人填报的整改。",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("issued_on")), name="order_dates_in_order", violation_error_message="整改期限不能早于下达日期。"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("rectification:order-detail", args=[self.pk])

    def acts_for(self, user: User) -> list[Act]:
        """Acts that may follow now and that `user` holds the power for; the filer is not offered acceptance."""
        acts = acts_open(TRANSITIONS, self.status, user)
        return [act for act in acts if not (act in (Act.ACCEPT, Act.RETURN) and self.filed_by_id == user.pk)]

    def was_written_by(self, user: User) -> bool:
        """Whether `user`, under whichever account, filed the report or wrote the answer to one of its problems, as it may be before a hand-over."""
        writers = [self.filed_by, *(problem.answered_by for problem in self.problems.select_related("answered_by"))]
        return any(same_person(writer, user) for writer in writers if writer is not None)

    def last_act(self) -> int:
        """办到哪一步: the number of the latest act in 沿革; a form that judges the order carries it."""
        return self.states.exclude(act="").aggregate(last=Max("pk"))["last"] or 0

    def is_overdue(self, on: date) -> bool:
        """Past its day while it is with the unit."""
        return self.due_on < on and self.is_with_unit

    @property
    def came_by_import(self) -> bool:
        """启用前数据."""
        return self.import_batch_id is not None

    @property
    def is_ended(self) -> bool:
        """Put right or cancelled: nothing runs any more."""
        return self.status in ENDED_STATUSES

    @property
    def is_cancelled(self) -> bool:
        return self.status == Status.CANCELLED

    @property
    def is_with_unit(self) -> bool:
        """Whether the unit is the one to act."""
        return self.status in WITH_UNIT

    def tone_for(self, user: User) -> str:
        """Colour of the badge for this reader: amber when it waits for him."""
        if self.is_ended:
            return "outline" if self.is_cancelled else "green"
        waits = {Status.REPORT_SUBMITTED: "rectification.accept_order", Status.UNIT_REVIEW: "rectification.approve_report"}
        power = waits.get(Status(self.status))
        if power:
            return "amber" if user.has_perm(power) else "blue"
        if self.status in (Status.ISSUED, Status.RETURNED):
            return "amber" if user.has_perm("rectification.fill_order") else "blue"
        return "grey"
