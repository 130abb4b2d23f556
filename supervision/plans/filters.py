"""Filters of 计划台账."""

from __future__ import annotations

import django_filters as filters
from django.db.models import QuerySet

from accounts.models import Unit, User
from supervision.plans.models import Assignment, Plan
from supervision.plans.reading.shares import Part
from supervision.plans.workflow import ShareStatus


def _units(request: object) -> QuerySet[Unit]:
    user: User = request.user  # type: ignore[attr-defined]
    return Unit.objects.visible_to(user).active()


def _plans(request: object) -> QuerySet[Plan]:
    user: User = request.user  # type: ignore[attr-defined]
    return Plan.objects.visible_to(user)


class ShareFilter(filters.FilterSet):
    """计划、单位、分工、状态、期限."""

    plan = filters.ModelChoiceFilter(label="计划", field_name="item__plan", queryset=_plans)
    unit = filters.ModelChoiceFilter(label="责任单位", queryset=_units)
    part = filters.ChoiceFilter(label="分工", choices=Part.choices)
    status = filters.MultipleChoiceFilter(label="状态", choices=ShareStatus.choices)
    number = filters.NumberFilter(label="序号", field_name="item__number")
    due_to = filters.DateFilter(label="期限止", field_name="due_on", lookup_expr="lte")

    class Meta:
        model = Assignment
        fields = ("plan", "unit", "part", "status", "number", "due_to")
