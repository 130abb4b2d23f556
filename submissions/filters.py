"""Filters of the lists of 报送."""

from __future__ import annotations

import django_filters as filters
from django.db.models import QuerySet

from accounts.models import Unit, UnitKind, User
from submissions.models import RequestSeries, Shape, Submission, SubmissionRequest
from submissions.periods import PeriodKind
from submissions.workflow import RequestStatus, SubmissionStatus


def units_in_sight(request: object) -> QuerySet[Unit]:
    """Units the asking person may see, for the choices."""
    user: User = request.user  # type: ignore[attr-defined]
    return Unit.objects.visible_to(user).active()


def series_in_sight(request: object) -> QuerySet[RequestSeries]:
    user: User = request.user  # type: ignore[attr-defined]
    return RequestSeries.objects.visible_to(user)


class RequestFilter(filters.FilterSet):
    """状态、形式、周期、截止."""

    status = filters.MultipleChoiceFilter(label="状态", choices=RequestStatus.choices)
    shape = filters.MultipleChoiceFilter(label="报送形式", choices=Shape.choices)
    period_kind = filters.MultipleChoiceFilter(label="周期", choices=PeriodKind.choices)
    series = filters.ModelChoiceFilter(label="周期任务", queryset=series_in_sight)
    due_from = filters.DateFilter(label="截止起", field_name="due_on", lookup_expr="gte")
    due_to = filters.DateFilter(label="截止止", field_name="due_on", lookup_expr="lte")

    class Meta:
        model = SubmissionRequest
        fields = ("status", "shape", "period_kind", "series", "due_from", "due_to")


class SubmissionFilter(filters.FilterSet):
    """单位、状态、类型、截止."""

    unit = filters.ModelChoiceFilter(label="单位", queryset=units_in_sight)
    status = filters.MultipleChoiceFilter(label="状态", choices=SubmissionStatus.choices)
    kind = filters.MultipleChoiceFilter(label="单位类型", field_name="unit__kind", choices=UnitKind.choices)
    is_nil = filters.BooleanFilter(label="零报告")
    is_late = filters.BooleanFilter(label="迟报")
    due_from = filters.DateFilter(label="截止起", field_name="due_on", lookup_expr="gte")
    due_to = filters.DateFilter(label="截止止", field_name="due_on", lookup_expr="lte")

    class Meta:
        model = Submission
        fields = ("unit", "status", "kind", "is_nil", "is_late", "due_from", "due_to")
