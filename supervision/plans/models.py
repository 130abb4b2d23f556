"""计划、台账任务、措施、责任分解、进展."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts.models.acting import ActedRow, in_place_of_field
from core.workflow import acts_open
from supervision.plans.reading.measures import mark_of
from supervision.plans.reading.shares import Group, Part
from supervision.plans.reading.tasks import bare_words
from supervision.plans.reading.terms import TermKind
from supervision.plans.workflow import (
    DECIDED,
    NEXT_STEPS,
    OPEN_SHARES,
    PAST,
    PLAN_TRANSITIONS,
    PUBLISHED,
    RUNNING,
    SHARE_TRANSITIONS,
    WITH_UNIT,
    PlanAct,
    PlanStatus,
    ShareAct,
    ShareStatus,
)

if TYPE_CHECKING:
    from accounts.models import User


class PlanKind(models.TextChoices):
    """计划种类."""

    ANNUAL = "annual", "年度计划"
    MULTI_YEAR = "multi_year", "多年行动台账"


def years_in_words(first: int, last: int) -> str:
    """2023—2025, or the one year."""
    return str(first) if first == last else f"{first}—{last}"


class PlanQuerySet(models.QuerySet["Plan"]):
    """Reads of plans."""

    def visible_to(self, user: User) -> Self:
        """All for the bureau; for a unit the issued plans it has a share in."""
        if not user.has_perm("supervision.view_plans"):
            return self.none()
        ids = user.unit_ids()
        return self if ids is None else self.filter(status__in=PUBLISHED, pk__in=Assignment.objects.filter(unit_id__in=list(ids)).values("item__plan"))


class Plan(models.Model):
    """年度计划与台账: years `first_year`–`last_year`; its tasks keep the words of the source."""

    name = models.CharField("计划名称", max_length=120, unique=True)
    kind = models.CharField("种类", max_length=12, choices=PlanKind, default=PlanKind.ANNUAL)
    first_year = models.PositiveSmallIntegerField("起始年度")
    last_year = models.PositiveSmallIntegerField("终止年度")
    status = models.CharField("状态", max_length=12, choices=PlanStatus, default=PlanStatus.DRAFT)
    source_file = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="来源文件")
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+", verbose_name="印发文件")
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="建立人")
    created_at = models.DateTimeField("建立时间")
    submitted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="送审人")
    submitted_at = models.DateTimeField("送审时间", null=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "年度计划"
        ordering = ["-last_year", "pk"]
        permissions = [
            ("view_plans", "查看计划台账"),
            ("manage_plans", "管理计划台账"),
            ("approve_plan", "审定计划"),
            ("fill_progress", "填报进展"),
            ("confirm_progress", "确认进展"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year__gte=models.F("first_year")), name="plan_years_in_order", violation_error_message="终止年度不能早于起始年度。"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("supervision:plan-detail", args=[self.pk])

    @property
    def pk_text(self) -> str:
        """For addresses built in templates."""
        return str(self.pk)

    @property
    def years_text(self) -> str:
        return years_in_words(self.first_year, self.last_year)

    @property
    def next_step(self) -> str:
        """What happens next and by whom, "" at the end."""
        return NEXT_STEPS.get(self.status, "")

    @property
    def why_fixed(self) -> str:
        """Why its tasks and shares cannot be changed, "" while they can: drafted, or running with what comes up on the way."""
        if self.status in DECIDED:
            return f"《{self}》{self.get_status_display()}，任务和分工不能改动。需要改动的，请局领导退回修改。"
        return f"《{self}》{self.get_status_display()}，任务和分工不能再改动。" if self.status in PAST else ""

    def acts_for(self, user: User) -> list[PlanAct]:
        return acts_open(PLAN_TRANSITIONS, self.status, user)


class PlanItemQuerySet(models.QuerySet["PlanItem"]):
    """Reads of tasks."""

    def visible_to(self, user: User) -> Self:
        """Tasks of plans in sight: all of them for the bureau, those with an own share for a unit."""
        items = self.filter(plan__in=Plan.objects.visible_to(user))
        return items if user.unit_ids() is None else items.filter(pk__in=Assignment.objects.visible_to(user).values("item"))

    def unsettled(self) -> Self:
        """待确认任务: the deadline or a unit was not understood, or no unit is responsible."""
        shares = Assignment.objects.filter(item=OuterRef("pk"))
        return self.filter(Q(needs_settling=True) | Exists(shares.filter(is_pending=True)) | ~Exists(shares))


class PlanItem(models.Model):
    """台账任务: one numbered row of the source. `units_text` and `term_text` are its own words and never change."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="items", verbose_name="计划")
    number = models.PositiveSmallIntegerField("序号")
    source_row = models.PositiveIntegerField("来源行", null=True)
    group = models.CharField("任务清单", max_length=200, blank=True)
    section = models.CharField("重点任务", max_length=200, blank=True)
    text = models.TextField("工作任务")
    units_text = models.TextField("责任单位", blank=True)
    term_text = models.TextField("完成时限", blank=True)
    term_kind = models.CharField("时限类型", max_length=12, choices=TermKind, default=TermKind.UNCLEAR)
    starts_on = models.DateField("开始", null=True)
    due_on = models.DateField("截止", null=True)
    is_continuing = models.BooleanField("长期推进", default=False)
    milestones = models.JSONField("时间节点", default=list)  # [{"on": "2024-06-30", "what": "…"}]
    needs_settling = models.BooleanField("待确认", default=False)
    measures_span = models.JSONField("措施合并自", null=True)  # [first task, last task]; the first one holds the measures of all
    units_span = models.JSONField("责任单位合并自", null=True)
    term_span = models.JSONField("完成时限合并自", null=True)

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "台账任务"
        ordering = ["plan", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_item_number_unique", violation_error_message="同一计划里的序号不能重复。")]

    def __str__(self) -> str:
        return f"{self.number}. {self.bare_text[:30]}"

    def get_absolute_url(self) -> str:
        return reverse("supervision:item-detail", args=[self.pk])

    @property
    def measures_at(self) -> int:
        """Number of the task that holds its measures: its own, or the first one of the merged cell."""
        return int(self.measures_span[0]) if self.measures_span else self.number

    @property
    def holds_measures(self) -> bool:
        """Whether its measures are its own, or those of the first task of the merged cell."""
        return self.measures_at == self.number

    def shared_measures(self) -> models.QuerySet[Measure]:
        """具体措施 that hold for this task, wherever the source wrote them."""
        if self.holds_measures:
            return self.measures.all()
        return Measure.objects.filter(item__plan=self.plan_id, item__number=self.measures_at)

    @property
    def ordinal(self) -> str:
        """第 4 项."""
        return f"第 {self.number} 项"

    @property
    def bare_text(self) -> str:
        """The words of the task without the number the source puts before them."""
        return bare_words(self.text)

    @property
    def short_title(self) -> str:
        """第 4 项：行政执法人员每人每年接受…"""
        words = self.bare_text
        return f"{self.ordinal}：{words[:24]}{'…' if len(words) > 24 else ''}"

    @property
    def term_words(self) -> str:
        """2025-12-31 长期推进, 待定, or the words of the source while they are not settled."""
        if self.needs_settling or self.due_on is None:
            return self.term_text or self.get_term_kind_display()
        return f"{self.due_on:%Y-%m-%d}{'，长期推进' if self.is_continuing else ''}"


class Measure(models.Model):
    """具体措施: one paragraph of the source with the number it carries there (①②③), if any."""

    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="measures", verbose_name="任务")
    position = models.PositiveSmallIntegerField("次序")
    number = models.PositiveSmallIntegerField("编号", null=True)
    text = models.TextField("措施")

    class Meta:
        verbose_name = verbose_name_plural = "具体措施"
        ordering = ["item", "position"]
        constraints = [models.UniqueConstraint(fields=["item", "position"], name="measure_position_unique")]

    def __str__(self) -> str:
        return self.text[:40]

    @property
    def mark(self) -> str:
        """① as the source has it."""
        return mark_of(self.number)


