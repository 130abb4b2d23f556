"""Filters of 监督文书."""

from __future__ import annotations

import django_filters as filters
from django.db.models import QuerySet

from accounts.models import Unit, User
from documents.models import Document, DocumentKind
from documents.workflow import Status


def units_in_sight(request: object) -> QuerySet[Unit]:
    """Units the asking person may see, for the choices."""
    user: User = request.user  # type: ignore[attr-defined]
    return Unit.objects.visible_to(user).active()


class DocumentFilter(filters.FilterSet):
    """种类、主送单位、状态、制发日期、回复期限."""

    kind = filters.ModelMultipleChoiceFilter(label="种类", queryset=DocumentKind.objects.all())
    unit = filters.ModelChoiceFilter(label="主送单位", field_name="to_unit", queryset=units_in_sight)
    status = filters.MultipleChoiceFilter(label="状态", choices=Status.choices)
    issued_from = filters.DateFilter(label="制发日期起", field_name="dated_on", lookup_expr="gte")
    issued_to = filters.DateFilter(label="制发日期止", field_name="dated_on", lookup_expr="lte")
    reply_to = filters.DateFilter(label="回复期限止", field_name="reply_due_on", lookup_expr="lte")
    before = filters.BooleanFilter(label="启用前数据", field_name="import_batch", lookup_expr="isnull", exclude=True)

    class Meta:
        model = Document
        fields = ("kind", "unit", "status", "issued_from", "issued_to", "reply_to", "before")
