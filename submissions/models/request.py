"""报送任务: asked of several units at once, with one answer each."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.db.models import Count, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse
from django.utils import timezone

from core.search.lookups import bigram_index
from core.workflow import acts_open
from submissions.models.ask import Ask
from submissions.models.series import RequestSeries
from submissions.periods import Period, PeriodKind
from submissions.workflow import DONE, OWED, REQUEST_TRANSITIONS, VIEW, WITH_UNIT, RequestAct, RequestStatus, SubmissionStatus

if TYPE_CHECKING:
    from accounts.models import User

PUBLISHED = (RequestStatus.OPEN, RequestStatus.CLOSED)


def _standings(on: date) -> dict[str, Q]:
    """Which answers of a request count as what."""
    return {
        "owed": Q(submissions__status__in=OWED),
        "handed_in": Q(submissions__status__in=DONE),
        "waiting": Q(submissions__status=SubmissionStatus.REPORTED),
        "accepted": Q(submissions__status=SubmissionStatus.ACCEPTED),
        "returned": Q(submissions__status=SubmissionStatus.RETURNED),
        "to_correct": Q(submissions__status=SubmissionStatus.ACCEPTED) & ~Q(submissions__correction=""),
        "late": Q(submissions__status__in=WITH_UNIT, submissions__due_on__lt=on),
    }


class RequestQuerySet(models.QuerySet["SubmissionRequest"]):
    """Reads of requests."""

    def visible_to(self, user: User) -> Self:
        """All for the bureau; for a unit those that were sent to it, whatever became of them."""
        if not user.has_perm(VIEW):
            return self.none()
        ids = user.unit_ids()
        if ids is None:
            return self
        sent = SubmissionRequest.objects.filter(submissions__unit_id__in=list(ids)).values("pk")
        return self.filter(opened_at__isnull=False, pk__in=sent)

    def open(self) -> Self:
        return self.filter(status=RequestStatus.OPEN)

    def with_counts(self, on: date) -> Self:
        """应报, 已报, 待审核, 通过, 退回, 申请更正, 逾期 of each."""
        return self.annotate(**{name: Count("submissions", filter=rule) for name, rule in _standings(on).items()})

    def with_units(self, on: date) -> Self:
        """The units that a request of the bureau's desk concerns: whose answer waits, is to be corrected, is late."""
        name = Coalesce(NullIf("submissions__unit__short_name", Value("")), "submissions__unit__name")
        rules = _standings(on)
        wanted = {f"{key}_units": ArrayAgg(name, filter=rules[key], default=Value([]), distinct=True) for key in ("waiting", "to_correct", "late")}
        return self.annotate(**wanted)


class SubmissionRequest(Ask):
    """报送任务 (one time, or one period of a series); its answers are `submissions`, one per unit."""

    series = models.ForeignKey(RequestSeries, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name="周期任务")
    period_kind = models.CharField("周期", max_length=8, choices=PeriodKind, default=PeriodKind.ONCE)
    period_on = models.DateField("所属期间", null=True, blank=True)
    due_on = models.DateField("截止日期")
    status = models.CharField("状态", max_length=10, choices=RequestStatus, default=RequestStatus.DRAFT)
    units = models.ManyToManyField("accounts.Unit", through="RequestUnit", related_name="+", verbose_name="报送单位")
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="建立人")
    created_at = models.DateTimeField("建立时间")
    opened_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="下发人")
    opened_at = models.DateTimeField("下发时间", null=True)
    ended_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name="办结人")
    ended_at = models.DateTimeField("办结时间", null=True)
    end_reason = models.CharField("撤销理由", max_length=300, blank=True)
    import_batch = models.ForeignKey("core.ImportBatch", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="导入批次")

    objects = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报送任务"
        ordering = ["-pk"]
        permissions = [
            ("view_requests", "查看报送任务"),
            ("manage_requests", "下发和管理报送任务"),
            ("review_submissions", "审核报送件"),
            ("fill_submission", "填报报送件"),
            ("approve_submission", "审核本单位报送件"),
        ]
        indexes = [
            models.Index(fields=["status", "due_on", "id"], name="request_status_due"),
            models.Index(fields=["series", "period_on"], name="request_series_period"),
            bigram_index("title", "request_title_zh"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=RequestStatus.values), name="request_status_known", violation_error_message="任务状态不在规定范围内。"
            ),
            models.CheckConstraint(
                condition=Q(period_kind=PeriodKind.ONCE, period_on=None) | ~Q(period_kind=PeriodKind.ONCE) & Q(period_on__isnull=False),
                name="request_period_with_day",
                violation_error_message="周期任务须写明所属期间。",
            ),
            models.CheckConstraint(
                condition=Q(opened_at=None, opened_by=None) | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="request_opened_fields_together",
                violation_error_message="下发须同时有下发人和下发时间。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=PUBLISHED) | Q(opened_at__isnull=False), name="request_open_is_opened", violation_error_message="报送中的任务须已下发。"
            ),
            models.CheckConstraint(
                condition=Q(status=RequestStatus.CANCELLED, ended_at__isnull=False) & ~Q(end_reason="") | ~Q(status=RequestStatus.CANCELLED) & Q(end_reason=""),
                name="request_cancelled_with_reason",
                violation_error_message="撤销任务须写明理由。",
            ),
            models.UniqueConstraint(
                fields=["series", "period_on"],
                condition=Q(series__isnull=False) & ~Q(status=RequestStatus.CANCELLED),
                name="request_once_a_period",
                violation_error_message="这个周期任务的本期已经开报。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.period}）" if self.period else self.title

    def get_absolute_url(self) -> str:
        return reverse("submissions:request-detail", args=[self.pk])

    @property
    def period(self) -> Period | None:
        """所属期间, None for what is asked once."""
        return Period(PeriodKind(self.period_kind), self.period_on) if self.period_on else None

    @property
    def came_by_import(self) -> bool:
        """启用前数据: sent out before the system."""
        return self.import_batch_id is not None

    @property
    def asked_on(self) -> date | None:
        """下发日期."""
        return timezone.localdate(self.opened_at) if self.opened_at else None

    @property
    def is_draft(self) -> bool:
        return self.status == RequestStatus.DRAFT

    @property
    def is_open(self) -> bool:
        return self.status == RequestStatus.OPEN

    def acts_for(self, user: User) -> list[RequestAct]:
        return acts_open(REQUEST_TRANSITIONS, self.status, user)


class RequestUnit(models.Model):
    """拟报送单位: chosen while the request is a draft."""

    request = models.ForeignKey(SubmissionRequest, models.CASCADE, related_name="chosen", verbose_name="任务")  # CASCADE: a part of the draft
    unit = models.ForeignKey("accounts.Unit", models.PROTECT, related_name="+", verbose_name="单位")

    class Meta:
        verbose_name = verbose_name_plural = "拟报送单位"
        ordering = ["request", "unit__sort_key", "pk"]
        constraints = [models.UniqueConstraint(fields=["request", "unit"], name="request_unit_once", violation_error_message="单位重复。")]

    def __str__(self) -> str:
        return str(self.unit)