def late_on(on: date) -> Q:
    """逾期: of a running plan, with the unit, with a day that has passed; 待定 has none and is never overdue."""
    return Q(status__in=WITH_UNIT, is_pending=False, due_on__lt=on, item__plan__status__in=RUNNING)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Reads of shares."""

    def visible_to(self, user: User) -> Self:
        """All for the bureau; the unit's own in issued plans for a unit."""
        if not user.has_perm("supervision.view_plans"):
            return self.none()
        ids = user.unit_ids()
        return self if ids is None else self.filter(unit_id__in=list(ids), item__plan__status__in=PUBLISHED)

    def by_part(self) -> Self:
        """牵头 first, then 责任, then 配合; words without a unit before all."""
        order = models.Case(models.When(part=Part.LEAD, then=0), models.When(part=Part.SHARE, then=1), default=2)
        return self.order_by("-is_pending", order, "unit__sort_key", "pk")

    def open(self) -> Self:
        return self.filter(status__in=OPEN_SHARES)

    def in_force(self) -> Self:
        """Of plans that were issued: what the units know and owe."""
        return self.filter(item__plan__status__in=PUBLISHED)

    def overdue(self, on: date) -> Self:
        return self.filter(late_on(on))

    def awaiting_confirmation(self) -> Self:
        return self.filter(status=ShareStatus.SUBMITTED)


