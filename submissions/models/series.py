"""周期任务: what is asked anew every month, quarter, half-year or year."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.workdays.models import CountUnit
from submissions.models.ask import Ask
from submissions.periods import Period, PeriodKind
from submissions.workflow import VIEW

if TYPE_CHECKING:
    from accounts.models import User


class SeriesQuerySet(models.QuerySet["RequestSeries"]):
    """Reads of series."""

    def visible_to(self, user: User) -> Self:
        """The bureau's own; units see the requests that come of them."""
        return self if user.has_perm(VIEW) and user.unit_ids() is None else self.none()

    def due(self, on: date) -> Self:
        """Running ones of which the next period is to be opened on `on` or should have been before."""
        return self.filter(is_active=True, next_open_on__lte=on)


class RequestSeries(Ask):
    """周期任务: opens a request for each period, `open_after_days` after the period's last day (1: the next day), due after `due_days`."""

    period_kind = models.CharField("周期", max_length=8, choices=[choice for choice in PeriodKind.choices if choice[0] != PeriodKind.ONCE])
    next_period_on = models.DateField("下一期")
    next_open_on = models.DateField("下次开报日期")
    opens_in_advance = models.BooleanField("期初开报", default=False)  # at the beginning of the period instead of after its end
    open_after_days = models.PositiveSmallIntegerField("期满后第几日开报", default=1, validators=[MaxValueValidator(60)])
    due_days = models.PositiveSmallIntegerField("报送期限", default=7, validators=[MaxValueValidator(120)])
    due_unit = models.CharField("期限单位", max_length=8, choices=CountUnit, default=CountUnit.WORKING)
    units = models.ManyToManyField("accounts.Unit", related_name="+", verbose_name="报送单位")
    is_active = models.BooleanField("启用", default=True)
    created_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name="建立人")
    created_at = models.DateTimeField("建立时间")

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "周期任务"
        ordering = ["-is_active", "next_open_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(due_days__gte=1), name="series_due_days_positive", violation_error_message="报送期限至少 1 日。"),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.get_period_kind_display()}）"

    def get_absolute_url(self) -> str:
        return reverse("submissions:series-detail", args=[self.pk])

    @property
    def next_period(self) -> Period:
        return Period(PeriodKind(self.period_kind), self.next_period_on)

    def opens_on(self, period: Period) -> date:
        """The day on which the request of `period` is opened."""
        return period.first if self.opens_in_advance else period.last + timedelta(days=self.open_after_days)
