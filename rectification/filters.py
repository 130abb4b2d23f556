"""Filters of 整改台账."""

from __future__ import annotations

import django_filters as filters
from django.db.models import QuerySet

from accounts.models import Unit, User
from rectification.models import Order
from rectification.workflow import Status


def units_in_sight(request: object) -> QuerySet[Unit]:
    """Units the asking person may see, for the choices."""
    user: User = request.user  # type: ignore[attr-defined]
    return Unit.objects.visible_to(user).active()


class OrderFilter(filters.FilterSet):
    """单位、状态、期限、来源、督办、复发、催办过."""

    unit = filters.ModelChoiceFilter(label="单位", queryset=units_in_sight)
    status = filters.MultipleChoiceFilter(label="状态", choices=Status.choices)
    due_from = filters.DateFilter(label="期限起", field_name="due_on", lookup_expr="gte")
    due_to = filters.DateFilter(label="期限止", field_name="due_on", lookup_expr="lte")
    year = filters.NumberFilter(label="年度", field_name="issued_on", lookup_expr="year")
    is_recurring = filters.BooleanFilter(label="复发")
    is_urged = filters.BooleanFilter(label="催办过", method="filter_urged")
    before = filters.BooleanFilter(label="启用前数据", field_name="import_batch", lookup_expr="isnull", exclude=True)

    class Meta:
        model = Order
        fields = ("unit", "status", "due_from", "due_to", "year", "is_recurring", "is_urged", "before")

    def filter_urged(self, found: QuerySet[Order], name: str, value: bool) -> QuerySet[Order]:
        return found.filter(urged__gt=0) if value else found.filter(urged=0)