class Assignment(models.Model):
    """责任分解: one unit's share of one task; `unit` empty and `is_pending` while the words could not be resolved."""

    item = models.ForeignKey(PlanItem, models.PROTECT, related_name="assignments", verbose_name="任务")
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, null=True, related_name="+", verbose_name="责任单位")
    unit_text = models.CharField("原文", max_length=80)
    group = models.CharField("分组", max_length=12, choices=Group, blank=True)
    part = models.CharField("分工", max_length=6, choices=Part, default=Part.SHARE)
    is_pending = models.BooleanField("待确认", default=False)
    status = models.CharField("状态", max_length=16, choices=ShareStatus, default=ShareStatus.ASSIGNED)
    due_on = models.DateField("完成时限", null=True)
    latest = models.TextField("最新进展", blank=True)
    latest_at = models.DateTimeField("进展时间", null=True)
    draft = models.TextField("草稿", blank=True)  # the unit's own words before they are sent
    submitted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="报送人")

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "责任分解"
        ordering = ["item", "pk"]
        indexes = [models.Index(fields=["unit", "status", "due_on"], name="assignment_unit_status_due")]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "unit"], condition=Q(unit__isnull=False), name="assignment_unit_once", violation_error_message="该单位在这项任务里已有分工。"
            ),
            models.CheckConstraint(
                condition=Q(is_pending=True, unit=None) | Q(is_pending=False, unit__isnull=False),
                name="assignment_pending_without_unit",
                violation_error_message="待确认的分工还没有单位；已确认的必须有单位。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit or self.unit_text} {self.get_part_display()}"

    def get_absolute_url(self) -> str:
        return reverse("supervision:assignment-detail", args=[self.pk])

    @property
    def unit_words(self) -> str:
        """The unit, or the words of the source while it is not settled."""
        return self.unit.name if self.unit else self.unit_text

    def acts_for(self, user: User) -> list[ShareAct]:
        """Acts open to `user` while the plan runs and the unit is known."""
        if self.is_pending or self.item.plan.status not in RUNNING:
            return []
        return acts_open(SHARE_TRANSITIONS, self.status, user)

    def is_overdue(self, on: date) -> bool:
        return self.due_on is not None and self.due_on < on and not self.is_pending and self.status in WITH_UNIT and self.item.plan.status in RUNNING


class ShareState(models.Model):
    """分工沿革: how a share of an issued plan stood from `at` on; one row per change, never overwritten."""

    share = models.ForeignKey(Assignment, models.PROTECT, related_name="states", verbose_name="分工")
    at = models.DateTimeField("时间")
    status = models.CharField("状态", max_length=16, choices=ShareStatus)
    due_on = models.DateField("完成时限", null=True)
    is_running = models.BooleanField("计划实施中")
    task = models.TextField("工作任务")
    latest = models.CharField("最新进展", max_length=200, blank=True)
    latest_at = models.DateTimeField("进展时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "分工沿革"
        ordering = ["share", "at", "pk"]
        indexes = [models.Index(fields=["share", "at"], name="share_state_at")]

    def __str__(self) -> str:
        return f"{self.share_id} {self.at:%Y-%m-%d} {self.get_status_display()}"

    def is_overdue(self, on: date) -> bool:
        """As the share itself judges it, for the day it stood so."""
        return self.is_running and self.due_on is not None and self.due_on < on and self.status in WITH_UNIT


class Progress(ActedRow):
    """进展: what the unit reported and what the bureau answered; never overwritten."""

    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="progress", verbose_name="分工")
    at = models.DateTimeField("时间")
    actor = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="填报人")
    text = models.TextField("进展")
    is_done = models.BooleanField("报完成", default=False)
    answer = models.CharField("审核结果", max_length=16, blank=True)
    answered_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="审核人")
    answered_in_place_of = in_place_of_field("代谁审核")
    answered_at = models.DateTimeField("审核时间", null=True)
    reason = models.CharField("退回理由", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "任务进展"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.text[:40]
